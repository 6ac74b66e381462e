import type { Transaction } from 'kysely';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';
import { formerNames, nameProblem, takeName } from './repository-names.ts';

/** More former names than anybody needs: each is kept from others. */
const mostAliases = 50;

/** A repository and where it is to go. */
export interface Move {
  readonly id: number;
  readonly path: string;
  readonly namespaceId: number;
  readonly target: { readonly path: string; readonly namespaceId: number };
  readonly now: number;
}

/** Why a repository cannot have this name; undefined where it can. */
export async function moveProblem(
  transaction: Transaction<HubTables>,
  { id, namespaceId, target, now }: Move,
): Promise<string | undefined> {
  const problem = await nameProblem(transaction, {
    ...{ path: target.path, namespaceId, repositoryId: id, now },
  });
  if (problem !== undefined) return problem;
  const aliases = await formerNames(transaction, id);
  if (aliases.length < mostAliases || aliases.includes(target.path)) return undefined;
  return `this repository has ${aliases.length} former names: remove one that nothing pulls by any more`;
}

/**
 * Gives a repository another name. The one it had leads to it from now on, as all before it do: names
 * hang on the repository itself, so that there are no chains. The caller has asked {@link moveProblem}.
 */
export async function moveRepository(
  transaction: Transaction<HubTables>,
  { id, path, target, now }: Move,
): Promise<void> {
  await takeName(transaction, target.path);
  await transaction
    .updateTable('hub_repositories')
    .set({
      path: target.path,
      name: target.path.slice(target.path.indexOf('/') + 1),
      namespace_id: target.namespaceId,
      updated_at: now,
    })
    .where('id', '=', id)
    .execute();
  await transaction
    .insertInto('hub_repository_aliases')
    .values({ path, repository_id: id, created_at: now })
    .execute();
  await indexRepository(transaction, id);
}
