import {
  createRepositorySchema,
  type Repository,
  type RepositoryEntry,
  repositoryRoutes,
  updateRepositorySchema,
} from '@slipway/api';
import { type RepositoryName, tryParseRepositoryName } from '@slipway/oci';
import type { Selectable } from 'kysely';
import { judge, situation } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { visibleTo } from '../access/visible.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import {
  createRepository,
  deleteRepository,
  type RepositoryRefusal,
  updateRepository,
} from '../repositories/repository-commands.ts';
import type { RepositoryRow } from '../tables.ts';
import type { HubReply, HubRequest } from './hub-request.ts';
import { implement } from './hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from './paging.ts';
import { ProblemError } from './problem-error.ts';

type RowWithPulls = Selectable<RepositoryRow> & { pulls: number | null };

/** Repositories of a namespace. */
export function repositoryArea(services: HubServices): HubArea {
  const { list: all, create: make, read: one, update: change, delete: drop } = repositoryRoutes;
  return {
    routes: [
      implement(all, (request) => list(services, request)),
      implement(make, (request) => create(services, request)),
      implement(one, (request) => read(services, request)),
      implement(change, (request) => update(services, request)),
      implement(drop, (request) => remove(services, request)),
    ],
  };
}

/** The `namespace/repository` of a path; 404 where it can be none. */
export function pathName(request: HubRequest): RepositoryName {
  const text = `${request.param('namespace')}/${request.param('repository')}`;
  const name = tryParseRepositoryName(text);
  if (!name) throw unknownRepository();
  return name;
}

/** What somebody gets who may not see a repository, and who asks for one that is not there. */
export function unknownRepository(): ProblemError {
  return new ProblemError(404, 'there is no such repository, or you may not see it');
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const { subject } = request;
  const namespace = await services.database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', request.param('namespace'))
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!namespace) {
    return { status: 200, body: pageAnswer(request, query, { count: 0, results: [] }) };
  }
  const visible = services.database.query
    .selectFrom('hub_repositories as repository')
    .where('repository.namespace_id', '=', namespace.id)
    .where(visibleTo(subject) as never);
  const [rows, { count }] = await Promise.all([
    visible
      .leftJoin('hub_pull_counts as counted', 'counted.repository_id', 'repository.id')
      .selectAll('repository')
      .select('counted.pulls')
      .orderBy('repository.path')
      .limit(query.page_size)
      .offset(offsetOf(query))
      .execute(),
    visible.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  ]);
  const found = { count: Number(count), results: rows.map(entry) };
  return { status: 200, body: pageAnswer(request, query, found) };
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createRepositorySchema);
  const namespace = request.param('namespace');
  if (asked.namespace !== undefined && asked.namespace !== namespace) {
    throw new ProblemError(400, 'the namespace in the body is not the one in the path');
  }
  const path = tryParseRepositoryName(`${namespace}/${asked.name}`);
  if (!path) throw new ProblemError(400, `${namespace}/${asked.name} is no repository name`);
  const made = await services.database.run(createRepository, {
    subject: request.subject,
    path,
    visibility: asked.is_private === undefined ? undefined : visibility(asked.is_private),
    defaultVisibility: services.settings.defaultVisibility,
    sparse: asked.sparse ?? services.settings.sparse,
    description: asked.description ?? '',
    fullDescription: asked.full_description ?? '',
    now: services.clock(),
  });
  if (made.kind === 'taken') throw new ProblemError(409, `the name ${path} is taken`);
  if (made.kind !== 'created') throw refusal(made);
  services.live.places.forget(path);
  return { status: 201, body: await shown(services, request.subject, path) };
}

async function read(services: HubServices, request: HubRequest): Promise<HubReply> {
  return { status: 200, body: await shown(services, request.subject, pathName(request)) };
}

async function update(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateRepositorySchema);
  const path = pathName(request);
  const outcome = await services.database.run(updateRepository, {
    subject: request.subject,
    path,
    ...(asked.is_private === undefined ? {} : { visibility: visibility(asked.is_private) }),
    ...(asked.sparse === undefined ? {} : { sparse: asked.sparse }),
    ...(asked.description === undefined ? {} : { description: asked.description }),
    ...(asked.full_description === undefined ? {} : { fullDescription: asked.full_description }),
    ...(asked.is_closed === undefined ? {} : { closed: asked.is_closed }),
    now: services.clock(),
  });
  if (outcome.kind !== 'updated') throw refusal(outcome);
  services.live.places.forget(path);
  // Whoever has just closed it cannot read it any more.
  if (asked.is_closed === true) return { status: 204 };
  return { status: 200, body: await shown(services, request.subject, path) };
}

async function remove(services: HubServices, request: HubRequest): Promise<HubReply> {
  const path = pathName(request);
  const { subject } = request;
  const now = services.clock();
  const outcome = await services.database.run(deleteRepository, { subject, path, now });
  if (outcome.kind !== 'deleted') throw refusal(outcome);
  services.live.places.forget(path);
  return { status: 202 };
}

function refusal(refused: RepositoryRefusal): ProblemError {
  return refused.kind === 'unknown' ? unknownRepository() : new ProblemError(403, refused.message);
}

async function shown(
  services: HubServices,
  subject: Subject,
  path: RepositoryName,
): Promise<Repository> {
  const found = await situation(services.live, subject, path);
  const { repository } = found.place;
  const row = await services.database.query
    .selectFrom('hub_repositories as repository')
    .leftJoin('hub_pull_counts as counted', 'counted.repository_id', 'repository.id')
    .selectAll('repository')
    .select('counted.pulls')
    .where('repository.id', '=', repository?.id ?? 0)
    .executeTakeFirst();
  if (!row) throw unknownRepository();
  const may = (verb: 'push' | 'administer') => judge(subject, found, verb).kind === 'granted';
  const common = entry(row);
  return {
    ...common,
    user: common.namespace,
    is_automated: false,
    collaborator_count: 0,
    hub_user: common.namespace,
    has_starred: false,
    full_description: row.full_description,
    permissions: { read: true, write: may('push'), admin: may('administer') },
    immutable_tags_settings: { enabled: false, rules: [] },
    sparse: row.sparse === 1,
  };
}

function entry(row: RowWithPulls): RepositoryEntry {
  const time = (at: number) => new Date(at).toISOString();
  const namespace = row.path.slice(0, row.path.indexOf('/'));
  return {
    name: row.name,
    namespace,
    repository_type: 'image',
    status: 1,
    status_description: 'active',
    description: row.description,
    is_private: row.visibility === 'private',
    star_count: 0,
    pull_count: row.pulls ?? 0,
    last_updated: time(row.updated_at),
    last_modified: time(row.updated_at),
    date_registered: time(row.created_at),
    affiliation: namespace,
    media_types: [],
    content_types: [],
    categories: [],
    storage_size: null,
  };
}

function visibility(isPrivate: boolean): 'public' | 'private' {
  return isPrivate ? 'private' : 'public';
}
