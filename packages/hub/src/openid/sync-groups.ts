import type { Transaction } from 'kysely';
import type { AuditActor } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';
import { syncTeams } from '../teams/managed-membership.ts';
import type { GroupTeam } from './openid-provider.ts';

/** What a provider says of an account's groups, and what that means here. */
export interface GroupsSaid {
  readonly providerId: number;
  readonly mapping: readonly GroupTeam[];
  readonly groups: readonly string[];
  readonly account: { readonly id: number; readonly name: string };
  readonly actor: AuditActor;
  readonly now: number;
}

/**
 * Puts an account into the teams of its groups, and out of those that it was put into before and that
 * its groups (or the mapping) say no more. Where somebody else has put it, it stays.
 */
export async function syncGroups(
  transaction: Transaction<HubTables>,
  { providerId, mapping, groups, account, actor, now }: GroupsSaid,
): Promise<void> {
  const wanted: number[] = [];
  for (const { group, organization, team } of mapping) {
    if (!groups.includes(group)) continue;
    const found = await transaction
      .selectFrom('hub_teams as team')
      .innerJoin('hub_accounts as organization', 'organization.id', 'team.organization_id')
      .select('team.id')
      .where('organization.name', '=', organization)
      .where('organization.kind', '=', 'organization')
      .where('team.name', '=', team)
      .executeTakeFirst();
    if (found && !wanted.includes(found.id)) wanted.push(found.id);
  }
  const own = transaction
    .selectFrom('hub_openid_teams')
    .select('team_id')
    .where('provider_id', '=', providerId)
    .where('account_id', '=', account.id);
  const given = (await own.execute()).map(({ team_id }) => team_id);
  // What another provider has given as well is that one's to take.
  const elsewhere = await transaction
    .selectFrom('hub_openid_teams')
    .select('team_id')
    .where('provider_id', '!=', providerId)
    .where('account_id', '=', account.id)
    .execute();
  const kept = elsewhere.map(({ team_id }) => team_id);
  const managed = [...new Set([...wanted, ...given])].filter(
    (id) => wanted.includes(id) || !kept.includes(id),
  );
  const { added } = await syncTeams(transaction, { account, managed, wanted, actor, now });
  const gone = given.filter((id) => !wanted.includes(id));
  if (gone.length > 0) {
    await transaction
      .deleteFrom('hub_openid_teams')
      .where('provider_id', '=', providerId)
      .where('account_id', '=', account.id)
      .where('team_id', 'in', gone)
      .execute();
  }
  const remembered = wanted.filter((id) => added.includes(id) || kept.includes(id));
  for (const team_id of remembered) {
    await transaction
      .insertInto('hub_openid_teams')
      .values({ provider_id: providerId, account_id: account.id, team_id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
}
