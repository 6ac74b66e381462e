import type { Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';

/**
 * Why a name cannot be taken; undefined where it can. A name leads to one repository at most: as its
 * own, or as one that it had before. Names given up are kept for the namespace that had them.
 */
export async function nameProblem(
  transaction: Transaction<HubTables>,
  asked: {
    readonly path: string;
    /** The namespace that the repository is in now, or is to be made in. */
    readonly namespaceId: number;
    /** The repository that is to have the name, where it is there: its former names are its own. */
    readonly repositoryId?: number;
    readonly now: number;
  },
): Promise<string | undefined> {
  const { path, namespaceId, repositoryId, now } = asked;
  const there = await transaction
    .selectFrom('hub_repositories')
    .select('id')
    .where('path', '=', path)
    .executeTakeFirst();
  if (there) return `the name ${path} is taken`;
  const alias = await transaction
    .selectFrom('hub_repository_aliases')
    .select('repository_id')
    .where('path', '=', path)
    .executeTakeFirst();
  if (alias && alias.repository_id !== repositoryId) {
    return `the name ${path} is taken: a repository had it before and is still reached by it`;
  }
  const kept = await transaction
    .selectFrom('hub_quarantined_names')
    .select('until')
    .where('path', '=', path)
    .where('namespace_id', '!=', namespaceId)
    .where('until', '>', now)
    .executeTakeFirst();
  if (!kept) return undefined;
  const day = new Date(kept.until).toISOString().slice(0, 10);
  return `the name ${path} was given up lately, and until ${day} only who had it may use it again, since it may still be pulled from: choose another`;
}

/** Takes a name into use: it is nobody's former name any more. The caller has asked {@link nameProblem}. */
export async function takeName(transaction: Transaction<HubTables>, path: string): Promise<void> {
  await transaction.deleteFrom('hub_repository_aliases').where('path', '=', path).execute();
  await transaction.deleteFrom('hub_quarantined_names').where('path', '=', path).execute();
}

/** Gives names up; for a time only this namespace may use them again. */
export async function quarantineNames(
  transaction: Transaction<HubTables>,
  given: {
    readonly paths: readonly string[];
    readonly namespaceId: number;
    readonly now: number;
    readonly seconds: number;
  },
): Promise<void> {
  const { paths, namespaceId, now, seconds } = given;
  const until = now + seconds * 1000;
  await transaction.deleteFrom('hub_quarantined_names').where('until', '<=', now).execute();
  for (const path of paths) {
    await transaction
      .insertInto('hub_quarantined_names')
      .values({ path, namespace_id: namespaceId, until })
      .onConflict((conflict) =>
        conflict.column('path').doUpdateSet({ namespace_id: namespaceId, until }),
      )
      .execute();
  }
}

/** A repository's former names. */
export async function formerNames(
  transaction: Transaction<HubTables>,
  repositoryId: number,
): Promise<string[]> {
  const rows = await transaction
    .selectFrom('hub_repository_aliases')
    .select('path')
    .where('repository_id', '=', repositoryId)
    .orderBy('path')
    .execute();
  return rows.map((row) => row.path);
}
