import type { OrganizationRole } from '@slipway/api';
import type { HubServices } from '../hub-services.ts';

/** Invitations that still hold, with whom and what they are about. */
export function openInvites(services: HubServices) {
  return services.database.query
    .selectFrom('hub_invites as invite')
    .innerJoin('hub_accounts as organization', 'organization.id', 'invite.organization_id')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'organization.id')
    .leftJoin('hub_accounts as account', 'account.id', 'invite.account_id')
    .leftJoin('hub_teams as team', 'team.id', 'invite.team_id')
    .where('organization.closed_at', 'is', null)
    .where('invite.expires_at', '>', services.clock());
}

/** What {@link shownInvite} needs of each. */
export const inviteColumns = [
  ...(['invite.id', 'invite.inviter_name', 'invite.email', 'invite.role'] as const),
  ...(['invite.created_at', 'invite.expires_at', 'account.name as account'] as const),
  ...(['organization.name as org', 'team.name as team', 'profile.full_name'] as const),
] as const;

export interface InviteShown {
  readonly id: string;
  readonly inviter_name: string;
  readonly email: string | null;
  readonly role: OrganizationRole;
  readonly created_at: number;
  readonly expires_at: number;
  readonly account: string | null;
  readonly org: string;
  readonly team: string | null;
  readonly full_name: string | null;
}

/** What everybody who sees an invitation sees of it. */
export function shownInvite(row: Omit<InviteShown, 'email' | 'account' | 'full_name'>) {
  return {
    id: row.id,
    inviter_username: row.inviter_name,
    org: row.org,
    team: row.team ?? '',
    role: row.role,
    created_at: new Date(row.created_at).toISOString(),
    expires_at: new Date(row.expires_at).toISOString(),
  };
}
