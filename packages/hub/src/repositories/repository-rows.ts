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
  if (account === undefined) return { namespace: undefined, repository: undefined };
  const row = await transaction
    .selectFrom('hub_repositories')
    .select(['id', 'visibility', 'sparse', 'closed_at'])
    .where('path', '=', path)
    .executeTakeFirst();
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
    },
  };
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
  return { id, name: path, visibility, sparse, closed: false };
}
