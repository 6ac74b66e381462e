import type { Command } from '@slipway/database';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';
import {
  administered,
  type RepositoryConflict,
  type RepositoryRefusal,
  type RepositoryWriting,
} from './administered.ts';
import { moveProblem, moveRepository } from './move-repository.ts';
import { quarantineNames } from './repository-names.ts';
import { tellChanged } from './repository-participants.ts';

/** Renames a repository within its namespace. */
export const renameRepository: Command<
  HubTables,
  RepositoryWriting & { readonly name: string },
  RepositoryRefusal | RepositoryConflict | { kind: 'renamed'; path: string; previous: string }
> = {
  name: 'hub.rename-repository',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId } = found;
    const { actor, now } = input;
    const target = { path: `${path.slice(0, path.indexOf('/'))}/${input.name}`, namespaceId };
    if (target.path === path) return { kind: 'renamed', path, previous: path };
    const move = { id, path, namespaceId, target, now };
    const problem = await moveProblem(transaction, move);
    if (problem !== undefined) return { kind: 'conflict', message: problem };
    await moveRepository(transaction, move);
    await tellChanged(transaction, {
      ...{ action: 'repo.rename', repositoryId: id, namespaceId, path: target.path },
      ...{ previous: { namespaceId, path }, data: { from: path, to: target.path }, actor, at: now },
    });
    return { kind: 'renamed', path: target.path, previous: path };
  },
};

/** Lets a former name lead nowhere any more. */
export const removeAlias: Command<
  HubTables,
  RepositoryWriting & { readonly alias: string; readonly quarantineSeconds: number },
  RepositoryRefusal | { kind: 'removed' }
> = {
  name: 'hub.remove-alias',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId } = found;
    const { alias, actor, now } = input;
    const [removed] = await transaction
      .deleteFrom('hub_repository_aliases')
      .where('path', '=', alias)
      .where('repository_id', '=', id)
      .returning('path')
      .execute();
    if (!removed) return { kind: 'unknown' };
    await quarantineNames(transaction, {
      ...{ paths: [alias], namespaceId, now, seconds: input.quarantineSeconds },
    });
    await indexRepository(transaction, id);
    await tellChanged(transaction, {
      ...{ action: 'repo.alias.remove', repositoryId: id, namespaceId, path, actor, at: now },
      data: { alias },
    });
    return { kind: 'removed' };
  },
};
