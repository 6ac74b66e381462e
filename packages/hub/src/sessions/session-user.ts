import type { SessionUser } from '@slipway/api';
import type { Subject } from '../access/subject.ts';
import { unverifiedMessage } from '../access/unverified.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';

/** Whoever is signed in, as pages show him to himself. */
export async function sessionUser(services: HubServices, subject: Subject): Promise<SessionUser> {
  const id = subject.accountId ?? 0;
  const [row, twoFactor] = await Promise.all([
    services.database.query
      .selectFrom('hub_accounts as account')
      .leftJoin('hub_profiles as profile', 'profile.account_id', 'account.id')
      .select([
        ...(['account.name', 'account.email', 'account.email_verified_at'] as const),
        ...(['account.password_hash', 'account.is_administrator'] as const),
        ...(['account.default_visibility', 'profile.full_name', 'profile.avatar_tag'] as const),
      ])
      .where('account.id', '=', id)
      .executeTakeFirst(),
    services.twoFactor.isOn(id),
  ]);
  if (!row) throw new ProblemError(401, 'this account is not there any more: sign in again');
  return {
    id: String(id),
    username: row.name,
    full_name: row.full_name ?? '',
    email: row.email,
    email_verified: row.email_verified_at !== null,
    is_admin: row.is_administrator === 1,
    avatar_url: avatarPath(row.name, row.avatar_tag),
    default_visibility: row.default_visibility,
    has_password: row.password_hash !== null,
    two_factor: twoFactor,
    read_only: subject.unverified ? unverifiedMessage : null,
  };
}

/** Where the avatar is; another address for another image, so that caches do not show the former one. */
export function avatarPath(name: string, tag: string | null | undefined): string {
  return `/v2/users/${name}/avatar${tag ? `?v=${tag}` : ''}`;
}
