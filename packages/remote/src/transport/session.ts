import type { RegistryClientOptions } from '../client.ts';
import type { CredentialSource } from '../credentials/credential.ts';
import { isRemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import { Authorizer, type Grant } from './authorizer.ts';
import type { Challenge } from './challenge.ts';
import { type Endpoint, findEndpoint, usableChallenge } from './endpoint.ts';
import { type HttpRequest, type HttpResponse, HttpSender } from './http.ts';
import { responseError } from './response-error.ts';
import { isPassing, RetryPolicy } from './retry.ts';

/** One request to a registry. */
export interface RegistryRequest extends Cancellable {
  readonly registry: string;
  /** What it is for, in an error's words: `push blob sha256:… to kirtan/app`. */
  readonly action: string;
  readonly method: HttpRequest['method'];
  /** A path with query below the registry's base, or a whole URL that the registry gave. */
  readonly target: string | URL;
  readonly headers?: Readonly<Record<string, string>>;
  /** Called anew for each try. */
  readonly body?: () => Uint8Array | AsyncIterable<Uint8Array>;
  readonly scopes: readonly string[];
  /** The statuses that are no failure. */
  readonly expect: readonly number[];
  /** False where the caller itself knows how to go on after a failure. Default true. */
  readonly retry?: boolean;
}

/** Exchanges with registries: finds them, answers their challenges, tries again. */
export class RegistrySession {
  readonly retry: RetryPolicy;
  readonly #http: HttpSender;
  readonly #authorizer: Authorizer;
  readonly #insecure: boolean;
  readonly #endpoints = new Map<string, Promise<Endpoint>>();
  /** Challenges seen at other places than `/v2/`, by registry. */
  readonly #challenges = new Map<string, Challenge>();

  constructor(options: RegistryClientOptions, source: CredentialSource | undefined) {
    this.#http = new HttpSender(options);
    this.#insecure = options.insecure ?? false;
    this.#authorizer = new Authorizer(this.#http, { source, insecure: this.#insecure });
    this.retry = new RetryPolicy(options.retry);
  }

  /** The registry's base URL, ending in a slash. */
  async base(registry: string, options: Cancellable = {}): Promise<URL> {
    return (await this.#endpoint(registry, options)).base;
  }

  /** Whether there are credentials for `registry`. */
  hasCredential(registry: string): Promise<boolean> {
    return this.#authorizer.hasCredential(registry);
  }

  /**
   * Sends, answering one challenge and trying passing failures again. Throws a RemoteError for
   * every status that is not expected.
   */
  async send(request: RegistryRequest): Promise<HttpResponse> {
    const retries = request.retry === false ? 0 : this.retry.retries;
    for (let attempt = 0; ; attempt++) {
      const last = attempt >= retries;
      let retryAfter: string | undefined;
      try {
        const response = await this.#authorized(request);
        if (request.expect.includes(response.status)) return response;
        if (last || !isPassing(response.status)) throw await this.#error(response, request);
        retryAfter = response.header('retry-after');
        await response.discard();
      } catch (error) {
        if (last || !isRemoteError(error, 'UNREACHABLE')) throw error;
      }
      await this.retry.wait(attempt + 1, {
        ...(retryAfter ? { retryAfter } : {}),
        ...(request.signal ? { signal: request.signal } : {}),
      });
    }
  }

  /** Ends all connections. */
  close(): Promise<void> {
    return this.#http.close();
  }

  async #authorized(request: RegistryRequest): Promise<HttpResponse> {
    const endpoint = await this.#endpoint(request.registry, request);
    const url =
      typeof request.target === 'string' ? new URL(request.target, endpoint.base) : request.target;
    const challenge = this.#challenges.get(request.registry) ?? endpoint.challenge;
    // What the registry's base asks for is not for other hosts that it sends uploads to.
    if (url.origin !== endpoint.base.origin) return this.#exchange(request, url, undefined);
    const first = await this.#exchange(request, url, challenge);
    if (first.status !== 401 || request.expect.includes(401)) return first;
    const asked = first.header('www-authenticate')
      ? usableChallenge(first, request.registry)
      : undefined;
    if (!asked) return first;
    this.#challenges.set(request.registry, asked);
    this.#authorizer.forget(this.#grant(request, asked));
    const canAnswer =
      asked.scheme === 'bearer' ||
      (challenge === undefined && (await this.hasCredential(request.registry)));
    if (!canAnswer) return first;
    await first.discard();
    return this.#exchange(request, url, asked);
  }

  async #exchange(
    request: RegistryRequest,
    url: URL,
    challenge: Challenge | undefined,
  ): Promise<HttpResponse> {
    const authorization =
      challenge && (await this.#authorizer.authorization(this.#grant(request, challenge)));
    const body = request.body?.();
    return this.#http.send({
      method: request.method,
      url,
      headers: { ...request.headers, ...(authorization ? { authorization } : {}) },
      ...(body === undefined ? {} : { body }),
      ...(request.signal ? { signal: request.signal } : {}),
    });
  }

  #grant(request: RegistryRequest, challenge: Challenge): Grant {
    const { registry, scopes, signal } = request;
    return { registry, scopes, challenge, ...(signal ? { signal } : {}) };
  }

  #endpoint(registry: string, options: Cancellable): Promise<Endpoint> {
    const known = this.#endpoints.get(registry);
    if (known) return known;
    const pending = findEndpoint(this.#http, registry, {
      insecure: this.#insecure,
      ...(options.signal ? { signal: options.signal } : {}),
    });
    this.#endpoints.set(registry, pending);
    pending.catch(() => this.#endpoints.delete(registry));
    return pending;
  }

  async #error(response: HttpResponse, request: RegistryRequest): Promise<Error> {
    return responseError(response, {
      registry: request.registry,
      action: request.action,
      authenticated: await this.hasCredential(request.registry),
    });
  }
}
