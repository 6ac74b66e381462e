import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream';
import { anonymous, type Subject } from '../access/subject.ts';
import type { HubServices } from '../hub-services.ts';
import {
  InvalidCredentialsError,
  TooBusyError,
  TooManyAttemptsError,
} from '../sign-in/sign-in-error.ts';
import { assertAsPromised } from './assert-as-promised.ts';
import { authorize, type RequestIdentity, requestIdentity } from './authorize.ts';
import { type HubReply, HubRequest, type HubRequestContext } from './hub-request.ts';
import type { HubRoute, HubRouter, RouteMatch } from './hub-router.ts';
import { ProblemError, problemOf } from './problem-error.ts';
import { limiterKey, limitHeaders, tooManyRequests } from './rate-limit.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: HubRequestContext;
  /** Headers of the answer, whatever it turns out to be. */
  readonly headers: Record<string, string>;
}

/** Answers one request to the hub: the route's answer, or what went wrong with it. */
export async function handleRequest(
  hub: { services: HubServices; router: HubRouter },
  received: Omit<Exchange, 'headers'>,
): Promise<void> {
  const { request, response, context } = received;
  const headers: Record<string, string> = {};
  const exchange = { ...received, headers };
  let reply: HubReply;
  try {
    reply = await answer(hub, exchange);
  } catch (error) {
    const problem = expected(error);
    if (!problem) context.log.error({ err: error }, 'a request to the hub failed');
    reply = problemReply(problem ?? new ProblemError(500, internal(context)));
  }
  send(
    response,
    { ...reply, headers: { ...headers, ...reply.headers } },
    request.method === 'HEAD',
  );
}

async function answer(
  { services, router }: { services: HubServices; router: HubRouter },
  exchange: Exchange,
): Promise<HubReply> {
  const { request, context } = exchange;
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const match = router.match(request.method ?? 'GET', path);
  if (match.kind !== 'route') {
    await count(services, exchange, anonymous);
    return notRouted(match);
  }
  const { access, contract } = match.route;
  const identity = await identify(services, exchange, match.route);
  const found = new HubRequest({
    ...{ message: request, context, params: match.params, path },
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    ...{ subject: identity.subject, session: identity.session },
  });
  await authorize(services, access, found);
  const reply = await match.handler(found);
  if (services.settings.checksReplies) assertAsPromised(contract, reply);
  return { ...reply, headers: { ...reply.headers, ...routeHeaders(contract.id) } };
}

/** Who asks, counted: a request too many is told that, not what else is wrong with it. */
async function identify(
  services: HubServices,
  exchange: Exchange,
  { access, id }: HubRoute,
): Promise<RequestIdentity> {
  const { request, context, headers } = exchange;
  // The token endpoint takes other credentials, and answers errors in another form.
  if (id.startsWith('token.')) return { subject: anonymous };
  if (access.kind === 'anyone') {
    await count(services, exchange, anonymous);
    return { subject: anonymous };
  }
  let identity: RequestIdentity;
  try {
    identity = await requestIdentity(services, request, context);
  } catch (error) {
    await count(services, exchange, anonymous);
    throw error;
  }
  if (identity.cookie !== undefined) headers['set-cookie'] = identity.cookie;
  await count(services, exchange, identity.subject);
  return identity;
}

/** Counts a request, and says in the answer how many are left. Throws ProblemError 429. */
async function count(
  services: HubServices,
  { context, headers }: Exchange,
  subject: Subject,
): Promise<void> {
  const allowance = await services.apiLimiter.take(limiterKey(subject, context.address));
  Object.assign(headers, limitHeaders(allowance));
  if (allowance.remaining < 0) throw tooManyRequests(allowance, services.clock());
}

function routeHeaders(id: string): Record<string, string> {
  // What one caller sees is not what another does.
  return id.startsWith('token.') ? {} : { vary: 'Authorization, Cookie' };
}

function notRouted(match: Exclude<RouteMatch, { kind: 'route' }>): HubReply {
  if (match.kind === 'none') return problemReply(new ProblemError(404, 'there is no such page'));
  const allow = [...match.allowed, ...(match.allowed.includes('GET') ? ['HEAD'] : [])].join(', ');
  const headers = { allow };
  return problemReply(new ProblemError(405, `this address takes ${allow}`, { headers }));
}

function expected(error: unknown): ProblemError | undefined {
  if (error instanceof ProblemError) return error;
  if (error instanceof InvalidCredentialsError) return new ProblemError(401, error.message);
  if (error instanceof TooManyAttemptsError || error instanceof TooBusyError) {
    const headers = { 'retry-after': String(error.retryAfterSeconds) };
    return new ProblemError(429, error.message, { headers });
  }
  return undefined;
}

function internal({ requestId }: HubRequestContext): string {
  return `something went wrong here; the log says what, under request ${requestId}`;
}

function problemReply(problem: ProblemError): HubReply {
  return {
    status: problem.status,
    body: problemOf(problem),
    headers: { ...problem.headers, 'content-type': 'application/problem+json' },
  };
}

function send(response: ServerResponse, reply: HubReply, head: boolean): void {
  // The client went away: there is nobody to answer.
  if (response.destroyed || response.headersSent) return;
  if (isStream(reply.body)) {
    response.writeHead(reply.status, { 'x-content-type-options': 'nosniff', ...reply.headers });
    if (head) response.end();
    // What fails now cannot be answered any more: the client sees that the body ends early.
    else pipeline(reply.body, response, () => {});
    return;
  }
  const body = bytesOf(reply.body);
  response.writeHead(reply.status, {
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': body.length }),
    'x-content-type-options': 'nosniff',
    ...reply.headers,
  });
  response.end(head ? undefined : body);
}

function isStream(body: unknown): body is AsyncIterable<string> {
  return typeof body === 'object' && body !== null && Symbol.asyncIterator in body;
}

function bytesOf(body: unknown): Uint8Array | undefined {
  if (body === undefined || body instanceof Uint8Array) return body;
  return Buffer.from(JSON.stringify(body));
}
