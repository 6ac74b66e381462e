import type { Command } from '@slipway/database';
import { type RegistryTables, removeRepositoryContents } from '@slipway/registry';
import type { Transaction } from 'kysely';
import type { AuditActor } from '../audit/record-audit.ts';
import { removeFromIndex } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';
import { administered, type RepositoryRefusal, type RepositoryWriting } from './administered.ts';
import { formerNames, quarantineNames } from './repository-names.ts';
import { tellChanged } from './repository-participants.ts';

export interface DeleteRepository extends RepositoryWriting {
  readonly quarantineSeconds: number;
}

/** Deletes a repository with all that the registry has of it. Blobs go when nothing names them. */
export const deleteRepository: Command<
  HubTables & RegistryTables,
  DeleteRepository,
  RepositoryRefusal | { kind: 'deleted'; names: readonly string[] }
> = {
  name: 'hub.delete-repository',
  async execute(transaction, input) {
    const found = await administered(transaction as unknown as Transaction<HubTables>, input);
    if (found.kind !== 'found') return found;
    return { kind: 'deleted', names: await removeRepository(transaction, { ...input, ...found }) };
  },
};

/**
 * Takes a repository away, in the transaction of whoever has the right to; answers its names, which
 * are quarantined.
 */
export async function removeRepository(
  transaction: Transaction<HubTables & RegistryTables>,
  repository: {
    readonly id: number;
    readonly path: string;
    readonly namespaceId: number;
    readonly actor: AuditActor;
    readonly now: number;
    readonly quarantineSeconds: number;
  },
): Promise<string[]> {
  const { id, path, namespaceId, actor, now } = repository;
  const own = transaction as unknown as Transaction<HubTables>;
  const names = [path, ...(await formerNames(own, id))];
  await tellChanged(own, {
    ...{ action: 'repo.delete', repositoryId: id, namespaceId, path, actor, at: now },
    data: { names },
  });
  await removeFromIndex(own, id);
  await removeRepositoryContents(transaction as unknown as Transaction<RegistryTables>, id, now);
  await quarantineNames(own, {
    ...{ paths: names, namespaceId, now, seconds: repository.quarantineSeconds },
  });
  await own.deleteFrom('hub_repositories').where('id', '=', id).execute();
  return names;
}
