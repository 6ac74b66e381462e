import { eventRoutes, type RouteContract } from '@slipway/api';
import { liveSubject } from '../access/live-identity.ts';
import { rememberedSituation } from '../access/policy.ts';
import { authorize } from '../api/authorize.ts';
import { HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { type Change, ChangeFeed, changeOf } from './change-feed.ts';
import { eventStream } from './event-stream.ts';
import { OpenStreams } from './open-streams.ts';

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  // nginx would keep events until its buffer is full.
  'x-accel-buffering': 'no',
};

/** Changes that a reader missed are sent after it, up to so many. */
const mostMissed = 200;

/** What a stream tells of. */
interface Watched {
  readonly column: 'repository_id' | 'namespace_id';
  readonly id: number;
}

/** Pages that are open hear of changes. */
export function eventArea(services: HubServices): HubArea {
  const { database, log } = services;
  const feed = new ChangeFeed({ database, log });
  const streams = new OpenStreams();
  const route = (
    contract: RouteContract,
    watched: (request: HubRequest) => Promise<Watched>,
  ): RouteDefinition =>
    implement(contract, async (request) => {
      const what = await watched(request);
      if (request.message.method === 'HEAD') return { status: 200, headers, body: nothing() };
      const last = request.header('last-event-id');
      const reader = String(request.subject.accountId ?? request.context.address);
      const { stream, release } = streams.admit(reader, (signal) =>
        eventStream({
          ...{ feed, signal },
          missed: () => readMissed(services, what, last),
          wants: (change) => wants(change, what),
          mayStay: () => mayStay(services, { contract, request, watched, what }),
        }),
      );
      // One whose client went away before it was read is never begun, and so never ended.
      request.message.socket.once('close', release);
      return { status: 200, headers, body: stream };
    });
  return {
    routes: [
      route(eventRoutes.repository, (request) => repositoryOf(services, request)),
      route(eventRoutes.namespace, (request) => namespaceOf(services, request)),
    ],
    drain: () => streams.end(),
  };
}

async function* nothing(): AsyncGenerator<string, void> {}

function wants(change: Change, { column, id }: Watched): boolean {
  return (column === 'repository_id' ? change.repositoryId : change.namespaceId) === id;
}

async function repositoryOf({ live }: HubServices, request: HubRequest): Promise<Watched> {
  const { value: place } = await live.places.get(pathName(request));
  if (!place.repository) throw unknownRepository();
  return { column: 'repository_id', id: place.repository.id };
}

async function namespaceOf({ live }: HubServices, request: HubRequest): Promise<Watched> {
  const name = request.param('namespace');
  const { value: place } = await live.places.get(`${name}/`);
  if (!place.namespace) throw new ProblemError(404, `there is no namespace ${name}`);
  return { column: 'namespace_id', id: place.namespace.id };
}

/** Asks again what was asked when the stream was opened; at most half a second old. */
async function mayStay(
  services: HubServices,
  opened: {
    readonly contract: RouteContract;
    readonly request: HubRequest;
    readonly watched: (request: HubRequest) => Promise<Watched>;
    readonly what: Watched;
  },
): Promise<boolean> {
  const { contract, request, watched, what } = opened;
  const { accountId, credential } = request.subject;
  const now = await liveSubject({ accountId, credential }, services.live, services.clock);
  if (now === undefined) return false;
  const { message, context, params, path, query } = request;
  const again = new HubRequest({
    ...{ message, context, params, path, query },
    subject: now.subject,
  });
  try {
    await authorize(services, contract.access, again, rememberedSituation);
    return (await watched(again)).id === what.id;
  } catch (error) {
    if (error instanceof ProblemError) return false;
    throw error;
  }
}

/** What was noted since the event that a browser says it has read last. */
async function readMissed(
  { database }: HubServices,
  { column, id }: Watched,
  last: string | undefined,
): Promise<Change[]> {
  if (last === undefined || !/^\d{1,15}$/.test(last)) return [];
  const rows = await database.query
    .selectFrom('hub_audit_events')
    .selectAll()
    .where(column, '=', id)
    .where('id', '>', Number(last))
    .orderBy('id')
    .limit(mostMissed)
    .execute();
  return rows.map(changeOf);
}
