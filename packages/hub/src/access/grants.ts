import type { OrganizationRole } from '@slipway/api';
import type { Database } from '@slipway/database';
import { type Kysely, sql, type Transaction } from 'kysely';
import type { RepositoryPermission } from '../organizations/organization-tables.ts';
import type { HubTables } from '../tables.ts';
import type { Place } from './live-state.ts';
import { type Level, level } from './permissions.ts';
import { type Grants, grantedStanding, plainStanding, type Standing } from './standing.ts';
import type { Subject } from './subject.ts';

/** Whose grants, and where; 0 for a repository that is not there. */
export interface GrantsKey {
  readonly account: number;
  readonly namespace: number;
  readonly repository: number;
}

interface GrantRow {
  readonly role: OrganizationRole | null;
  readonly permission: RepositoryPermission | null;
}

/** A reader of what rows grant, by one prepared query. */
export function grantsReader(database: Database<HubTables>) {
  const prepared = database.prepare<GrantsKey, GrantRow>((query, parameter) =>
    grantRows(query, {
      account: sql`${parameter('account')}`,
      namespace: sql`${parameter('namespace')}`,
      repository: sql`${parameter('repository')}`,
    }),
  );
  return async (key: GrantsKey): Promise<Grants> => grantsOf(await prepared.all(key));
}

/** The subject's standing as the transaction's rows have it. */
export async function standingInTransaction(
  transaction: Transaction<HubTables>,
  subject: Subject,
  place: Place,
): Promise<Standing> {
  const plain = plainStanding(subject, place);
  if (plain !== undefined) return plain;
  const rows = await grantRows(transaction, {
    account: sql`${subject.accountId ?? 0}`,
    namespace: sql`${place.namespace?.id ?? 0}`,
    repository: sql`${place.repository?.id ?? 0}`,
  }).execute();
  return grantedStanding(grantsOf(rows));
}

type NumberSql = ReturnType<typeof sql<number>>;

/** One row for the role, one for each grant; types are said, since parameters have none. */
function grantRows(
  query: Kysely<HubTables>,
  key: { account: NumberSql; namespace: NumberSql; repository: NumberSql },
) {
  const number = (value: NumberSql) => sql<number>`cast(${value} as bigint)`;
  const noRole = sql<OrganizationRole | null>`cast(null as text)`.as('role');
  const noPermission = sql<RepositoryPermission | null>`cast(null as text)`.as('permission');
  return query
    .selectFrom('hub_organization_members as member')
    .select([sql<OrganizationRole | null>`member.role`.as('role'), noPermission])
    .where('member.organization_id', '=', number(key.namespace))
    .where('member.account_id', '=', number(key.account))
    .unionAll(
      query
        .selectFrom('hub_team_repositories as granted')
        .innerJoin('hub_team_members as member', 'member.team_id', 'granted.team_id')
        .select([noRole, sql<RepositoryPermission | null>`granted.permission`.as('permission')])
        .where('granted.repository_id', '=', number(key.repository))
        .where('member.account_id', '=', number(key.account)),
    )
    .unionAll(
      query
        .selectFrom('hub_collaborators as collaborator')
        .select([
          noRole,
          sql<RepositoryPermission | null>`collaborator.permission`.as('permission'),
        ])
        .where('collaborator.repository_id', '=', number(key.repository))
        .where('collaborator.account_id', '=', number(key.account)),
    );
}

function grantsOf(rows: readonly GrantRow[]): Grants {
  let role: OrganizationRole | null = null;
  let highest: Level = level.none;
  for (const row of rows) {
    if (row.role !== null) role = row.role;
    if (row.permission !== null && level[row.permission] > highest) highest = level[row.permission];
  }
  return { role, level: highest };
}
