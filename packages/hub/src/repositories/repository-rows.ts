import type { Transaction } from 'kysely';
import type { LiveRepository, Place } from '../access/live-state.ts';
import type { HubTables, Visibility } from '../tables.ts';

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

/** Adds a repository; the caller has seen in the same transaction that there is none. */
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
  },
): Promise<LiveRepository> {
  const { path, visibility, sparse, now } = repository;
  const { id } = await transaction
    .insertInto('hub_repositories')
    .values({
      namespace_id: repository.namespaceId,
      name: path.slice(path.indexOf('/') + 1),
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
  return { id, name: path, visibility, sparse, closed: false, archived: false };
}
