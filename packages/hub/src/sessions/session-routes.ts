import {
  type CurrentSession,
  confirmSessionSchema,
  type SessionEntry,
  type StartedSession,
  secondFactorSchema,
  sessionRoutes,
  startSessionSchema,
} from '@slipway/api';
import type { Subject } from '../access/subject.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { hubFacts } from './hub-facts.ts';
import { nameOfAddress } from './name-of-address.ts';
import { refuseForeign } from './same-origin.ts';
import { confirmSession, endSessions, pruneSessions } from './session-commands.ts';
import { sessionUser } from './session-user.ts';

const noStore = { 'cache-control': 'no-store' };

/** Signing in and out with a browser. */
export function sessionArea(services: HubServices): HubArea {
  const routes = sessionRoutes;
  return {
    routes: [
      implement(routes.read, (request) => read(services, request)),
      implement(routes.start, (request) => start(services, request)),
      implement(routes.secondFactor, (request) => secondFactor(services, request)),
      implement(routes.confirm, (request) => confirm(services, request)),
      implement(routes.end, (request) => end(services, request)),
      implement(routes.list, (request) => list(services, request, request.accountId())),
      implement(routes.endAll, (request) => endAll(services, request)),
      implement(routes.endOne, (request) => endOne(services, request)),
      implement(routes.listOf, async (request) =>
        list(services, request, await namedAccount(services, request)),
      ),
      implement(routes.endAllOf, async (request) => {
        await endOf(services, request, await namedAccount(services, request));
        return { status: 204 };
      }),
    ],
    periodic: [
      {
        name: 'hub.prune-sessions',
        about: 'Removes sessions that have expired',
        everyMs: 3_600_000,
        run: async () =>
          `${await services.database.run(pruneSessions, { now: services.clock() })} sessions removed`,
      },
    ],
  };
}

/**
 * The answer that signs a browser in, for every way of doing so: `password`, `password+totp`, `passkey`,
 * `openid`. The subject is one whose credential is the password of its generation.
 */
export async function signedIn(
  services: HubServices,
  request: HubRequest,
  account: { readonly subject: Subject; readonly method: string },
): Promise<HubReply> {
  const { subject, method } = account;
  const generation = 'generation' in subject.credential ? subject.credential.generation : 0;
  const opened = await services.sessions.open(
    { id: subject.accountId ?? 0, generation, method },
    {
      origin: request.context.origin,
      address: request.context.address,
      agent: request.agent(),
    },
  );
  if (!opened) throw new ProblemError(401, 'this account was changed meanwhile: sign in again');
  const body: StartedSession = { state: 'signed-in', username: subject.name };
  return { status: 200, body, headers: { ...noStore, 'set-cookie': opened.cookie } };
}

async function read(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { session, subject } = request;
  const time = (at: number) => new Date(at).toISOString();
  const body: CurrentSession = {
    user: subject.accountId === undefined ? null : await sessionUser(services, subject),
    csrf_token: session?.csrfToken ?? null,
    session: session
      ? {
          ...{ id: session.id, method: session.method },
          created_at: time(session.createdAt),
          expires_at: time(session.expiresAt),
          confirmed_at: time(session.confirmedAt),
        }
      : null,
    hub: await hubFacts(services, request),
  };
  return { status: 200, body, headers: noStore };
}

async function start(services: HubServices, request: HubRequest): Promise<HubReply> {
  refuseForeign(request.message, request.context.origin);
  const { username, password } = await request.json(startSessionSchema);
  const subject = await passwordSubject(services, request, { name: username, password });
  if (await services.twoFactor.isOn(subject.accountId ?? 0)) {
    const body: StartedSession = {
      state: 'second-factor',
      ticket: await services.twoFactor.begin(subject),
    };
    return { status: 200, body, headers: noStore };
  }
  return signedIn(services, request, { subject, method: 'password' });
}

async function secondFactor(services: HubServices, request: HubRequest): Promise<HubReply> {
  refuseForeign(request.message, request.context.origin);
  const { ticket, code } = await request.json(secondFactorSchema);
  const from = { address: request.context.address, client: request.agent() };
  const { subject, method } = await services.twoFactor.verify(ticket, code, from);
  return signedIn(services, request, { subject, method: `password+${method}` });
}

async function confirm(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { password } = await request.json(confirmSessionSchema);
  await showPassword(services, request, password);
  if (request.session) {
    const { id } = request.session;
    await services.database.run(confirmSession, { id, now: services.clock() });
  }
  return { status: 204 };
}

/** Checks the caller's own password; counted as a sign-in, so that a stolen session cannot guess it. */
export async function showPassword(
  services: HubServices,
  request: HubRequest,
  password: string,
): Promise<void> {
  await passwordSubject(services, request, { name: request.subject.name, password });
}

async function passwordSubject(
  services: HubServices,
  request: HubRequest,
  shown: { readonly name: string; readonly password: string },
): Promise<Subject> {
  const subject = await services.signIn.signIn({
    name: await nameOfAddress(services, shown.name),
    secret: shown.password,
    address: request.context.address,
    secondFactor: 'asked',
  });
  if (subject.credential.kind === 'password') return subject;
  throw new ProblemError(403, 'access tokens are for clients: sign in here with the password');
}

async function end(services: HubServices, request: HubRequest): Promise<HubReply> {
  const headers = { 'set-cookie': services.sessions.removal(request.context.origin) };
  if (request.session === undefined) return { status: 204, headers };
  await endOf(services, request, request.accountId(), request.session.id);
  return { status: 204, headers };
}

async function endAll(services: HubServices, request: HubRequest): Promise<HubReply> {
  await endOf(services, request, request.accountId());
  const headers = { 'set-cookie': services.sessions.removal(request.context.origin) };
  return { status: 204, headers };
}

async function endOne(services: HubServices, request: HubRequest): Promise<HubReply> {
  const ended = await endOf(services, request, request.accountId(), request.param('id'));
  if (ended === 0) throw new ProblemError(404, 'there is no such session (any more)');
  return { status: 204 };
}

async function endOf(
  services: HubServices,
  request: HubRequest,
  accountId: number,
  id?: string,
): Promise<number> {
  const ended = await services.database.run(endSessions, {
    ...{ accountId, id, actor: request.actor(), now: services.clock() },
  });
  for (const each of ended) services.live.sessions.forget(each);
  services.live.accounts.forget(accountId);
  return ended.length;
}

async function list(
  services: HubServices,
  request: HubRequest,
  accountId: number,
): Promise<HubReply> {
  const query = pageQuery(request);
  const account = await services.database.query
    .selectFrom('hub_accounts')
    .select('password_generation')
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  const own = services.database.query
    .selectFrom('hub_sessions')
    .where('account_id', '=', accountId)
    .where('generation', '=', account.password_generation)
    .where('expires_at', '>', services.clock());
  const [rows, count] = await pageOfRows(
    query,
    own,
    own.selectAll().orderBy('last_seen_at', 'desc').orderBy('id'),
  );
  const time = (at: number) => new Date(at).toISOString();
  const results = rows.map(
    (row): SessionEntry => ({
      ...{ id: row.id, address: row.address, user_agent: row.user_agent, method: row.method },
      created_at: time(row.created_at),
      last_seen_at: time(row.last_seen_at),
      expires_at: time(row.expires_at),
      current: row.id === request.session?.id,
    }),
  );
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

async function namedAccount(services: HubServices, request: HubRequest): Promise<number> {
  const row = await services.database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', request.param('username'))
    .where('kind', '=', 'personal')
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such account');
  return row.id;
}
