import type { WebhookFormat } from '@slipway/api';
import type { Generated } from 'kysely';

export interface WebhookRow {
  id: Generated<number>;
  /** What its secrets are sealed for: a UUID, known before the row is there. */
  seal_id: string;
  /** A namespace's webhook has this, a repository's the other. */
  namespace_id: number | null;
  repository_id: number | null;
  name: string;
  url: string;
  /** JSON array of event names. */
  events: string;
  format: WebhookFormat;
  /** JSON of {@link ShownHeader}s: all names, and the values that are no secrets. */
  headers: string;
  /** Sealed JSON of the other values by header name; null where there are none. */
  sealed_headers: string | null;
  sealed_secret: string;
  sealed_previous_secret: string | null;
  previous_secret_until: number | null;
  /** How the hub was called when it was last written, for links where no public URL is set. */
  origin: string;
  active: number;
  paused_at: number | null;
  pause_reason: string | null;
  /** Since when every try failed; null where the last one was delivered. */
  failing_since: number | null;
  created_at: number;
  updated_at: number;
  created_by: number | null;
  created_by_name: string | null;
  /** When its repository was deleted: it is told of that, and of nothing more. */
  closed_at: number | null;
}

export interface ShownHeader {
  readonly name: string;
  /** null: it is sealed. */
  readonly value: string | null;
}

export interface WebhookDeliveryRow {
  /** For events made of webhook and event, so that there is one however often it is asked for. */
  id: string;
  webhook_id: number;
  /** JSON of a `WebhookEvent`. */
  event: string;
  event_name: string;
  event_id: string;
  cause: 'event' | 'test' | 'redelivery';
  state: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  next_at: number | null;
  /** Of the last try. */
  status: number | null;
  error: string | null;
  duration_ms: number | null;
  /** What is sent, from the first try on; equal in each. */
  body: string | null;
  callback_token: string;
  /** JSON of what the receiver sent back. */
  callback: string | null;
  created_at: number;
  finished_at: number | null;
}

export interface WebhookAttemptRow {
  delivery_id: string;
  number: number;
  at: number;
  duration_ms: number;
  url: string;
  /** JSON, secret values left out. */
  request_headers: string;
  status: number | null;
  error: string | null;
  response_headers: string | null;
  response_body: string | null;
  response_truncated: number;
}

export interface WebhookTables {
  hub_webhooks: WebhookRow;
  hub_webhook_deliveries: WebhookDeliveryRow;
  hub_webhook_attempts: WebhookAttemptRow;
}
