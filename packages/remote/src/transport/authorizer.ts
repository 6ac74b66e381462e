import type { Credential, CredentialSource } from '../credentials/credential.ts';
import { RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';
import type { Challenge } from './challenge.ts';
import type { HttpSender } from './http.ts';
import { requestToken, type Token } from './token-request.ts';

/** What one request wants of a registry. */
export interface Grant extends Cancellable {
  readonly registry: string;
  /** `repository:library/node:pull`; empty for none. */
  readonly scopes: readonly string[];
  readonly challenge: Challenge;
}

/** Answers challenges: Basic, and Bearer with tokens kept for each set of scopes. */
export class Authorizer {
  readonly #http: HttpSender;
  readonly #source: CredentialSource | undefined;
  readonly #insecure: boolean;
  readonly #tokens = new Map<string, Promise<Token>>();
  readonly #credentials = new Map<string, Promise<Credential | undefined>>();

  constructor(
    http: HttpSender,
    options: { readonly source: CredentialSource | undefined; readonly insecure: boolean },
  ) {
    this.#http = http;
    this.#source = options.source;
    this.#insecure = options.insecure;
  }

  /** Whether there are credentials for `registry`. */
  async hasCredential(registry: string): Promise<boolean> {
    return (await this.credential(registry)) !== undefined;
  }

  /** The credential for `registry`, looked up once. */
  credential(registry: string): Promise<Credential | undefined> {
    let pending = this.#credentials.get(registry);
    if (!pending) {
      pending = this.#source?.get(registry) ?? Promise.resolve(undefined);
      this.#credentials.set(registry, pending);
    }
    return pending;
  }

  /** The value of the Authorization header, or undefined where an anonymous request must do. */
  async authorization(grant: Grant): Promise<string | undefined> {
    if (grant.challenge.scheme === 'basic') return this.#basic(grant.registry);
    const key = tokenKey(grant);
    const cached = this.#tokens.get(key);
    if (cached && !isStale(await cached.catch(() => undefined))) return bearer(await cached);
    const pending = this.#request(grant);
    this.#tokens.set(key, pending);
    try {
      return bearer(await pending);
    } catch (error) {
      if (this.#tokens.get(key) === pending) this.#tokens.delete(key);
      throw error;
    }
  }

  /** Drops the token for `grant`: the registry refused it. */
  forget(grant: Grant): void {
    this.#tokens.delete(tokenKey(grant));
  }

  async #basic(registry: string): Promise<string | undefined> {
    const credential = await this.credential(registry);
    if (!credential) return undefined;
    if ('identityToken' in credential) {
      throw new RemoteError(
        'CREDENTIALS',
        `${registry} wants a user name and a password, but an identity token is stored: run "slipway login ${registry}"`,
        { registry },
      );
    }
    const pair = `${credential.username}:${credential.password}`;
    return `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }

  async #request(grant: Grant): Promise<Token> {
    const credential = await this.credential(grant.registry);
    return requestToken(this.#http, {
      ...grant,
      insecure: this.#insecure,
      ...(credential ? { credential } : {}),
    });
  }
}

function tokenKey(grant: Grant): string {
  const { realm = '', service = '' } = grant.challenge.parameters;
  return JSON.stringify([grant.registry, realm, service, [...grant.scopes].sort()]);
}

function isStale(token: Token | undefined): boolean {
  return token === undefined || Date.now() >= token.refreshAt;
}

function bearer(token: Token): string {
  return `Bearer ${token.value}`;
}
