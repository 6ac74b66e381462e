import { adminPassword } from './test-hub.ts';

/** What a request got. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read members of whatever JSON came
  readonly body: any;
}

/** Sends a request; a body that is no text is sent as JSON. */
export async function send(
  url: string,
  options: {
    method?: string;
    headers?: Record<string, string>;
    body?: unknown;
    bearer?: string | undefined;
  } = {},
): Promise<Answer> {
  const { body, bearer } = options;
  const json = body !== undefined && typeof body !== 'string' && !(body instanceof Uint8Array);
  const response = await fetch(url, {
    method: options.method ?? 'GET',
    redirect: 'manual',
    headers: {
      ...(json ? { 'content-type': 'application/json' } : {}),
      ...(bearer === undefined ? {} : { authorization: `Bearer ${bearer}` }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: json ? JSON.stringify(body) : (body as string) }),
  });
  const text = await response.text();
  const isJson = (response.headers.get('content-type') ?? '').includes('json');
  return {
    status: response.status,
    headers: response.headers,
    body: isJson && text !== '' ? JSON.parse(text) : text,
  };
}

/** The value of a Basic header. */
export function basic(name: string, secret: string): string {
  return `Basic ${Buffer.from(`${name}:${secret}`).toString('base64')}`;
}

/** Asks `/token` for scopes with Basic credentials, or as nobody. */
export function askToken(
  origin: string,
  options: { as?: readonly [string, string] | undefined; scope?: string[]; query?: string },
): Promise<Answer> {
  const scopes = (options.scope ?? []).map((scope) => `&scope=${encodeURIComponent(scope)}`);
  return send(`${origin}/token?service=slipway${scopes.join('')}${options.query ?? ''}`, {
    headers: options.as ? { authorization: basic(...options.as) } : {},
  });
}

/** An API token for a name and a password or access token. */
export async function apiToken(origin: string, name: string, secret: string): Promise<string> {
  const answer = await send(`${origin}/v2/auth/token`, {
    method: 'POST',
    body: { identifier: name, secret },
  });
  if (answer.status !== 200) throw new Error(`sign-in failed with ${answer.status}`);
  return answer.body.access_token;
}

/** Makes an account with the password `<name>-password`; gives the password. */
export async function makeAccount(
  origin: string,
  username: string,
  more: object = {},
): Promise<string> {
  const password = `${username}-password`;
  const answer = await send(`${origin}/v2/users`, {
    method: 'POST',
    bearer: await apiToken(origin, 'admin', adminPassword),
    body: { username, password, ...more },
  });
  if (answer.status !== 201) throw new Error(`making ${username} failed with ${answer.status}`);
  return password;
}

/** Makes an access token of an account; gives the answer's body. */
export async function makeAccessToken(
  origin: string,
  account: readonly [string, string],
  scopes: string[],
  more: object = {},
) {
  const answer = await send(`${origin}/v2/access-tokens`, {
    method: 'POST',
    bearer: await apiToken(origin, ...account),
    body: { token_label: 'test', scopes, ...more },
  });
  if (answer.status !== 201) throw new Error(`making a token failed with ${answer.status}`);
  return answer.body as { uuid: string; token: string };
}
