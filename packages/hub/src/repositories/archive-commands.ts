import type { Command } from '@slipway/database';
import { indexRepository } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';
import { administered, type RepositoryRefusal, type RepositoryWriting } from './administered.ts';
import { tellChanged } from './repository-participants.ts';

/** Archives a repository, or lets it be pushed to again. Done already is as good. */
export const archiveRepository: Command<
  HubTables,
  RepositoryWriting & { readonly archived: boolean },
  RepositoryRefusal | { kind: 'done' }
> = {
  name: 'hub.archive-repository',
  async execute(transaction, input) {
    const found = await administered(transaction, input);
    if (found.kind !== 'found') return found;
    const { id, path, namespaceId } = found;
    const { archived, actor, now } = input;
    const changed = await transaction
      .updateTable('hub_repositories')
      .set({ archived_at: archived ? now : null, updated_at: now })
      .where('id', '=', id)
      .where('archived_at', archived ? 'is' : 'is not', null)
      .returning('id')
      .execute();
    if (changed.length === 0) return { kind: 'done' };
    await indexRepository(transaction, id);
    await tellChanged(transaction, {
      ...{ action: archived ? 'repo.archive' : 'repo.unarchive', repositoryId: id, namespaceId },
      ...{ path, actor, at: now },
    });
    return { kind: 'done' };
  },
};
