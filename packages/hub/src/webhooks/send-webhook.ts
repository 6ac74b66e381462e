import type { EgressAnswer, EgressClient } from '../egress/egress-client.ts';
import { EgressError } from '../egress/egress-error.ts';

/** The way out, as far as webhooks need it. */
export type Outgoing = Pick<EgressClient, 'request'>;

export interface WebhookRequest {
  readonly url: string;
  readonly body: string;
  /** What is told to whoever the body is for. */
  readonly headers: Readonly<Record<string, string>>;
  /** What its owner set: for the origin of `url` alone. */
  readonly customHeaders: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
}

/** What came of a request. */
export interface WebhookOutcome {
  /** Where the answer came from. */
  readonly url: string;
  readonly status: number | null;
  /** Why it counts as failed; null where it was delivered. */
  readonly error: string | null;
  readonly retryAfter: string | null;
  readonly answer:
    | { readonly headers: Record<string, string>; readonly body: string; readonly cut: boolean }
    | undefined;
}

/** A receiver that takes longer is not waited for, in milliseconds. */
export const webhookTimeout = 10_000;
/** Bytes of the answer that are kept. */
const keptBytes = 16 * 1024;
/** Characters of its headers that are kept. */
const keptHeaders = 8 * 1024;
const mostRedirects = 5;

/**
 * Posts a payload. Redirects that keep the method (307, 308) are followed, through the same checks; one
 * that would make a GET of it is a failure, since nothing would be delivered. Never throws but where
 * the signal says so.
 */
export async function sendWebhook(
  outgoing: Outgoing,
  request: WebhookRequest,
): Promise<WebhookOutcome> {
  const start = new URL(request.url);
  let url = request.url;
  const end = AbortSignal.timeout(webhookTimeout);
  for (let redirects = 0; ; redirects++) {
    const own = new URL(url).origin === start.origin;
    let answer: EgressAnswer;
    try {
      answer = await outgoing.request(url, {
        method: 'POST',
        headers: { ...(own ? request.customHeaders : {}), ...request.headers },
        body: request.body,
        timeoutMs: webhookTimeout,
        // One more, to see whether there is more.
        maximumBytes: keptBytes + 1,
        cut: true,
        redirects: 0,
        signal: AbortSignal.any([request.signal, end]),
      });
    } catch (error) {
      request.signal.throwIfAborted();
      const late = `no answer within ${webhookTimeout / 1000} seconds`;
      const reason = end.aborted ? late : error instanceof EgressError ? error.message : undefined;
      if (reason === undefined) throw error;
      return { url, status: null, error: reason, retryAfter: null, answer: undefined };
    }
    const next = redirects < mostRedirects ? redirectOf(answer, url) : undefined;
    if (next === undefined) return outcomeOf(answer, url);
    url = next;
  }
}

function redirectOf({ status, headers }: EgressAnswer, from: string): string | undefined {
  if (status !== 307 && status !== 308) return undefined;
  const next = URL.parse(headers.get('location') ?? '', from);
  if (!next || !/^https?:$/.test(next.protocol)) return undefined;
  // What was encrypted stays so.
  if (from.startsWith('https:') && next.protocol === 'http:') return undefined;
  return next.href;
}

function outcomeOf(answer: EgressAnswer, url: string): WebhookOutcome {
  const { status, headers } = answer;
  const cut = answer.body.length > keptBytes;
  return {
    url,
    status,
    error: status >= 200 && status < 300 ? null : failure(status, headers),
    retryAfter: headers.get('retry-after'),
    answer: {
      headers: keptHeadersOf(headers),
      body: storable(answer.body.subarray(0, keptBytes).toString('utf8')),
      cut,
    },
  };
}

function failure(status: number, headers: Headers): string {
  if (status >= 300 && status < 400) {
    const to = headers.get('location')?.slice(0, 200);
    return `answered ${status}, a redirect${to ? ` to ${storable(to)}` : ''} that a delivery cannot follow: enter the receiver's own address`;
  }
  return `answered ${status}`;
}

function keptHeadersOf(headers: Headers): Record<string, string> {
  const kept: Record<string, string> = {};
  let left = keptHeaders;
  for (const [name, value] of headers) {
    left -= name.length + value.length;
    if (left < 0) break;
    kept[name] = storable(value);
  }
  return kept;
}

/** PostgreSQL's text has no NUL. */
function storable(text: string): string {
  return text.replaceAll('\0', '\u{fffd}');
}
