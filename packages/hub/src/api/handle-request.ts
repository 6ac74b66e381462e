import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HubServices } from '../hub-services.ts';
import {
  InvalidCredentialsError,
  TooBusyError,
  TooManyAttemptsError,
} from '../sign-in/sign-in-error.ts';
import { assertAsPromised } from './assert-as-promised.ts';
import { apiSubject, authorize } from './authorize.ts';
import { type HubReply, HubRequest, type HubRequestContext } from './hub-request.ts';
import type { HubRouter, RouteMatch } from './hub-router.ts';
import { ProblemError, problemOf } from './problem-error.ts';

interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: HubRequestContext;
}

/** Answers one request to the hub: the route's answer, or what went wrong with it. */
export async function handleRequest(
  hub: { services: HubServices; router: HubRouter },
  exchange: Exchange,
): Promise<void> {
  const { request, response, context } = exchange;
  let reply: HubReply;
  try {
    reply = await answer(hub, exchange);
  } catch (error) {
    const problem = expected(error);
    if (!problem) context.log.error({ err: error }, 'a request to the hub failed');
    reply = problemReply(problem ?? new ProblemError(500, internal(context)));
  }
  send(response, reply, request.method === 'HEAD');
}

async function answer(
  { services, router }: { services: HubServices; router: HubRouter },
  { request, context }: Exchange,
): Promise<HubReply> {
  const url = request.url ?? '/';
  const mark = url.indexOf('?');
  const path = mark < 0 ? url : url.slice(0, mark);
  const match = router.match(request.method ?? 'GET', path);
  if (match.kind !== 'route') return notRouted(match);
  const { access, contract } = match.route;
  // The token endpoint takes other credentials, and answers errors in another form.
  const takesApiToken = access.kind !== 'anyone';
  const found = new HubRequest({
    ...{ message: request, context, params: match.params, path },
    query: new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1)),
    subject: await apiSubject(services, takesApiToken ? request.headers.authorization : undefined),
  });
  await authorize(services, access, found);
  const reply = await match.handler(found);
  if (services.settings.checksReplies) assertAsPromised(contract, reply);
  return { ...reply, headers: { ...reply.headers, ...routeHeaders(contract.id) } };
}

function routeHeaders(id: string): Record<string, string> {
  // What one caller sees is not what another does.
  return id.startsWith('token.') ? {} : { vary: 'Authorization' };
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
  const body = reply.body === undefined ? undefined : Buffer.from(JSON.stringify(reply.body));
  response.writeHead(reply.status, {
    ...(body === undefined
      ? {}
      : { 'content-type': 'application/json', 'content-length': body.length }),
    'x-content-type-options': 'nosniff',
    ...reply.headers,
  });
  response.end(head ? undefined : body);
}
