import { type DeletionPreview, repositoryRoutes } from '@slipway/api';
import { sql } from 'kysely';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import { archiveRepository } from './archive-commands.ts';
import { setNamespaceBadge, setRepositoryBadge } from './badge-commands.ts';
import { deleteRepository } from './delete-repository.ts';
import { forgetNames, type RepositoryServices, refusalOf } from './repository-access.ts';
import { shown } from './repository-routes.ts';

/** Archiving and deleting repositories, and the badges that administrators give. */
export function lifecycleRouteDefinitions(services: RepositoryServices): RouteDefinition[] {
  const routes = repositoryRoutes;
  return [
    implement(routes.archive, (request) => archive(services, request, true)),
    implement(routes.unarchive, (request) => archive(services, request, false)),
    implement(routes.previewDeletion, (request) => preview(services, request)),
    implement(routes.delete, (request) => remove(services, request)),
    implement(routes.setBadge, async (request) => {
      const { badge } = await request.json(routes.setBadge.body);
      const outcome = await services.database.run(setRepositoryBadge, {
        ...writing(services, request),
        badge,
      });
      if (outcome.kind !== 'set') throw refusalOf(outcome);
      return shown(services, request, pathName(request));
    }),
    implement(routes.readNamespaceBadge, async (request) => {
      const row = await services.database.query
        .selectFrom('hub_accounts as account')
        .leftJoin('hub_namespace_badges as given', 'given.namespace_id', 'account.id')
        .select(['given.badge', 'account.kind'])
        .where('account.name', '=', request.param('namespace'))
        .where('account.closed_at', 'is', null)
        .executeTakeFirst();
      if (!row) throw new ProblemError(404, 'there is no such namespace');
      const badge = row.badge ?? (row.kind === 'official' ? 'official' : 'none');
      return { status: 200, body: { badge } };
    }),
    implement(routes.setNamespaceBadge, async (request) => {
      const { badge } = await request.json(routes.setNamespaceBadge.body);
      const namespace = request.param('namespace');
      const outcome = await services.database.run(setNamespaceBadge, {
        ...{ namespace, badge, actor: request.actor(), now: services.clock() },
      });
      if (outcome.kind !== 'set') throw new ProblemError(404, 'there is no such namespace');
      return { status: 200, body: { badge } };
    }),
  ];
}

function writing(services: RepositoryServices, request: HubRequest) {
  const { subject } = request;
  return { subject, path: pathName(request), actor: request.actor(), now: services.clock() };
}

async function archive(
  services: RepositoryServices,
  request: HubRequest,
  archived: boolean,
): Promise<HubReply> {
  const path = pathName(request);
  const outcome = await services.database.run(archiveRepository, {
    ...writing(services, request),
    archived,
  });
  if (outcome.kind !== 'done') throw refusalOf(outcome);
  forgetNames(services, [path]);
  return shown(services, request, path);
}

async function remove(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const path = pathName(request);
  const typed = request.query.get('confirm');
  if (typed !== null && typed !== path && typed !== path.slice(path.indexOf('/') + 1)) {
    const problem = `this is ${path}, and not ${typed}: nothing was deleted`;
    throw new ProblemError(400, problem, { fields: { confirm: [problem] } });
  }
  const outcome = await services.database.run(deleteRepository, {
    ...writing(services, request),
    quarantineSeconds: services.settings.quarantineSeconds,
  });
  if (outcome.kind !== 'deleted') throw refusalOf(outcome);
  forgetNames(services, [path, ...outcome.names]);
  return { status: 202 };
}

async function preview(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const { value: place } = await services.live.places.get(pathName(request));
  const id = place.repository?.id ?? 0;
  const { query } = services.database;
  const count = (table: 'registry_tags' | 'registry_manifests') =>
    query
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', id)
      .executeTakeFirstOrThrow();
  const shared = (table: 'hub_collaborators' | 'hub_team_repositories') =>
    query
      .selectFrom(table)
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('repository_id', '=', id)
      .executeTakeFirstOrThrow();
  const [figures, tags, manifests, collaborators, teams, aliases, bytes] = await Promise.all([
    query
      .selectFrom('hub_repository_figures as figures')
      .innerJoin('hub_repositories as repository', 'repository.id', 'figures.repository_id')
      .select(['repository.path', 'figures.stars', 'figures.pulls'])
      .where('repository.id', '=', id)
      .executeTakeFirst(),
    ...([count('registry_tags'), count('registry_manifests')] as const),
    ...([shared('hub_collaborators'), shared('hub_team_repositories')] as const),
    query
      .selectFrom('hub_repository_aliases')
      .select('path')
      .where('repository_id', '=', id)
      .orderBy('path')
      .execute(),
    bytesOf(services, id),
  ]);
  if (!figures) throw unknownRepository();
  const body: DeletionPreview = {
    repository: figures.path,
    tags: Number(tags.count),
    manifests: Number(manifests.count),
    star_count: figures.stars,
    pull_count: figures.pulls,
    collaborators: Number(collaborators.count),
    teams: Number(teams.count),
    aliases: aliases.map((row) => row.path),
    total_bytes: Number(bytes.total),
    reclaimed_bytes: Number(bytes.own),
  };
  return { status: 200, body };
}

/** What the repository links, and what of it no other one does; manifests and blobs, each once. */
async function bytesOf(
  { database }: RepositoryServices,
  id: number,
): Promise<{ total: number; own: number }> {
  const elsewhere = (table: 'registry_blob_links' | 'registry_manifests') => sql`exists (
    select 1 from ${sql.table(table)} other
    where other.digest = blob.digest and other.repository_id <> ${id})`;
  const { rows } = await sql<{ total: number; own: number }>`
    select coalesce(sum(blob.size), 0) as total,
      coalesce(sum(case when ${elsewhere('registry_blob_links')}
        or ${elsewhere('registry_manifests')} then 0 else blob.size end), 0) as own
    from registry_blobs blob where blob.digest in (
      select digest from registry_blob_links where repository_id = ${id}
      union select digest from registry_manifests where repository_id = ${id}
    )`.execute(database.query);
  return rows[0] ?? { total: 0, own: 0 };
}
