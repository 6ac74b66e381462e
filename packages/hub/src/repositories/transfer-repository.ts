import type { Transaction } from 'kysely';
import type { AuditActor } from '../audit/record-audit.ts';
import type { QuotaLimits } from '../quotas/quota-limits.ts';
import { refuseRepository } from '../quotas/refuse-over-quota.ts';
import type { HubTables } from '../tables.ts';
import { type Move, moveProblem, moveRepository } from './move-repository.ts';
import { tellChanged } from './repository-participants.ts';

/** Why a repository cannot move into a namespace; undefined where it can. */
export async function transferProblem(
  transaction: Transaction<HubTables>,
  move: Move,
  defaults: QuotaLimits,
): Promise<string | undefined> {
  const problem = await moveProblem(transaction, move);
  if (problem !== undefined) return problem;
  const { visibility } = await transaction
    .selectFrom('hub_repositories')
    .select('visibility')
    .where('id', '=', move.id)
    .executeTakeFirstOrThrow();
  return refuseRepository(transaction, {
    ...{ namespaceId: move.target.namespaceId, isNew: true, defaults },
    isPrivate: visibility === 'private',
  });
}

/**
 * Moves a repository into another namespace. What its former owner shared and set up stays behind:
 * collaborators, teams' permissions, webhooks. Tags, history, stars, counts and what access tokens are
 * limited to belong to the repository and come along; whose token it is decides what it may there.
 */
export async function transferRepository(
  transaction: Transaction<HubTables>,
  move: Move,
  actor: AuditActor,
): Promise<void> {
  const { id, path, namespaceId, target, now } = move;
  await moveRepository(transaction, move);
  for (const table of [
    'hub_collaborators',
    'hub_team_repositories',
    'hub_repository_transfers',
  ] as const) {
    await transaction.deleteFrom(table).where('repository_id', '=', id).execute();
  }
  await tellChanged(transaction, {
    ...{ action: 'repo.transfer', repositoryId: id, ...target, previous: { namespaceId, path } },
    ...{ data: { from: path, to: target.path }, actor, at: now },
  });
  // They hear of the move, and of nothing after it.
  await transaction
    .updateTable('hub_webhooks')
    .set({ closed_at: now })
    .where('repository_id', '=', id)
    .where('closed_at', 'is', null)
    .execute();
}
