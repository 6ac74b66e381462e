import type { Database, OutboxTables } from '@slipway/database';
import type { JobHandler } from '../jobs/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { HubTables } from '../tables.ts';
import { addDeliveries } from './delivery-commands.ts';
import { newDelivery } from './new-delivery.ts';
import { type WebhookEvent, webhookEventTopic } from './webhook-event.ts';

/** Gives each event to the webhooks that want it: one delivery each. */
export function handOutEvents(options: {
  readonly database: Database<HubTables & OutboxTables>;
  readonly clock: Clock;
}): JobHandler {
  const { database, clock } = options;
  return {
    topic: webhookEventTopic,
    concurrency: 4,
    async handle({ payload }) {
      const event = payload as WebhookEvent;
      const webhooks = await wanting(database, event);
      if (webhooks.length === 0) return;
      const deliveries = webhooks.map((id) => newDelivery(id, event, 'event'));
      await database.run(addDeliveries, { deliveries, now: clock() });
    },
  };
}

async function wanting(
  database: Database<HubTables & OutboxTables>,
  event: WebhookEvent,
): Promise<number[]> {
  const { namespaceId, repositoryId, name, at } = event;
  const rows = await database.query
    .selectFrom('hub_webhooks')
    .select(['id', 'events', 'closed_at'])
    .where((where) =>
      where.or([
        where('namespace_id', '=', namespaceId),
        ...(repositoryId === null ? [] : [where('repository_id', '=', repositoryId)]),
      ]),
    )
    .where('active', '=', 1)
    .where('paused_at', 'is', null)
    .where('created_at', '<=', at)
    .orderBy('id')
    .execute();
  return rows
    .filter((row) => (JSON.parse(row.events) as string[]).includes(name))
    .filter((row) => row.closed_at === null || isItsEnd(row.closed_at, event))
    .map((row) => row.id);
}

/** A deleted repository's webhooks are told of what was before, and of that. */
function isItsEnd(closedAt: number, event: WebhookEvent): boolean {
  return event.at <= closedAt;
}
