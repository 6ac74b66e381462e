import { type Kysely, sql } from 'kysely';
import type { HubTables } from '../tables.ts';

/** How much there is of an organization, private repositories included. */
export interface OrganizationCounts {
  readonly repositories: number;
  readonly members: number;
  readonly teams: number;
  readonly tokens: number;
  readonly invites: number;
}

/** Counts what belongs to an organization. */
export async function countsOf(query: Kysely<HubTables>, id: number): Promise<OrganizationCounts> {
  const { rows } = await sql<OrganizationCounts>`select
    (select count(*) from hub_repositories where namespace_id = ${id}) as repositories,
    (select count(*) from hub_organization_members where organization_id = ${id}) as members,
    (select count(*) from hub_teams where organization_id = ${id}) as teams,
    (select count(*) from hub_access_tokens where account_id = ${id}) as tokens,
    (select count(*) from hub_invites where organization_id = ${id}) as invites`.execute(query);
  const [row] = rows;
  const number = (value: number | undefined) => Number(value ?? 0);
  return {
    repositories: number(row?.repositories),
    members: number(row?.members),
    teams: number(row?.teams),
    tokens: number(row?.tokens),
    invites: number(row?.invites),
  };
}
