import type { Webhook, WebhookAttempt, WebhookDelivery, WebhookDeliveryDetail } from '@slipway/api';
import type { Selectable } from 'kysely';
import type { WebhookEvent } from './webhook-event.ts';
import type { WebhookAttemptRow, WebhookDeliveryRow, WebhookRow } from './webhook-tables.ts';

type DeliveryRow = Selectable<WebhookDeliveryRow>;

/** A webhook as the API shows it, with its newest delivery. */
export function shownWebhook(
  row: Selectable<WebhookRow>,
  newest: Pick<DeliveryRow, 'created_at' | 'state' | 'status'> | undefined,
  now: number,
): Webhook {
  const overlaps = (row.previous_secret_until ?? 0) > now;
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: JSON.parse(row.events) as Webhook['events'],
    format: row.format,
    headers: JSON.parse(row.headers) as Webhook['headers'],
    is_active: row.active === 1,
    paused_at: time(row.paused_at),
    pause_reason: row.pause_reason,
    failing_since: time(row.failing_since),
    previous_secret_valid_until: overlaps ? time(row.previous_secret_until) : null,
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
    created_by: row.created_by_name,
    last_delivery: newest
      ? {
          at: new Date(newest.created_at).toISOString(),
          state: newest.state,
          status: newest.status,
        }
      : null,
  };
}

/** An entry of a webhook's log. */
export function shownDelivery(row: DeliveryRow): WebhookDelivery {
  const event = JSON.parse(row.event) as WebhookEvent;
  const { tag } = event.data;
  return {
    id: row.id,
    event: event.name,
    event_id: row.event_id,
    cause: row.cause,
    state: row.state,
    repository: event.repository,
    tag: typeof tag === 'string' ? tag : null,
    attempts: row.attempts,
    status: row.status,
    error: row.error,
    duration_ms: row.duration_ms,
    created_at: new Date(row.created_at).toISOString(),
    finished_at: time(row.finished_at),
    next_attempt_at: time(row.next_at),
    callback:
      row.callback === null ? null : (JSON.parse(row.callback) as WebhookDelivery['callback']),
  };
}

/** The same with its tries. */
export function shownDeliveryDetail(
  row: DeliveryRow,
  attempts: readonly WebhookAttemptRow[],
): WebhookDeliveryDetail {
  return {
    ...shownDelivery(row),
    request_body: row.body,
    attempt_log: attempts.map(shownAttempt),
  };
}

function shownAttempt(row: WebhookAttemptRow): WebhookAttempt {
  return {
    number: row.number,
    at: new Date(row.at).toISOString(),
    duration_ms: row.duration_ms,
    url: row.url,
    request_headers: JSON.parse(row.request_headers) as Record<string, string>,
    status: row.status,
    error: row.error,
    response_headers:
      row.response_headers === null
        ? null
        : (JSON.parse(row.response_headers) as Record<string, string>),
    response_body: row.response_body,
    response_truncated: row.response_truncated === 1,
  };
}

function time(at: number | null): string | null {
  return at === null ? null : new Date(at).toISOString();
}
