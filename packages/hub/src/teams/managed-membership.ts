import type { OrganizationRole } from '@slipway/api';
import type { Transaction } from 'kysely';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { insertMember } from '../organizations/member-commands.ts';
import type { HubTables } from '../tables.ts';

/** Teams that an identity provider says an account is in, and all those that it says anything of. */
export interface ManagedTeams {
  readonly account: { readonly id: number; readonly name: string };
  /** Ids of teams that the provider manages: nothing is changed in any other. */
  readonly managed: readonly number[];
  /** Those of them that the account is to be in now. */
  readonly wanted: readonly number[];
  /** Whom the audit log names: the provider. */
  readonly actor: AuditActor;
  readonly now: number;
}

/** What {@link syncTeams} changed, by teams' ids. */
export interface SyncedTeams {
  readonly added: readonly number[];
  readonly removed: readonly number[];
}

const roleOfNewMembers: OrganizationRole = 'member';

/**
 * Puts an account into the teams that its identity provider says and out of the others that it
 * manages. Becoming a member of a team's organization comes with it; leaving it does not, since
 * somebody may be a member for other reasons. Call it inside a command.
 */
export async function syncTeams(
  transaction: Transaction<HubTables>,
  { account, managed, wanted, actor, now }: ManagedTeams,
): Promise<SyncedTeams> {
  if (managed.length === 0) return { added: [], removed: [] };
  const teams = await transaction
    .selectFrom('hub_teams as team')
    .innerJoin('hub_accounts as organization', 'organization.id', 'team.organization_id')
    .select(['team.id', 'team.name', 'team.organization_id', 'organization.name as owner'])
    .where('team.id', 'in', [...managed])
    .where('organization.closed_at', 'is', null)
    .orderBy('team.id')
    .execute();
  const rows = await transaction
    .selectFrom('hub_team_members')
    .select('team_id')
    .where('account_id', '=', account.id)
    .where('team_id', 'in', [...managed])
    .execute();
  const present = new Set(rows.map(({ team_id }) => team_id));
  const added: number[] = [];
  const removed: number[] = [];
  for (const team of teams) {
    const wants = wanted.includes(team.id);
    if (wants === present.has(team.id)) continue;
    if (wants) {
      await joinOrganization(transaction, { account, actor, now, team });
      await transaction
        .insertInto('hub_team_members')
        .values({ team_id: team.id, account_id: account.id, created_at: now })
        .execute();
      added.push(team.id);
    } else {
      await transaction
        .deleteFrom('hub_team_members')
        .where('team_id', '=', team.id)
        .where('account_id', '=', account.id)
        .execute();
      removed.push(team.id);
    }
    await recordAudit(transaction, {
      namespaceId: team.organization_id,
      action: wants ? 'org.team.member.add' : 'org.team.member.remove',
      name: account.name,
      actor,
      data: { team: team.name },
      at: now,
    });
  }
  return { added, removed };
}

async function joinOrganization(
  transaction: Transaction<HubTables>,
  joining: Pick<ManagedTeams, 'account' | 'actor' | 'now'> & {
    readonly team: { readonly organization_id: number; readonly owner: string };
  },
): Promise<void> {
  const { account, actor, now, team } = joining;
  const member = await transaction
    .selectFrom('hub_organization_members')
    .select('role')
    .where('organization_id', '=', team.organization_id)
    .where('account_id', '=', account.id)
    .executeTakeFirst();
  if (member) return;
  await insertMember(transaction, {
    organization: { id: team.organization_id, name: team.owner },
    account,
    role: roleOfNewMembers,
    actor,
    now,
  });
}
