import {
  type GarbageRun,
  type HubStorage,
  type NamespaceStorage,
  type RepositoryStorage,
  storageRoutes,
} from '@slipway/api';
import { previewGarbage } from '@slipway/registry';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { runPeriodicJobNow } from '../jobs/periodic-commands.ts';
import { allowedRepository } from '../tags/allowed-repository.ts';
import { isoTime, isoTimeOrNull } from '../tags/iso-time.ts';
import { garbageJobName } from './garbage-job.ts';
import { hubStorage, repositoryStorage } from './storage-figures.ts';

const largestShown = 100;

/** What content takes, and the collection of what nothing needs. */
export function storageArea(services: HubServices): HubArea {
  const { repository, namespace, hub, garbageRuns, collectGarbage } = storageRoutes;
  return {
    routes: [
      implement(repository, async (request) => {
        const { id } = await allowedRepository(services, request, 'administer');
        const body: RepositoryStorage = await repositoryStorage(services.database.query, id);
        return { status: 200, body };
      }),
      implement(namespace, (request) => ofNamespace(services, request)),
      implement(hub, async () => {
        const counted = await hubStorage(services.database.query);
        const body: HubStorage = { ...counted, counted_at: isoTime(services.clock()) };
        return { status: 200, body };
      }),
      implement(garbageRuns, (request) => listRuns(services, request)),
      implement(collectGarbage, (request) => collect(services, request)),
    ],
  };
}

/** Who may is decided by the route's access already. */
async function ofNamespace(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { query } = services.database;
  const account = await query
    .selectFrom('hub_accounts as account')
    .leftJoin('hub_namespace_storage as storage', 'storage.namespace_id', 'account.id')
    .select(['account.id', 'storage.bytes', 'storage.counted_at'])
    .where('account.name', '=', request.param('namespace'))
    .executeTakeFirst();
  if (!account) throw new ProblemError(404, 'there is no such namespace');
  const repositories = await query
    .selectFrom('hub_repositories as repository')
    .innerJoin('hub_repository_facts as facts', 'facts.repository_id', 'repository.id')
    .select(['repository.path as name', 'facts.storage_bytes'])
    .where('repository.namespace_id', '=', account.id)
    .orderBy('facts.storage_bytes', 'desc')
    .limit(largestShown)
    .execute();
  const body: NamespaceStorage = {
    total_bytes: Number(account.bytes ?? 0),
    counted_at: isoTimeOrNull(account.counted_at),
    repositories: repositories.map(({ name, storage_bytes }) => ({
      ...{ name, total_bytes: Number(storage_bytes) },
    })),
  };
  return { status: 200, body };
}

async function listRuns(services: HubServices, request: HubRequest): Promise<HubReply> {
  const page = pageQuery(request);
  const runs = services.database.query.selectFrom('registry_garbage_runs');
  const [rows, count] = await pageOfRows(page, runs, runs.selectAll().orderBy('id', 'desc'));
  const results = rows.map(
    (row): GarbageRun => ({
      ...{ id: Number(row.id), dry_run: false, started_at: isoTime(row.started_at) },
      finished_at: isoTimeOrNull(row.finished_at),
      ...{ unlinked: Number(row.unlinked), blobs: Number(row.blobs), bytes: Number(row.bytes) },
      ...{ orphans: Number(row.orphans), error: row.error },
    }),
  );
  return { status: 200, body: pageAnswer(request, page, { count, results }) };
}

/** A dry run is answered here; a real one is the job's, since it may take long. */
async function collect(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { dry_run } = await request.json(storageRoutes.collectGarbage.body);
  const now = services.clock();
  if (!dry_run) {
    const known = await services.database.run(runPeriodicJobNow as never, {
      ...{ name: garbageJobName, now },
    });
    if (!known) {
      throw new ProblemError(503, 'the hub has just started: try again in a minute');
    }
    return { status: 202 };
  }
  const before = now - services.settings.garbageGraceSeconds * 1000;
  const found = await previewGarbage(services.database.query, before);
  const body: GarbageRun = {
    ...{ id: 0, dry_run: true, started_at: isoTime(now), finished_at: isoTime(services.clock()) },
    ...found,
    error: null,
  };
  return { status: 200, body };
}
