import type { Credential } from '../credentials/credential.ts';
import { RemoteError } from '../errors.ts';
import type { Grant } from './authorizer.ts';
import type { HttpRequest, HttpResponse, HttpSender } from './http.ts';
import { isLoopback } from './registry-host.ts';
import { responseError } from './response-error.ts';

/** A bearer token and when to get the next one. */
export interface Token {
  readonly value: string;
  /** Milliseconds since 1970: before it ends, so that no request carries a token that just died. */
  readonly refreshAt: number;
}

/** What {@link requestToken} needs beside the challenge. */
export interface TokenRequest extends Grant {
  readonly credential?: Credential;
  /** Allows sending credentials over plain HTTP. */
  readonly insecure: boolean;
}

/** Docker's token specification: a token without `expires_in` lives this many seconds. */
const defaultLifetime = 60;
const tokenLimit = 256 * 1024;

/**
 * Asks the realm of a Bearer challenge for a token: GET with Basic (or anonymous), OAuth2 POST with
 * an identity token. Throws UNAUTHORIZED, DENIED, RATE_LIMITED, INVALID_RESPONSE.
 * https://distribution.github.io/distribution/spec/auth/token/ and …/auth/oauth/
 */
export async function requestToken(http: HttpSender, wanted: TokenRequest): Promise<Token> {
  const realm = checkedRealm(wanted);
  const response = await http.send(buildRequest(realm, wanted));
  if (response.status !== 200) {
    throw await responseError(response, {
      registry: wanted.registry,
      action: `get a token for ${wanted.scopes.join(' ') || 'the registry'}`,
      authenticated: wanted.credential !== undefined,
    });
  }
  return readToken(response, wanted.registry);
}

function checkedRealm(wanted: TokenRequest): URL {
  const text = wanted.challenge.parameters.realm ?? '';
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || (url.protocol !== 'https:' && url.protocol !== 'http:')) {
    throw new RemoteError(
      'INVALID_RESPONSE',
      `${wanted.registry} names no usable token service (realm ${JSON.stringify(text.slice(0, 200))})`,
      { registry: wanted.registry },
    );
  }
  if (url.protocol === 'http:' && !isLoopback(url.host) && !wanted.insecure && wanted.credential) {
    throw new RemoteError(
      'TLS',
      `${wanted.registry} wants the password sent to ${url.host} over plain HTTP: refused; allow an insecure registry if that is meant`,
      { registry: wanted.registry },
    );
  }
  return url;
}

function buildRequest(realm: URL, wanted: TokenRequest): HttpRequest {
  const { credential } = wanted;
  const service = wanted.challenge.parameters.service;
  const common = wanted.signal ? { signal: wanted.signal } : {};
  if (credential && 'identityToken' in credential) {
    const form = new URLSearchParams({
      grant_type: 'refresh_token',
      refresh_token: credential.identityToken,
      client_id: 'slipway',
      service: service ?? '',
      scope: wanted.scopes.join(' '),
    });
    return {
      ...common,
      method: 'POST',
      url: realm,
      headers: { 'content-type': 'application/x-www-form-urlencoded', accept: 'application/json' },
      body: Buffer.from(form.toString()),
    };
  }
  const url = new URL(realm);
  if (service) url.searchParams.set('service', service);
  for (const scope of wanted.scopes) url.searchParams.append('scope', scope);
  const headers: Record<string, string> = { accept: 'application/json' };
  if (credential) {
    url.searchParams.set('account', credential.username);
    const pair = `${credential.username}:${credential.password}`;
    headers.authorization = `Basic ${Buffer.from(pair, 'utf8').toString('base64')}`;
  }
  return { ...common, method: 'GET', url, headers };
}

async function readToken(response: HttpResponse, registry: string): Promise<Token> {
  const text = new TextDecoder().decode(await response.bytes(tokenLimit));
  const answer = parseAnswer(text);
  const value = answer?.token || answer?.access_token;
  if (typeof value !== 'string' || !/^[\x21-\x7e]+$/.test(value)) {
    throw new RemoteError(
      'INVALID_RESPONSE',
      `the token service of ${registry} answered without a usable token`,
      { registry },
    );
  }
  const stated = answer?.expires_in;
  const lifetime = typeof stated === 'number' && stated > 0 ? stated : defaultLifetime;
  // Counted from now, not from `issued_at`: the two clocks may differ.
  return { value, refreshAt: Date.now() + lifetime * 1000 - Math.min(30, lifetime / 4) * 1000 };
}

function parseAnswer(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    // Said by the caller: whatever it was, it holds no token.
    return undefined;
  }
}
