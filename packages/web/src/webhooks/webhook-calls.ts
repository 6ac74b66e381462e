import type { AnswerOf, BodyOf } from '../api/client.ts';
import { call } from '../api/client.ts';

/** Whose webhooks: a repository's, or all of a namespace's. */
export interface WebhookOwner {
  readonly namespace: string;
  readonly repository?: string | undefined;
}

interface PageOf {
  readonly page: number;
  readonly page_size: number;
}

/** The operations on one owner's webhooks. */
export interface WebhookCalls {
  list(query: PageOf): Promise<AnswerOf<'webhook.list'>>;
  create(body: BodyOf<'webhook.create'>): Promise<AnswerOf<'webhook.create'>>;
  update(id: number, body: BodyOf<'webhook.update'>): Promise<AnswerOf<'webhook.update'>>;
  remove(id: number): Promise<void>;
  rotate(id: number, overlapSeconds: number): Promise<AnswerOf<'webhook.rotate-secret'>>;
  test(id: number): Promise<AnswerOf<'webhook.test'>>;
  deliveries(id: number, query: PageOf): Promise<AnswerOf<'webhook.deliveries'>>;
  delivery(id: number, delivery: string): Promise<AnswerOf<'webhook.delivery'>>;
  redeliver(id: number, delivery: string): Promise<AnswerOf<'webhook.redeliver'>>;
}

/** A repository's operations, or its namespace's: they differ in their addresses alone. */
export function webhookCalls({ namespace, repository }: WebhookOwner): WebhookCalls {
  // The namespace's have a parameter less: one that a path does not name is not looked at.
  const kind = (repository === undefined ? 'namespace-webhook' : 'webhook') as 'webhook';
  const params = { namespace, repository: repository ?? '' };
  const one = (id: number) => ({ ...params, webhook_id: String(id) });
  const sent = (id: number, delivery: string) => ({ ...one(id), delivery_id: delivery });
  return {
    list: (query) => call(`${kind}.list`, { params, query }),
    create: (body) => call(`${kind}.create`, { params, body }),
    update: (id, body) => call(`${kind}.update`, { params: one(id), body }),
    remove: (id) => call(`${kind}.delete`, { params: one(id) }),
    rotate: (id, overlap_seconds) =>
      call(`${kind}.rotate-secret`, { params: one(id), body: { overlap_seconds } }),
    test: (id) => call(`${kind}.test`, { params: one(id) }),
    deliveries: (id, query) => call(`${kind}.deliveries`, { params: one(id), query }),
    delivery: (id, delivery) => call(`${kind}.delivery`, { params: sent(id, delivery) }),
    redeliver: (id, delivery) => call(`${kind}.redeliver`, { params: sent(id, delivery) }),
  };
}

/** What the operations give. */
export type Webhook = AnswerOf<'webhook.read'>;
export type WebhookDelivery = AnswerOf<'webhook.deliveries'>['results'][number];
export type WebhookDeliveryDetail = AnswerOf<'webhook.delivery'>;
export type WebhookAttempt = WebhookDeliveryDetail['attempt_log'][number];
