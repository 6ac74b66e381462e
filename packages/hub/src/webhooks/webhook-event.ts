import type { WebhookEventName } from '@slipway/api';

/** What webhooks are told of: kept in the outbox and with each delivery. A plain value. */
export interface WebhookEvent {
  /** A UUID. */
  readonly id: string;
  readonly name: WebhookEventName | 'ping';
  readonly at: number;
  readonly actor: { readonly id: number | null; readonly name: string };
  readonly namespaceId: number;
  /** null where there is none (any more). */
  readonly repositoryId: number | null;
  /** `namespace/name`, as it was then. */
  readonly repository: string;
  /** What the audit log notes with it: tag, digest, former name … */
  readonly data: Readonly<Record<string, unknown>>;
}

/** The topic of an event that is to be given to webhooks. */
export const webhookEventTopic = 'webhook.event';

/** The topic of one try of one delivery. */
export const webhookDeliveryTopic = 'webhook.deliver';

/** An item of {@link webhookDeliveryTopic}. */
export interface DeliveryItem {
  readonly deliveryId: string;
  /** Which try it is, from 1: a try that is noted already is not made again. */
  readonly number: number;
}

const names: Readonly<Record<string, WebhookEventName>> = {
  'repo.tag.push': 'push',
  'repo.tag.restore': 'push',
  'repo.tag.delete': 'tag.delete',
  'repo.create': 'repository.create',
  'repo.update': 'repository.update',
  'repo.category.updated': 'repository.update',
  'repo.immutable.tags.updated': 'repository.update',
  'repo.delete': 'repository.delete',
  'repo.rename': 'repository.rename',
  'repo.transfer': 'repository.transfer',
  'repo.change_privacy': 'repository.visibility',
  'repo.archive': 'repository.archive',
  'repo.unarchive': 'repository.unarchive',
};

/** The webhooks' name of what the audit log calls so; undefined where webhooks are not told of it. */
export function webhookEventName(action: string): WebhookEventName | undefined {
  return Object.hasOwn(names, action) ? names[action] : undefined;
}
