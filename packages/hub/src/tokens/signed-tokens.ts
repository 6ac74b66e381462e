import { randomUUID } from 'node:crypto';
import { decodeProtectedHeader, errors, jwtVerify, SignJWT } from 'jose';
import type { Credential, Subject } from '../access/subject.ts';
import { type HubSettings, serviceName } from '../hub-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { SigningKeys } from './signing-keys.ts';

/** One entry of a registry token's `access` claim, as distribution has it. */
export interface GrantedAccess {
  readonly type: string;
  readonly name: string;
  readonly actions: readonly string[];
}

/** What a signed token says of whose it is. */
export interface TokenIdentity {
  /** Undefined for tokens of anonymous callers. */
  readonly accountId: number | undefined;
  readonly credential: Credential;
}

/** What a token said, once its signature, times and audience were found right. */
export interface VerifiedToken extends TokenIdentity {
  readonly access: readonly GrantedAccess[];
  /** In milliseconds. */
  readonly expiresAt: number;
}

/** A token and what is said of it in an answer. */
export interface IssuedToken {
  readonly token: string;
  readonly issuedAt: number;
  readonly expiresInSeconds: number;
}

/** Nodes whose clocks differ by less than this accept each other's tokens. */
const clockToleranceSeconds = 5;

/** No host, and so never a registry's service name. */
const apiAudience = 'slipway:api';
const longestToken = 16_384;

interface PrivateClaims {
  readonly account?: number;
  readonly generation?: number;
  readonly token?: string;
}

/**
 * Signs and checks the two kinds of short-lived tokens, ES256 JWTs. They differ in audience, and
 * each is refused where the other is meant.
 */
export class SignedTokens {
  readonly #keys: SigningKeys;
  readonly #clock: Clock;
  readonly #issuer: string;
  readonly #audiences: { readonly registry: string; readonly api: string };
  readonly #lives: { readonly registry: number; readonly api: number };

  constructor(options: { keys: SigningKeys; clock: Clock; settings: HubSettings }) {
    const { settings } = options;
    this.#keys = options.keys;
    this.#clock = options.clock;
    this.#issuer = settings.publicUrl ?? 'slipway';
    this.#audiences = { registry: serviceName(settings), api: apiAudience };
    this.#lives = { registry: settings.registryTokenSeconds, api: settings.apiTokenSeconds };
  }

  /** A token for the registry with this access. */
  registry(subject: Subject, access: readonly GrantedAccess[]): Promise<IssuedToken> {
    return this.#sign('registry', subject, { access });
  }

  /** A token for the hub's API. */
  api(subject: Subject): Promise<IssuedToken> {
    return this.#sign('api', subject, {});
  }

  /** What the token says, or undefined where it is not acceptable. Never throws for bad input. */
  async verify(audience: 'registry' | 'api', token: string): Promise<VerifiedToken | undefined> {
    if (token.length > longestToken) return undefined;
    try {
      const { kid } = decodeProtectedHeader(token);
      const key = kid === undefined ? undefined : await this.#keys.verifier(kid);
      if (key === undefined) return undefined;
      const { payload } = await jwtVerify(token, key, {
        algorithms: ['ES256'],
        audience: this.#audiences[audience],
        issuer: this.#issuer,
        clockTolerance: clockToleranceSeconds,
        currentDate: new Date(this.#clock()),
        requiredClaims: ['exp', 'iat', 'slipway'],
      });
      const claims = payload.slipway as PrivateClaims;
      const access = (payload.access ?? []) as readonly GrantedAccess[];
      return { ...identityOf(claims), access, expiresAt: (payload.exp ?? 0) * 1000 };
    } catch (error) {
      if (error instanceof errors.JOSEError || error instanceof TypeError) return undefined;
      throw error;
    }
  }

  async #sign(
    audience: 'registry' | 'api',
    subject: Subject,
    claims: { access?: readonly GrantedAccess[] },
  ): Promise<IssuedToken> {
    const { kid, privateKey } = await this.#keys.current();
    const issuedAt = Math.floor(this.#clock() / 1000);
    const token = await new SignJWT({ ...claims, slipway: privateClaims(subject) })
      .setProtectedHeader({ alg: 'ES256', typ: 'JWT', kid })
      .setIssuer(this.#issuer)
      .setSubject(subject.accountId === undefined ? '' : subject.name)
      .setAudience(this.#audiences[audience])
      .setIssuedAt(issuedAt)
      .setNotBefore(issuedAt)
      .setExpirationTime(issuedAt + this.#lives[audience])
      .setJti(randomUUID())
      .sign(privateKey);
    return { token, issuedAt: issuedAt * 1000, expiresInSeconds: this.#lives[audience] };
  }
}

function privateClaims({ accountId, credential }: Subject): PrivateClaims {
  if (accountId === undefined) return {};
  if (credential.kind === 'password') {
    return { account: accountId, generation: credential.generation };
  }
  return credential.kind === 'access-token' ? { account: accountId, token: credential.id } : {};
}

function identityOf(claims: PrivateClaims): TokenIdentity {
  if (claims.account !== undefined && claims.token !== undefined) {
    return {
      accountId: claims.account,
      credential: { kind: 'access-token', id: claims.token },
    };
  }
  if (claims.account !== undefined && claims.generation !== undefined) {
    return {
      accountId: claims.account,
      credential: { kind: 'password', generation: claims.generation },
    };
  }
  return { accountId: undefined, credential: { kind: 'anonymous' } };
}
