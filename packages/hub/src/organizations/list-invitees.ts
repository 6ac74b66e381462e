import type { OrganizationMember } from '@slipway/api';
import { type Kysely, sql } from 'kysely';
import type { HubTables } from '../tables.ts';
import type { MemberFilter, MemberView } from './list-members.ts';
import { anywhere, avatarUrl } from './people.ts';

/** People who are invited to an organization and have not answered, as its list of members shows them. */
export async function listInvitees(
  query: Kysely<HubTables>,
  { organization, origin }: MemberView,
  asked: MemberFilter & { readonly now: number },
): Promise<OrganizationMember[]> {
  let invites = query
    .selectFrom('hub_invites as invite')
    .leftJoin('hub_accounts as account', 'account.id', 'invite.account_id')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'invite.account_id')
    .leftJoin('hub_teams as team', 'team.id', 'invite.team_id')
    .select([
      ...(['invite.id', 'invite.email', 'invite.created_at', 'account.name'] as const),
      ...(['profile.full_name', 'profile.avatar_tag', 'team.name as team'] as const),
    ])
    .where('invite.organization_id', '=', organization.id)
    .where('invite.expires_at', '>', asked.now)
    .orderBy('invite.created_at')
    .orderBy('invite.id');
  if (asked.role !== undefined) invites = invites.where('invite.role', '=', asked.role);
  if (asked.search) {
    const pattern = anywhere(asked.search);
    invites = invites.where(
      sql<boolean>`(account.name like ${pattern} escape '\\' or invite.email like ${pattern} escape '\\')`,
    );
  }
  const rows = await invites.execute();
  return rows.map((row) => ({
    id: row.id,
    username: row.name ?? '',
    full_name: row.full_name ?? '',
    email: row.email ?? '',
    primary_email: row.email ?? '',
    company: '',
    location: '',
    profile_url: '',
    gravatar_email: '',
    gravatar_url:
      row.name === null ? '' : avatarUrl(origin, { name: row.name, avatar_tag: row.avatar_tag }),
    type: 'Invitee',
    role: 'Invitee',
    groups: row.team === null ? [] : [row.team],
    is_guest: false,
    date_joined: new Date(row.created_at).toISOString(),
  }));
}
