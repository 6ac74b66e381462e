import type { Transaction } from 'kysely';
import { recordAudit } from '../audit/record-audit.ts';
import { namespaceStorageParticipant } from '../storage/namespace-participant.ts';
import type { HubTables } from '../tables.ts';
import type { RepositoryChange, RepositoryParticipant } from './repository-participant.ts';

/** Notes each change in the audit log, of both namespaces where a repository moves. */
const auditParticipant: RepositoryParticipant = {
  async changed(transaction, change) {
    const { action, actor, at, repositoryId, namespaceId, path, previous } = change;
    const data = change.data ?? {};
    const common = { action, actor, at, data };
    await recordAudit(transaction, { ...common, repositoryId, namespaceId, name: path });
    if (previous === undefined || previous.namespaceId === namespaceId) return;
    const lost = { ...common, repositoryId: null, namespaceId: previous.namespaceId };
    await recordAudit(transaction, { ...lost, name: previous.path });
  },
};

/** Who follows every change of a repository, in this order; each process has the same. */
const repositoryParticipants: readonly RepositoryParticipant[] = [
  auditParticipant,
  namespaceStorageParticipant,
];

/** Tells all who follow. Every command that changes a repository ends with it. */
export async function tellChanged(
  transaction: Transaction<HubTables>,
  change: RepositoryChange,
): Promise<void> {
  for (const each of repositoryParticipants) await each.changed(transaction, change);
}
