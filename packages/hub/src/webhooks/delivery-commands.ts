import { appendToOutbox, type Command, type OutboxTables } from '@slipway/database';
import type { Insertable, Transaction } from 'kysely';
import type { MailTables } from '../mail/mail-tables.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { RepositoryRefusal } from '../repositories/administered.ts';
import type { HubTables } from '../tables.ts';
import { ofScope } from './webhook-commands.ts';
import { type DeliveryItem, webhookDeliveryTopic } from './webhook-event.ts';
import { managedScope, type WebhookChange } from './webhook-scope.ts';
import type { WebhookAttemptRow, WebhookDeliveryRow, WebhookTables } from './webhook-tables.ts';

/** A delivery to make. */
export type NewDelivery = Pick<
  WebhookDeliveryRow,
  'id' | 'webhook_id' | 'event' | 'event_name' | 'event_id' | 'cause' | 'callback_token'
>;

type Tables = WebhookTables & OutboxTables;

/** Makes deliveries, each with its first try; those that are there already stay as they are. */
export const addDeliveries: Command<
  Tables,
  { readonly deliveries: readonly NewDelivery[]; readonly now: number },
  void
> = {
  name: 'hub.add-webhook-deliveries',
  async execute(transaction, { deliveries, now }) {
    for (const each of deliveries) await insertDelivery(transaction, each, now);
  },
};

export interface AskDelivery extends WebhookChange {
  readonly webhookId: number;
  readonly delivery: NewDelivery;
}

/** Makes a delivery that somebody asks for: a test, or the same once more. */
export const askDelivery: Command<
  HubTables & OutboxTables,
  AskDelivery,
  RepositoryRefusal | { kind: 'absent' } | { kind: 'added' }
> = {
  name: 'hub.ask-webhook-delivery',
  async execute(transaction, { webhookId, delivery, ...input }) {
    const scope = await managedScope(transaction as unknown as Transaction<HubTables>, input);
    if (scope.kind !== 'found') return scope;
    const webhook = await transaction
      .selectFrom('hub_webhooks')
      .select('id')
      .where('id', '=', webhookId)
      .where((where) => where.and(ofScope(scope)))
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (!webhook) return { kind: 'absent' };
    await insertDelivery(transaction as unknown as Transaction<Tables>, delivery, input.now);
    return { kind: 'added' };
  },
};

async function insertDelivery(
  transaction: Transaction<Tables>,
  delivery: NewDelivery,
  now: number,
): Promise<void> {
  const [made] = await transaction
    .insertInto('hub_webhook_deliveries')
    .values({
      ...delivery,
      state: 'waiting',
      attempts: 0,
      next_at: now,
      status: null,
      error: null,
      duration_ms: null,
      body: null,
      callback: null,
      created_at: now,
      finished_at: null,
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .execute();
  if (made) await appendTry(transaction, { deliveryId: delivery.id, number: 1 }, now);
}

/** What becomes of a delivery after a try. */
export type AfterAttempt =
  | { readonly kind: 'delivered' }
  | { readonly kind: 'retry'; readonly at: number }
  /** Nothing more is tried. With a reason the webhook is paused as well. */
  | { readonly kind: 'given-up'; readonly pause?: Pause };

/** What is written where a webhook is paused. */
export interface Pause {
  readonly reason: string;
  /** For who should know. */
  readonly letters: readonly SealedLetter[];
}

export interface RecordAttempt {
  readonly attempt: Insertable<WebhookAttemptRow>;
  readonly body: string;
  readonly after: AfterAttempt;
  readonly now: number;
}

type RecordingTables = Tables & MailTables;

/** Notes a try and what follows: the next try, or the end. A try that is noted already changes nothing. */
export const recordAttempt: Command<RecordingTables, RecordAttempt, void> = {
  name: 'hub.record-webhook-attempt',
  async execute(transaction, { attempt, body, after, now }) {
    const { delivery_id: deliveryId, number } = attempt;
    const [delivery] = await transaction
      .updateTable('hub_webhook_deliveries')
      .set({
        attempts: number,
        body,
        status: attempt.status ?? null,
        error: attempt.error ?? null,
        duration_ms: attempt.duration_ms,
        ...(after.kind === 'retry'
          ? { next_at: after.at }
          : {
              state: after.kind === 'delivered' ? ('delivered' as const) : ('failed' as const),
              next_at: null,
              finished_at: now,
            }),
      })
      .where('id', '=', deliveryId)
      .where('attempts', '=', number - 1)
      .where('state', '=', 'waiting')
      .returning('webhook_id')
      .execute();
    if (!delivery) return;
    await transaction.insertInto('hub_webhook_attempts').values(attempt).execute();
    if (after.kind === 'retry') {
      const own = transaction as unknown as Transaction<Tables>;
      await appendTry(own, { deliveryId, number: number + 1 }, after.at);
    }
    await noteHealth(transaction, { webhookId: delivery.webhook_id, after, now });
  },
};

async function noteHealth(
  transaction: Transaction<RecordingTables>,
  { webhookId, after, now }: { webhookId: number; after: AfterAttempt; now: number },
): Promise<void> {
  if (after.kind === 'delivered') {
    await transaction
      .updateTable('hub_webhooks')
      .set({ failing_since: null })
      .where('id', '=', webhookId)
      .where('failing_since', 'is not', null)
      .execute();
    return;
  }
  await transaction
    .updateTable('hub_webhooks')
    .set({ failing_since: now })
    .where('id', '=', webhookId)
    .where('failing_since', 'is', null)
    .execute();
  if (after.kind !== 'given-up' || after.pause === undefined) return;
  const [paused] = await transaction
    .updateTable('hub_webhooks')
    .set({ paused_at: now, pause_reason: after.pause.reason })
    .where('id', '=', webhookId)
    .where('paused_at', 'is', null)
    .returning('id')
    .execute();
  if (!paused) return;
  const own = transaction as unknown as Transaction<Tables>;
  await endWaiting(own, { webhookId, error: 'the webhook was paused', now });
  for (const letter of after.pause.letters) await postLetter(transaction, letter);
}

/** Ends what waits for a webhook that takes nothing any more. */
async function endWaiting(
  transaction: Transaction<Tables>,
  { webhookId, error, now }: { webhookId: number; error: string; now: number },
): Promise<void> {
  await transaction
    .updateTable('hub_webhook_deliveries')
    .set({ state: 'failed', error, next_at: null, finished_at: now })
    .where('webhook_id', '=', webhookId)
    .where('state', '=', 'waiting')
    .execute();
}

/** Ends one delivery without a try: its webhook was switched off or paused meanwhile. */
export const endDelivery: Command<
  Tables,
  { readonly id: string; readonly error: string; readonly now: number },
  void
> = {
  name: 'hub.end-webhook-delivery',
  async execute(transaction, { id, error, now }) {
    await transaction
      .updateTable('hub_webhook_deliveries')
      .set({ state: 'failed', error, next_at: null, finished_at: now })
      .where('id', '=', id)
      .where('state', '=', 'waiting')
      .execute();
  },
};

async function appendTry(
  transaction: Transaction<Tables>,
  item: DeliveryItem,
  availableAt: number,
): Promise<void> {
  const { deliveryId } = item;
  await appendToOutbox(transaction, {
    topic: webhookDeliveryTopic,
    key: deliveryId,
    payload: item,
    availableAt,
  });
}

/** Notes what a receiver sent to a delivery's callback URL; answers whether there is such a delivery. */
export const recordCallback: Command<
  Tables,
  { readonly token: string; readonly callback: string },
  boolean
> = {
  name: 'hub.record-webhook-callback',
  async execute(transaction, { token, callback }) {
    const { numUpdatedRows } = await transaction
      .updateTable('hub_webhook_deliveries')
      .set({ callback })
      .where('callback_token', '=', token)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows) > 0;
  },
};

export interface PruneDeliveries {
  /** Finished deliveries created before this go. */
  readonly before: number;
  readonly limit: number;
}

/** Deletes old entries of logs, and webhooks of deleted repositories with theirs; gives how many. */
export const pruneDeliveries: Command<Tables, PruneDeliveries, number> = {
  name: 'hub.prune-webhook-deliveries',
  async execute(transaction, { before, limit }) {
    const old = transaction
      .selectFrom('hub_webhook_deliveries')
      .select('id')
      .where('created_at', '<', before)
      .where('state', '!=', 'waiting')
      .orderBy('created_at')
      .limit(limit);
    const { numDeletedRows } = await transaction
      .deleteFrom('hub_webhook_deliveries')
      .where('id', 'in', old)
      .executeTakeFirstOrThrow();
    await transaction.deleteFrom('hub_webhooks').where('closed_at', '<', before).execute();
    return Number(numDeletedRows);
  },
};
