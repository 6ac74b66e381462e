import { randomBytes, randomUUID } from 'node:crypto';
import type { NewDelivery } from './delivery-commands.ts';
import { deliveryIdOf } from './delivery-id.ts';
import type { WebhookEvent } from './webhook-event.ts';

/** A delivery of an event to a webhook. What somebody asks for is another one each time. */
export function newDelivery(
  webhookId: number,
  event: WebhookEvent,
  cause: NewDelivery['cause'],
): NewDelivery {
  return {
    id: cause === 'event' ? deliveryIdOf(webhookId, event.id) : randomUUID(),
    webhook_id: webhookId,
    event: JSON.stringify(event),
    event_name: event.name,
    event_id: event.id,
    cause,
    callback_token: randomBytes(24).toString('base64url'),
  };
}
