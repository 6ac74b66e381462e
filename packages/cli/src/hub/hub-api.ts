import { authTokenAnswerSchema } from '@slipway/api';
import type { RegistryClient } from '@slipway/remote';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { type ExitCode, exitCodes } from '../exit-codes.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { connectionSettings, openCredentials, withClient } from './connect.ts';
import { defaultHub } from './default-hub.ts';
import { type JsonAnswer, sendJson } from './http-json.ts';

/** Checks an answer: one of `@slipway/api`'s schemas. */
export interface AnswerSchema<T> {
  safeParse(
    value: unknown,
  ): { readonly success: true; readonly data: T } | { readonly success: false };
}

/** One page of a list, as every list of the API has it. */
export interface AnswerPage<T> {
  readonly next: string | null;
  readonly results: readonly T[];
}

/** A call of the API. */
export interface ApiCall {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Starts with a slash. */
  readonly path: string;
  readonly body?: unknown;
}

/** A hub's REST API, as one signed-in account. Throws CliError for every status of 400 and up. */
export interface HubApi {
  readonly host: string;
  /** The name the account is stored under here. */
  readonly username: string;
  /** Sends a call whose answer matters. */
  ask<T>(call: ApiCall, answer: AnswerSchema<T>): Promise<T>;
  /** Sends a call whose answer has no body worth reading. */
  tell(call: ApiCall): Promise<void>;
  /** Every entry of a list that comes in pages. */
  list<T>(path: string, page: AnswerSchema<AnswerPage<T>>): Promise<readonly T[]>;
}

/** Runs `work` with the default hub's API, signed in with the stored credentials. */
export async function withHubApi<T>(
  context: Context,
  input: CommandInput,
  work: (api: HubApi) => Promise<T>,
): Promise<T> {
  const host = await defaultHub(context, input);
  return withClient(context, input, async (client) =>
    work(await signIn({ context, input, client, host })),
  );
}

interface SignIn {
  readonly context: Context;
  readonly input: CommandInput;
  readonly client: RegistryClient;
  readonly host: string;
}

async function signIn({ context, input, client, host }: SignIn): Promise<HubApi> {
  const credential = await openCredentials(context).get(host);
  if (!credential) throw notLoggedIn(host, `not logged in to ${host}`);
  if ('identityToken' in credential) {
    throw notLoggedIn(host, `the login to ${host} serves images only, not the hub's accounts`);
  }
  const base = await client.baseUrl(host, { signal: context.signal });
  const common = { signal: context.signal, connection: connectionSettings(context, input) };
  const answer = await sendJson({
    ...common,
    method: 'POST',
    url: new URL('/v2/auth/token', base),
    body: { identifier: credential.username, secret: credential.password },
  });
  if (answer.status === 404) throw new CliError(`${host} is a registry, but no Slipway hub`);
  const { access_token: token } = checked(accepted(answer, host), authTokenAnswerSchema);

  async function send({ method, path, body }: ApiCall): Promise<unknown> {
    const url = new URL(path, base);
    return accepted(await sendJson({ ...common, method, url, token, body }), host);
  }
  const ask: HubApi['ask'] = async (call, schema) => checked(await send(call), schema);
  return {
    host,
    username: credential.username,
    ask,
    tell: async (call) => void (await send(call)),
    list: (path, page) => listPages(ask, path, page),
  };
}

/** The last page is far away on no hub; a server that never ends its list is cut off. */
const maximumPages = 10_000;

async function listPages<T>(
  ask: HubApi['ask'],
  path: string,
  schema: AnswerSchema<AnswerPage<T>>,
): Promise<readonly T[]> {
  const entries: T[] = [];
  for (let page = 1; page <= maximumPages; page += 1) {
    const mark = path.includes('?') ? '&' : '?';
    const call = { method: 'GET', path: `${path}${mark}page=${page}&page_size=100` } as const;
    const { results, next } = await ask(call, schema);
    entries.push(...results);
    if (!next) break;
  }
  return entries;
}

function checked<T>(value: unknown, schema: AnswerSchema<T>): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  throw new CliError('the answer of the hub is not as expected', {
    advice: 'Is its version much newer or older than that of this command?',
  });
}

function notLoggedIn(host: string, message: string): CliError {
  return new CliError(message, {
    exitCode: exitCodes.authentication,
    advice: `Run "slipway login ${host}"`,
  });
}

const exitCodeByStatus: Readonly<Record<number, ExitCode>> = {
  401: exitCodes.authentication,
  403: exitCodes.authentication,
  404: exitCodes.notFound,
  429: exitCodes.network,
  502: exitCodes.network,
  503: exitCodes.network,
  504: exitCodes.network,
};

function accepted({ status, body }: JsonAnswer, host: string): unknown {
  if (status >= 200 && status < 300) return body;
  const reason = reasonOf(body) ?? `status ${status}`;
  throw new CliError(`${host} refused: ${reason}`, {
    exitCode: exitCodeByStatus[status] ?? exitCodes.failure,
    ...(status === 401 ? { advice: `Log in again with "slipway login ${host}"` } : {}),
  });
}

/** Docker Hub's error bodies: `message`, `detail`, or `fields` with a text for each. */
function reasonOf(body: unknown): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const { message, detail, fields, text } = body as Partial<Record<string, unknown>>;
  const stated = [message, detail, text].find((each) => typeof each === 'string' && each !== '');
  const named =
    typeof fields === 'object' && fields !== null
      ? Object.entries(fields).map(([key, problem]) => `${key}: ${String(problem)}`)
      : [];
  const all = [...(typeof stated === 'string' ? [stated] : []), ...named];
  return all.length > 0 ? all.join('; ') : undefined;
}
