import type { EgressClient } from './egress-client.ts';

/** What callers of `fetch` give it, as far as it is understood here. */
interface FetchOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal | undefined;
}

const longestAnswer = 2 ** 20;

/** `fetch` for libraries that want one, over the guarded way out. Follows no redirects. */
export function egressFetch(
  egress: EgressClient,
): (url: string, options: FetchOptions) => Promise<Response> {
  return async (url, { method = 'GET', headers = {}, body, signal }) => {
    const answer = await egress.request(url, {
      ...{ method, headers, signal, redirects: 0, maximumBytes: longestAnswer },
      body: bodyBytes(body),
    });
    const empty = answer.status === 204 || answer.status === 304 || answer.status < 200;
    const response = new Response(empty ? null : new Uint8Array(answer.body), {
      status: answer.status,
      headers: answer.headers,
    });
    Object.defineProperty(response, 'url', { value: answer.url });
    return response;
  };
}

function bodyBytes(body: unknown): string | Uint8Array | undefined {
  if (body === undefined || body === null) return undefined;
  if (typeof body === 'string' || body instanceof Uint8Array) return body;
  if (body instanceof URLSearchParams) return body.toString();
  if (body instanceof ArrayBuffer) return new Uint8Array(body);
  throw new TypeError('a body of this kind cannot be sent');
}
