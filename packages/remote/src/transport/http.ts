import { readFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { Agent, Dispatcher } from 'undici';
import type { RegistryClientOptions } from '../client.ts';
import { RemoteError } from '../errors.ts';
import { isLoopback } from './registry-host.ts';

/** One request on the wire. */
export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array>;
  readonly signal?: AbortSignal;
}

/** An answer whose body has not been read yet: read it, or {@link HttpResponse.discard} it. */
export interface HttpResponse {
  readonly status: number;
  readonly url: URL;
  /** The first value of a header, or undefined. */
  header(name: string): string | undefined;
  /** The body as it arrives. */
  readonly body: AsyncIterable<Uint8Array>;
  /** The whole body. Throws TOO_LARGE past `limit` bytes. */
  bytes(limit: number): Promise<Uint8Array>;
  /** Frees the connection. */
  discard(): Promise<void>;
}

/** Loaded with the first request: it takes 50 ms, and commands that need no network start sooner. */
const loadUndici = () => import('./undici.ts');

/** Bodies that are thrown away are read up to this, to keep the connection. */
const discardLimit = 64 * 1024;
const redirects = new Set([301, 302, 303, 307, 308]);
const maximumRedirects = 5;

/** Sends requests: pooled connections, TLS settings, proxies from the environment, redirects. */
export class HttpSender {
  readonly #options: RegistryClientOptions;
  readonly #userAgent: string;
  #direct: Promise<Dispatcher> | undefined;
  #proxied: Promise<Dispatcher> | undefined;

  constructor(options: RegistryClientOptions) {
    this.#options = options;
    this.#userAgent = options.userAgent ?? 'slipway';
  }

  /**
   * One exchange; redirects of GET and HEAD are followed, and Authorization goes to the origin that
   * it was meant for only. Throws UNREACHABLE or TLS where there is no answer.
   */
  async send(original: HttpRequest): Promise<HttpResponse> {
    let current = original;
    for (let hop = 0; ; hop++) {
      const response = await this.#exchange(current);
      const location = response.header('location');
      const followed =
        redirects.has(response.status) && (current.method === 'GET' || current.method === 'HEAD');
      if (!followed || location === undefined) return response;
      await response.discard();
      if (hop === maximumRedirects) {
        throw new RemoteError('INVALID_RESPONSE', `${shown(original.url)} redirects too often`);
      }
      current = this.#redirected(current, location);
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    for (const pending of [this.#direct, this.#proxied]) await (await pending)?.destroy();
  }

  #redirected(request: HttpRequest, location: string): HttpRequest {
    const url = URL.canParse(location, request.url.href)
      ? new URL(location, request.url)
      : undefined;
    if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
      throw new RemoteError(
        'INVALID_RESPONSE',
        `${shown(request.url)} redirects to no web address`,
      );
    }
    if (request.url.protocol === 'https:' && url.protocol === 'http:' && !this.#options.insecure) {
      throw new RemoteError(
        'INVALID_RESPONSE',
        `${shown(request.url)} redirects from HTTPS to plain HTTP at ${url.host}: refused`,
      );
    }
    const headers = { ...request.headers };
    if (url.origin !== request.url.origin) delete headers.authorization;
    return { ...request, url, headers };
  }

  async #exchange(sent: HttpRequest): Promise<HttpResponse> {
    sent.signal?.throwIfAborted();
    const dispatcher = await this.#dispatcher(sent.url.host);
    try {
      const { request } = await loadUndici();
      const answer = await request(sent.url, {
        dispatcher,
        method: sent.method,
        headers: { 'user-agent': this.#userAgent, ...sent.headers },
        body: sent.body ? toBody(sent.body) : null,
        signal: sent.signal ?? null,
      });
      return new Response(sent.url, answer);
    } catch (cause) {
      sent.signal?.throwIfAborted();
      throw unreachable(sent.url, cause);
    }
  }

  #dispatcher(host: string): Promise<Dispatcher> {
    if (isLoopback(host)) {
      this.#direct ??= this.#settings().then(async (settings) => {
        const { Agent } = await loadUndici();
        return new Agent(settings);
      });
      return this.#direct;
    }
    this.#proxied ??= this.#settings().then(async (settings) => {
      const { EnvHttpProxyAgent } = await loadUndici();
      return new EnvHttpProxyAgent(settings);
    });
    return this.#proxied;
  }

  async #settings(): Promise<Agent.Options> {
    const { caFile, insecure, skipTlsVerify, stallTimeout } = this.#options;
    const tls: { ca?: string[]; rejectUnauthorized?: boolean } = {};
    if (insecure || skipTlsVerify) tls.rejectUnauthorized = false;
    if (caFile !== undefined) {
      // Importing this module takes 20 ms, which few commands need to spend.
      const { rootCertificates } = await import('node:tls');
      tls.ca = [...rootCertificates, await readCertificates(caFile)];
    }
    return {
      allowH2: false,
      bodyTimeout: stallTimeout ?? 60_000,
      // A registry may read a whole blob again before it answers the upload's last request.
      headersTimeout: 600_000,
      connect: { timeout: 20_000, ...tls },
    };
  }
}

function toBody(body: Uint8Array | AsyncIterable<Uint8Array>): Uint8Array | Readable {
  return body instanceof Uint8Array ? body : Readable.from(body, { objectMode: false });
}

class Response implements HttpResponse {
  readonly status: number;
  readonly url: URL;
  readonly #answer: Dispatcher.ResponseData;

  constructor(url: URL, answer: Dispatcher.ResponseData) {
    this.url = url;
    this.status = answer.statusCode;
    this.#answer = answer;
  }

  header(name: string): string | undefined {
    const value = this.#answer.headers[name];
    return Array.isArray(value) ? value[0] : value;
  }

  get body(): AsyncIterable<Uint8Array> {
    return this.#answer.body;
  }

  async bytes(limit: number): Promise<Uint8Array> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    for await (const chunk of this.body) {
      size += chunk.length;
      if (size > limit) {
        throw new RemoteError(
          'TOO_LARGE',
          `the answer of ${shown(this.url)} is larger than ${limit} bytes`,
        );
      }
      chunks.push(chunk);
    }
    return Buffer.concat(chunks);
  }

  async discard(): Promise<void> {
    await this.#answer.body.dump({ limit: discardLimit }).catch(() => {
      // The body was not wanted; a connection that broke meanwhile shows itself at the next request.
    });
  }
}

async function readCertificates(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8');
  } catch (cause) {
    throw new RemoteError('TLS', `cannot read the CA file ${file}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

/** A URL for messages: without user, password, and query (upload locations carry secrets there). */
export function shown(url: URL): string {
  return `${url.origin}${url.pathname}`;
}

const tlsCodes = /^(?:ERR_TLS|ERR_SSL|CERT_|DEPTH_ZERO|SELF_SIGNED|UNABLE_TO_(?:GET|VERIFY))/;

function unreachable(url: URL, cause: unknown): Error {
  if (cause instanceof RemoteError) return cause;
  const error = cause instanceof Error ? cause : new Error(String(cause));
  const nested = error as Error & { code?: string; errors?: readonly Error[] };
  const code = nested.code ?? '';
  const reason = error.message || nested.errors?.[0]?.message || code || 'no reason given';
  if (tlsCodes.test(code)) {
    const advice = 'give its authority with a CA file, or allow an insecure registry';
    return new RemoteError('TLS', `${url.host}: ${reason}: ${advice}`, {
      cause,
      registry: url.host,
    });
  }
  return new RemoteError('UNREACHABLE', `no answer from ${url.host}: ${reason}`, {
    cause,
    registry: url.host,
  });
}
