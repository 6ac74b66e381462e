import type { Transaction } from 'kysely';
import type { LiveRepository, Place } from '../access/live-state.ts';
import { type AuditActor, hubItself } from '../audit/record-audit.ts';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables, Visibility } from '../tables.ts';
import { takeName } from './repository-names.ts';
import { tellChanged } from './repository-participants.ts';

/** A place with what creating a repository there needs. */
export interface WritablePlace extends Place {
  readonly namespace:
    | (NonNullable<Place['namespace']> & { readonly defaultVisibility: Visibility | null })
    | undefined;
}

/** What the transaction's rows say of a repository's name, `namespace/name`. */
export async function placeInTransaction(
  transaction: Transaction<HubTables>,
  path: string,
): Promise<WritablePlace> {
  const account = await transaction
    .selectFrom('hub_accounts')
    .select(['id', 'kind', 'closed_at', 'default_visibility'])
    .where('name', '=', path.slice(0, path.indexOf('/')))
    .executeTakeFirst();
  const row = await transaction
    .selectFrom('hub_repositories')
    .select(['id', 'visibility', 'sparse', 'closed_at', 'archived_at'])
    .where('path', '=', path)
    .executeTakeFirst();
  const renamed = row === undefined ? await pathBehindAlias(transaction, path) : undefined;
  if (renamed !== undefined) {
    const place = await placeInTransaction(transaction, renamed);
    return {
      ...place,
      repository: place.repository && { ...place.repository, name: path, canonicalName: renamed },
    };
  }
  if (account === undefined) return { namespace: undefined, repository: undefined };
  return {
    namespace: {
      id: account.id,
      kind: account.kind,
      defaultVisibility: account.default_visibility,
    },
    repository: row && {
      id: row.id,
      name: path,
      visibility: row.visibility,
      sparse: row.sparse === 1,
      closed: row.closed_at !== null || account.closed_at !== null,
      archived: row.archived_at !== null,
    },
  };
}

/** The present name of a repository that once had this one. */
async function pathBehindAlias(
  transaction: Transaction<HubTables>,
  path: string,
): Promise<string | undefined> {
  const row = await transaction
    .selectFrom('hub_repository_aliases as alias')
    .innerJoin('hub_repositories as repository', 'repository.id', 'alias.repository_id')
    .select('repository.path')
    .where('alias.path', '=', path)
    .executeTakeFirst();
  return row?.path;
}

/** An open account as a namespace, with what making repositories there needs. */
export async function namespaceInTransaction(
  transaction: Transaction<HubTables>,
  name: string,
): Promise<WritablePlace['namespace']> {
  const row = await transaction
    .selectFrom('hub_accounts')
    .select(['id', 'kind', 'default_visibility'])
    .where('name', '=', name)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  return row && { id: row.id, kind: row.kind, defaultVisibility: row.default_visibility };
}

/** Adds a repository with its figures; the caller has seen in the same transaction that there is none. */
export async function insertRepository(
  transaction: Transaction<HubTables>,
  repository: {
    namespaceId: number;
    path: string;
    visibility: Visibility;
    sparse: boolean;
    now: number;
    description?: string;
    fullDescription?: string;
    categories?: readonly string[];
    /** The hub itself, where nobody else is known. */
    actor?: AuditActor;
  },
): Promise<LiveRepository> {
  const { namespaceId, path, visibility, sparse, now } = repository;
  const actor = repository.actor ?? hubItself;
  const name = path.slice(path.indexOf('/') + 1);
  await takeName(transaction, path);
  const { id } = await transaction
    .insertInto('hub_repositories')
    .values({
      namespace_id: namespaceId,
      name,
      path,
      visibility,
      sparse: sparse ? 1 : 0,
      description: repository.description ?? '',
      full_description: repository.fullDescription ?? '',
      created_at: now,
      updated_at: now,
      closed_at: null,
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  await transaction
    .insertInto('hub_repository_figures')
    .values({
      ...{ repository_id: id, namespace_id: namespaceId, name, badge: null, rank_key: id },
      ...{ pushed_at: null, sorted_at: now, storage_bytes: 0 },
      categories: JSON.stringify(repository.categories ?? []),
    })
    .execute();
  await indexRepository(transaction, id);
  await tellChanged(transaction, {
    ...{ action: 'repo.create', repositoryId: id, namespaceId, path, actor, at: now },
    data: { is_private: visibility === 'private' },
  });
  return { id, name: path, visibility, sparse, closed: false, archived: false };
}
