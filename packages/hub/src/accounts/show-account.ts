import type { User } from '@slipway/api';
import type { HubServices } from '../hub-services.ts';
import { avatarPath } from '../sessions/session-user.ts';

/** Personal accounts with what they say of themselves. */
export function accountsWithProfiles(services: HubServices) {
  return services.database.query
    .selectFrom('hub_accounts as account')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'account.id')
    .select([
      ...(['account.id', 'account.name', 'account.created_at', 'account.closed_at'] as const),
      ...(['account.is_administrator', 'account.default_visibility'] as const),
      ...(['account.email', 'account.email_verified_at'] as const),
      ...(['profile.full_name', 'profile.bio', 'profile.location'] as const),
      ...(['profile.company', 'profile.website', 'profile.avatar_tag'] as const),
    ])
    .where('account.kind', '=', 'personal');
}

export type AccountShown = Awaited<
  ReturnType<ReturnType<typeof accountsWithProfiles>['executeTakeFirstOrThrow']>
>;

/** An account as itself and administrators see it. */
export function shownAccount(row: AccountShown): User {
  return {
    id: String(row.id),
    username: row.name,
    type: 'User',
    full_name: row.full_name ?? '',
    bio: row.bio ?? '',
    location: row.location ?? '',
    company: row.company ?? '',
    profile_url: row.website ?? '',
    gravatar_url: avatarPath(row.name, row.avatar_tag),
    email: row.email,
    email_verified: row.email_verified_at !== null,
    date_joined: new Date(row.created_at).toISOString(),
    is_admin: row.is_administrator === 1,
    is_active: row.closed_at === null,
    default_visibility: row.default_visibility,
  };
}
