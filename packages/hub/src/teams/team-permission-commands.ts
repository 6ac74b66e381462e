import type { Command } from '@slipway/database';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import type { RepositoryPermission } from '../organizations/organization-tables.ts';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import { administered, type RepositoryRefusal } from '../repositories/repository-commands.ts';
import type { HubTables } from '../tables.ts';

export interface SetTeamPermission {
  readonly origin: ChangeOrigin;
  /** `namespace/name` */
  readonly path: string;
  readonly team: number;
  /** null: none any more. */
  readonly permission: RepositoryPermission | null;
  /** Whether the team must have (or must not have) one before. */
  readonly expects: 'present' | 'any';
}

/** Says what a team may do with a repository of its organization. */
export const setTeamPermission: Command<
  HubTables,
  SetTeamPermission,
  Refusal | RepositoryRefusal | { kind: 'set'; name: string; repository: number }
> = {
  name: 'hub.set-team-permission',
  async execute(transaction, { origin, path, team: id, permission, expects }) {
    const { subject, now } = origin;
    const repository = await administered(transaction, { subject, path, now });
    if (repository.kind !== 'found') return repository;
    const team = await transaction
      .selectFrom('hub_teams')
      .select('name')
      .where('id', '=', id)
      .where('organization_id', '=', repository.namespaceId)
      .executeTakeFirst();
    if (!team) return refuse('absent', `the organization has no team ${id}`, 'group_id');
    const before = await transaction
      .selectFrom('hub_team_repositories')
      .select('permission')
      .where('team_id', '=', id)
      .where('repository_id', '=', repository.id)
      .executeTakeFirst();
    if (!before && expects === 'present') {
      return refuse('absent', `the team ${team.name} has no permission for ${repository.path}`);
    }
    const outcome = { kind: 'set', name: team.name, repository: repository.id } as const;
    if (before?.permission === permission) return outcome;
    if (permission === null) {
      await transaction
        .deleteFrom('hub_team_repositories')
        .where('team_id', '=', id)
        .where('repository_id', '=', repository.id)
        .execute();
    } else {
      await transaction
        .insertInto('hub_team_repositories')
        .values({ team_id: id, repository_id: repository.id, permission })
        .onConflict((conflict) =>
          conflict.columns(['team_id', 'repository_id']).doUpdateSet({ permission }),
        )
        .execute();
    }
    await recordAudit(transaction, {
      namespaceId: repository.namespaceId,
      repositoryId: repository.id,
      action: permission === null ? 'repo.team.remove' : 'repo.team.set',
      name: repository.path,
      actor: actorOf({ ...origin, subject: repository.subject }),
      data: {
        team: team.name,
        ...(permission === null ? {} : { permission }),
        ...(before ? { previous: before.permission } : {}),
      },
      at: now,
    });
    return outcome;
  },
};
