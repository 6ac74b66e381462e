import type { RepositoryParticipant } from '../repositories/repository-participant.ts';

/** Has namespaces counted anew that a repository was taken from or moved to. */
export const namespaceStorageParticipant: RepositoryParticipant = {
  async changed(transaction, { action, namespaceId, previous, at }) {
    const hasMoved = previous !== undefined && previous.namespaceId !== namespaceId;
    if (action !== 'repo.delete' && !hasMoved) return;
    const namespaces = new Set([namespaceId, previous?.namespaceId ?? namespaceId]);
    for (const namespace of namespaces) {
      await transaction
        .insertInto('hub_namespace_storage')
        .values({ namespace_id: namespace, bytes: 0, counted_at: null, stale_since: at })
        .onConflict((conflict) => conflict.column('namespace_id').doUpdateSet({ stale_since: at }))
        .execute();
    }
  },
};
