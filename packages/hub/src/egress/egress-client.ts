import type { IncomingMessage } from 'node:http';
import { type AllowedPlaces, noPlaces } from './allowed-places.ts';
import { EgressError } from './egress-error.ts';
import { checkedTarget, type Resolver, systemResolver } from './egress-target.ts';
import { sendPinned } from './pinned-request.ts';

/** A request that a user caused. */
export interface EgressRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  /** For all of it: resolving, connecting, redirects and the body. 10 seconds by default. */
  readonly timeoutMs?: number;
  /** Most bytes of the answer's body; 1 MiB by default. */
  readonly maximumBytes?: number;
  /** A larger body is an error, or (`true`) is cut there. */
  readonly cut?: boolean;
  /** Redirects followed; at more the redirect itself is the answer. 5 by default. */
  readonly redirects?: number;
  readonly signal?: AbortSignal | undefined;
}

export interface EgressAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
  /** Where the answer came from in the end. */
  readonly url: string;
}

const defaults = { timeoutMs: 10_000, maximumBytes: 2 ** 20, redirects: 5 };

/** What may be told to another origin than the one a request was made for. */
const harmlessHeaders = new Set(['accept', 'accept-encoding', 'content-type', 'user-agent']);

/**
 * The one way out of the hub for requests that a user can cause: a webhook's, an OpenID provider's, an
 * image's. Reaches the public internet and what the administrator allows (`egress.allow`), by the very
 * addresses that were checked, at every redirect anew. Environment variables for proxies are not
 * heeded: a proxy would resolve names by itself.
 */
export class EgressClient {
  readonly #allowed: AllowedPlaces;
  readonly #resolve: Resolver;
  readonly #certificates: string | undefined;

  constructor(
    options: {
      allowed?: AllowedPlaces | undefined;
      resolve?: Resolver;
      /** PEM, believed beside the system's. */
      certificates?: string;
    } = {},
  ) {
    this.#allowed = options.allowed ?? noPlaces;
    this.#resolve = options.resolve ?? systemResolver;
    this.#certificates = options.certificates;
  }

  /** Throws EgressError where the URL leads nowhere that may be reached: for forms, before it is kept. */
  async check(url: string): Promise<void> {
    await checkedTarget(parseUrl(url), { resolve: this.#resolve, allowed: this.#allowed });
  }

  /** Whether the administrator has named the place that the URL leads to. Throws as {@link check}. */
  async isAllowedPlace(url: string): Promise<boolean> {
    const options = { resolve: this.#resolve, allowed: this.#allowed };
    return (await checkedTarget(parseUrl(url), options)).allowed;
  }

  /** Sends a request and reads the answer. Any status is an answer; throws EgressError otherwise. */
  async request(url: string, asked: EgressRequest = {}): Promise<EgressAnswer> {
    const timeout = AbortSignal.timeout(asked.timeoutMs ?? defaults.timeoutMs);
    const signal = asked.signal ? AbortSignal.any([timeout, asked.signal]) : timeout;
    let target = parseUrl(url);
    try {
      // Resolving a name cannot be stopped, only left behind.
      return await Promise.race([
        this.#follow(target, asked, signal, (next) => {
          target = next;
        }),
        aborted(signal),
      ]);
    } catch (error) {
      if (error instanceof EgressError) throw error;
      if (timeout.aborted) {
        const seconds = (asked.timeoutMs ?? defaults.timeoutMs) / 1000;
        throw failed(target, `did not answer within ${seconds} seconds`, error);
      }
      throw failed(target, `could not be asked: ${(error as Error).message}`, error);
    }
  }

  async #follow(
    start: URL,
    asked: EgressRequest,
    signal: AbortSignal,
    onTarget: (url: URL) => void,
  ): Promise<EgressAnswer> {
    let url = start;
    let method = asked.method ?? 'GET';
    let body = typeof asked.body === 'string' ? Buffer.from(asked.body) : asked.body;
    let headers = ownHeaders(asked.headers ?? {});
    for (let left = asked.redirects ?? defaults.redirects; ; left--) {
      onTarget(url);
      const options = { resolve: this.#resolve, allowed: this.#allowed };
      const target = await checkedTarget(url, options);
      signal.throwIfAborted();
      const certificates = this.#certificates;
      const answer = await sendPinned(target, { method, headers, body, signal, certificates });
      const next = left > 0 ? redirectOf(answer, url) : undefined;
      if (!next) return await readAnswer(answer, url, asked);
      answer.destroy();
      if (url.protocol === 'https:' && next.protocol === 'http:') {
        throw new EgressError(
          'EGRESS_REFUSED',
          `${url.host} redirects to ${next.origin}, which is not encrypted`,
        );
      }
      // As browsers do it: Fetch standard, HTTP-redirect fetch, step 12.
      const status = answer.statusCode ?? 0;
      if (status === 303 ? method !== 'HEAD' : status < 303 && method === 'POST') {
        method = 'GET';
        body = undefined;
      }
      headers = Object.fromEntries(
        Object.entries(headers).filter(
          ([name]) =>
            (next.origin === url.origin || harmlessHeaders.has(name)) &&
            (body !== undefined || name !== 'content-type'),
        ),
      );
      url = next;
    }
  }
}

function parseUrl(text: string): URL {
  const url = URL.parse(text);
  if (url) return url;
  throw new EgressError('EGRESS_REFUSED', `${JSON.stringify(text.slice(0, 200))} is no URL`);
}

/** Names in lower case; not the ones that say how a message is transported. */
function ownHeaders(given: Readonly<Record<string, string>>): Record<string, string> {
  const transport =
    /^(?:host|connection|content-length|transfer-encoding|upgrade|te|trailer|expect|keep-alive|proxy-.*)$/;
  const entries = Object.entries(given)
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !transport.test(name));
  return { 'user-agent': 'Slipway', 'accept-encoding': 'identity', ...Object.fromEntries(entries) };
}

function redirectOf(answer: IncomingMessage, url: URL): URL | undefined {
  const { location } = answer.headers;
  if (![301, 302, 303, 307, 308].includes(answer.statusCode ?? 0) || !location) return undefined;
  const next = URL.parse(location, url.href);
  if (!next) throw new EgressError('EGRESS_FAILED', `${url.host} redirects to what is no URL`);
  return next;
}

async function readAnswer(
  answer: IncomingMessage,
  url: URL,
  asked: EgressRequest,
): Promise<EgressAnswer> {
  const most = asked.maximumBytes ?? defaults.maximumBytes;
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of answer as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length <= most) continue;
    if (asked.cut) break;
    answer.destroy();
    throw new EgressError('EGRESS_TOO_LARGE', `${url.host} answered with more than ${most} bytes`);
  }
  return {
    status: answer.statusCode ?? 0,
    headers: new Headers(
      Object.entries(answer.headersDistinct).flatMap(([name, values = []]) =>
        values.map((value): [string, string] => [name, value]),
      ),
    ),
    body: Buffer.concat(chunks).subarray(0, most),
    url: url.href,
  };
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
}

function failed(url: URL, what: string, cause: unknown): EgressError {
  return new EgressError('EGRESS_FAILED', `${url.host} ${what}`, { cause });
}
