import type { OrganizationMember, OrganizationRole } from '@slipway/api';
import { type Kysely, sql } from 'kysely';
import type { HubTables } from '../tables.ts';
import type { SeenOrganization } from './organization-access.ts';
import { anywhere, type Person, people, personColumns, shownPerson } from './people.ts';

/** Which members are asked for. */
export interface MemberFilter {
  readonly search?: string | undefined;
  readonly role?: OrganizationRole | undefined;
}

/** What is shown to whom. */
export interface MemberView {
  readonly organization: SeenOrganization;
  /** Before links. */
  readonly origin: string;
}

const roleNames = { owner: 'Owner', editor: 'Editor', member: 'Member' } as const;

/** The members asked for, in the order of their names. */
export async function listMembers(
  query: Kysely<HubTables>,
  { organization, origin }: MemberView,
  asked: MemberFilter & { readonly limit: number; readonly offset: number },
): Promise<OrganizationMember[]> {
  if (asked.limit === 0) return [];
  const rows = await matching(query, organization, asked)
    .select([...personColumns, 'member.role', 'member.created_at'])
    .orderBy('account.name')
    .limit(asked.limit)
    .offset(asked.offset)
    .execute();
  const teams = await teamsOf(query, organization.id, rows);
  return rows.map((row) => {
    const person = shownPerson(row, { origin, address: organization.owns });
    return {
      ...person,
      primary_email: person.email,
      type: 'User',
      role: roleNames[row.role],
      groups: teams.get(row.id) ?? [],
      is_guest: false,
      date_joined: new Date(row.created_at).toISOString(),
    };
  });
}

/** How many members are asked for. */
export async function countMembers(
  query: Kysely<HubTables>,
  organization: SeenOrganization,
  asked: MemberFilter,
): Promise<number> {
  const { count } = await matching(query, organization, asked)
    .select((select) => select.fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
}

function matching(
  query: Kysely<HubTables>,
  organization: SeenOrganization,
  { search, role }: MemberFilter,
) {
  let members = people(query)
    .innerJoin('hub_organization_members as member', 'member.account_id', 'account.id')
    .where('member.organization_id', '=', organization.id);
  if (role !== undefined) members = members.where('member.role', '=', role);
  if (search === undefined || search === '') return members;
  return members.where(foundBy(search, organization.owns));
}

/** That `account` is found by part of a name, or (for who may know it) of an address. */
export function foundBy(search: string, byAddress: boolean) {
  const pattern = anywhere(search);
  const found = sql`(account.name like ${pattern} escape '\\' or lower(profile.full_name) like ${pattern} escape '\\'`;
  return byAddress
    ? sql<boolean>`${found} or account.email like ${pattern} escape '\\')`
    : sql<boolean>`${found})`;
}

async function teamsOf(
  query: Kysely<HubTables>,
  organization: number,
  members: readonly Pick<Person, 'id'>[],
): Promise<Map<number, string[]>> {
  const teams = new Map<number, string[]>();
  if (members.length === 0) return teams;
  const rows = await query
    .selectFrom('hub_team_members as member')
    .innerJoin('hub_teams as team', 'team.id', 'member.team_id')
    .select(['member.account_id', 'team.name'])
    .where('team.organization_id', '=', organization)
    .where(
      'member.account_id',
      'in',
      members.map(({ id }) => id),
    )
    .orderBy('team.name')
    .execute();
  for (const { account_id, name } of rows) {
    teams.set(account_id, [...(teams.get(account_id) ?? []), name]);
  }
  return teams;
}
