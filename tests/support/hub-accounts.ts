import { adminPassword, type Hub } from './hub.ts';

/** An account of the hub under test; an access token may stand in the password's place. */
export interface Account {
  readonly name: string;
  readonly password: string;
}

/** The first administrator. */
export const admin: Account = { name: 'admin', password: adminPassword };

/** Makes an account whose new repositories are private. */
export async function createAccount(hub: Hub, name: string): Promise<Account> {
  const account = { name, password: `password-of-${name}-0` };
  const body = { username: name, password: account.password, default_visibility: 'private' };
  await callApi(hub, admin, { method: 'POST', path: '/v2/users', body });
  return account;
}

/** What a personal access token may do. */
export type TokenScope = 'repo:admin' | 'repo:write' | 'repo:read' | 'repo:public_read';

/** The account with a new personal access token in the password's place. */
export async function createAccessToken(
  hub: Hub,
  account: Account,
  scope: TokenScope,
): Promise<Account> {
  const body = { token_label: `test ${scope}`, scopes: [scope] };
  const answer = await callApi(hub, account, { method: 'POST', path: '/v2/access-tokens', body });
  return { name: account.name, password: (answer as { token: string }).token };
}

/** Calls the hub's API as `account`. Throws, with the answer's text, on any status from 400. */
export async function callApi(
  hub: Hub,
  account: Account,
  request: { method: string; path: string; body?: unknown },
): Promise<unknown> {
  const login = { identifier: account.name, secret: account.password };
  const answer = await send(hub, { method: 'POST', path: '/v2/auth/token', body: login });
  const { access_token: token } = answer as { access_token: string };
  return send(hub, request, `Bearer ${token}`);
}

async function send(
  hub: Hub,
  request: { method: string; path: string; body?: unknown },
  authorization?: string,
): Promise<unknown> {
  const response = await fetch(hub.url + request.path, {
    method: request.method,
    headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}) },
    ...(request.body === undefined ? {} : { body: JSON.stringify(request.body) }),
  });
  const text = await response.text();
  if (!response.ok)
    throw new Error(`${request.method} ${request.path}: ${response.status} ${text}`);
  return text === '' ? undefined : JSON.parse(text);
}
