import type { BlobReader } from '@slipway/content';
import type { Database, OutboxTables } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import type { Selectable } from 'kysely';
import type { JobHandler } from '../jobs/job.ts';
import type { Clock } from '../ports/clock.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import type { HubTables } from '../tables.ts';
import { cloudEvent, cloudEventMediaType } from './cloud-event.ts';
import { looksSecret } from './custom-headers.ts';
import { type AfterAttempt, endDelivery, recordAttempt } from './delivery-commands.ts';
import { dockerHubPayload } from './docker-hub-payload.ts';
import type { PauseLetters } from './pause-letters.ts';
import { readEventFacts } from './read-event-facts.ts';
import { ReceiverTurns } from './receiver-turns.ts';
import { nextTry, retryAfterTime } from './retry-schedule.ts';
import { type Outgoing, sendWebhook, type WebhookOutcome } from './send-webhook.ts';
import { signedHeaders } from './signature.ts';
import { type DeliveryItem, type WebhookEvent, webhookDeliveryTopic } from './webhook-event.ts';
import { openHeaders, openWebhookSecrets } from './webhook-secrets.ts';
import type { WebhookDeliveryRow, WebhookRow } from './webhook-tables.ts';

export interface DeliveryOptions {
  readonly database: Database<HubTables & RegistryTables & OutboxTables>;
  readonly content: BlobReader;
  readonly secrets: SecretBox;
  readonly outgoing: Outgoing;
  readonly letters: PauseLetters;
  /** Undefined: as the webhook's owner called it. */
  readonly publicUrl: string | undefined;
  /** What the hub calls itself to receivers. */
  readonly userAgent: string;
  readonly clock: Clock;
}

type Webhook = Selectable<WebhookRow>;

/** Requests under way at once, to all receivers. */
const concurrency = 32;

/** A webhook is paused where a delivery is given up and nothing has arrived for so long. */
const pausedAfter = 20 * 3_600_000;

/** Makes one try of a delivery and notes what came of it, with the next try. */
export function deliverWebhooks(options: DeliveryOptions): JobHandler {
  const turns = new ReceiverTurns();
  return {
    topic: webhookDeliveryTopic,
    concurrency,
    async handle({ payload }, { signal }) {
      const { deliveryId, number } = payload as DeliveryItem;
      const found = await read(options, deliveryId);
      if (!found) return;
      const { delivery, webhook } = found;
      // Noted by a try whose process died before it could say so.
      if (delivery.state !== 'waiting' || delivery.attempts >= number) return;
      const stopped = stoppedBecause(delivery, webhook);
      if (stopped !== undefined) {
        const now = options.clock();
        await options.database.run(endDelivery, { id: delivery.id, error: stopped, now });
        return;
      }
      const turn = { id: webhook.id, failing: webhook.failing_since !== null };
      await turns.take(turn, () => attempt(options, { ...found, number, signal }));
    },
  };
}

async function read({ database }: DeliveryOptions, deliveryId: string) {
  const delivery = await database.query
    .selectFrom('hub_webhook_deliveries')
    .selectAll()
    .where('id', '=', deliveryId)
    .executeTakeFirst();
  if (!delivery) return undefined;
  const webhook = await database.query
    .selectFrom('hub_webhooks')
    .selectAll()
    .where('id', '=', delivery.webhook_id)
    .executeTakeFirst();
  return webhook && { delivery, webhook };
}

/** What somebody asks for goes out in any case: to try a webhook before it is turned on. */
function stoppedBecause(delivery: WebhookDeliveryRow, webhook: Webhook): string | undefined {
  if (delivery.cause !== 'event') return undefined;
  if (webhook.active !== 1) return 'the webhook was turned off';
  if (webhook.paused_at !== null) return 'the webhook was paused';
  return undefined;
}

interface Try {
  readonly delivery: WebhookDeliveryRow;
  readonly webhook: Webhook;
  readonly number: number;
  readonly signal: AbortSignal;
}

async function attempt(options: DeliveryOptions, made: Try): Promise<void> {
  const { delivery, webhook, number, signal } = made;
  const { database, clock } = options;
  const body = delivery.body ?? (await writeBody(options, made));
  const at = clock();
  const customHeaders = Object.fromEntries(
    openHeaders(options.secrets, webhook).map(({ name, value }) => [name.toLowerCase(), value]),
  );
  const headers = ownHeaders(options, made, { body, at });
  const startedAt = performance.now();
  const outcome = await sendWebhook(options.outgoing, {
    ...{ url: webhook.url, body, headers, customHeaders, signal },
  });
  const duration = Math.round(performance.now() - startedAt);
  const after = await afterAttempt(options, made, outcome);
  await database.run(recordAttempt, {
    attempt: {
      delivery_id: delivery.id,
      number,
      at,
      duration_ms: duration,
      url: outcome.url.slice(0, 2000),
      request_headers: JSON.stringify({ ...withoutSecrets(customHeaders), ...headers }),
      status: outcome.status,
      error: outcome.error,
      response_headers: outcome.answer ? JSON.stringify(outcome.answer.headers) : null,
      response_body: outcome.answer?.body ?? null,
      response_truncated: outcome.answer?.cut ? 1 : 0,
    },
    body,
    after,
    now: clock(),
  });
}

async function writeBody(options: DeliveryOptions, { delivery, webhook }: Try): Promise<string> {
  const facts = await readEventFacts(options, JSON.parse(delivery.event) as WebhookEvent);
  const about = {
    deliveryId: delivery.id,
    origin: options.publicUrl ?? webhook.origin,
    callbackToken: delivery.callback_token,
  };
  const write = webhook.format === 'cloudevents' ? cloudEvent : dockerHubPayload;
  return JSON.stringify(write(facts, about));
}

function ownHeaders(
  { secrets, userAgent }: DeliveryOptions,
  { delivery, webhook, number }: Try,
  { body, at }: { readonly body: string; readonly at: number },
): Record<string, string> {
  return {
    'content-type': webhook.format === 'cloudevents' ? cloudEventMediaType : 'application/json',
    'user-agent': userAgent,
    accept: '*/*',
    'x-slipway-event': delivery.event_name,
    'x-slipway-event-id': delivery.event_id,
    'x-slipway-delivery': delivery.id,
    'x-slipway-attempt': String(number),
    ...signedHeaders(openWebhookSecrets(secrets, webhook, at), { body, at }),
  };
}

async function afterAttempt(
  options: DeliveryOptions,
  { delivery, webhook, number }: Try,
  outcome: WebhookOutcome,
): Promise<AfterAttempt> {
  if (outcome.error === null) return { kind: 'delivered' };
  // Somebody waits for the answer: it is the answer.
  if (delivery.cause === 'test') return { kind: 'given-up' };
  const now = options.clock();
  const pause = async (reason: string) => ({
    kind: 'given-up' as const,
    pause: { reason, letters: await options.letters.write(webhook, reason) },
  });
  if (outcome.status === 410) return await pause('the receiver answered 410 Gone');
  const retryAt = retryAfterTime(outcome.retryAfter, now);
  const tried = { createdAt: delivery.created_at, attempts: number };
  const at = nextTry(tried, { now, retryAt });
  if (at !== undefined) return { kind: 'retry', at };
  const failingFor = webhook.failing_since === null ? 0 : now - webhook.failing_since;
  if (failingFor < pausedAfter) return { kind: 'given-up' };
  const hours = Math.floor(failingFor / 3_600_000);
  return await pause(`nothing was delivered for ${hours} hours; the last try: ${outcome.error}`);
}

/** The log is read by more people than may know them. */
function withoutSecrets(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name,
      looksSecret({ name, value }) ? '(secret)' : value,
    ]),
  );
}
