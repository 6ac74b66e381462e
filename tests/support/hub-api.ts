import { exchange, expectStatus } from './http-exchange.ts';
import { administrator } from './start-hub.ts';

/** A name with the secret that proves it: a password or an access token. */
export interface Credentials {
  readonly name: string;
  readonly password: string;
}

const json = { 'content-type': 'application/json' };

/** A token for the hub's own API. */
export async function signIn(origin: string, who: Credentials = administrator): Promise<string> {
  const body = JSON.stringify({ identifier: who.name, secret: who.password });
  const answer = await exchange(origin, '/v2/auth/token', { method: 'POST', headers: json, body });
  return expectStatus(answer, 200).json<{ access_token: string }>().access_token;
}

/** Makes an account, as the administrator. */
export async function createUser(origin: string, who: Credentials): Promise<Credentials> {
  const body = JSON.stringify({ username: who.name, password: who.password });
  const headers = { authorization: `Bearer ${await signIn(origin)}`, ...json };
  const answer = await exchange(origin, '/v2/users', { method: 'POST', headers, body });
  expectStatus(answer, 201);
  return who;
}

/** Makes an access token; answers what to log in with in the password's place. */
export async function createAccessToken(
  origin: string,
  who: Credentials,
  scopes: readonly string[],
): Promise<Credentials> {
  const body = JSON.stringify({ token_label: scopes.join(' '), scopes });
  const headers = { authorization: `Bearer ${await signIn(origin, who)}`, ...json };
  const answer = await exchange(origin, '/v2/access-tokens', { method: 'POST', headers, body });
  return { name: who.name, password: expectStatus(answer, 201).json<{ token: string }>().token };
}

/** Asks the hub's API as somebody; answers the JSON, or undefined where there is none. */
export async function askApi<Answer = unknown>(
  origin: string,
  request: {
    readonly as?: Credentials;
    readonly method?: string;
    readonly path: string;
    readonly body?: unknown;
    readonly status: number;
  },
): Promise<Answer> {
  const { as, method = 'GET', path, body, status } = request;
  const headers = {
    ...(as ? { authorization: `Bearer ${await signIn(origin, as)}` } : {}),
    ...(body === undefined ? {} : json),
  };
  const answer = await exchange(origin, path, {
    method,
    headers,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = expectStatus(answer, status).body.toString();
  return (text === '' ? undefined : JSON.parse(text)) as Answer;
}
