/** What an account or an organization shows of itself; none where it said nothing. */
export interface ProfileRow {
  account_id: number;
  full_name: string;
  bio: string;
  location: string;
  company: string;
  website: string;
  /** Of the uploaded avatar's bytes; null: it is drawn from the name. */
  avatar_tag: string | null;
}

/** An uploaded avatar. */
export interface AvatarRow {
  account_id: number;
  media_type: string;
  /** In base64. */
  image: string;
}

/** A link that was given out, good once. Only the digest of its code is kept. */
export interface AccountLinkRow {
  digest: string;
  account_id: number;
  kind: 'verify-email' | 'reset-password';
  /** The address that it confirms, or that it was sent to; null: an administrator handed it over. */
  email: string | null;
  created_at: number;
  expires_at: number;
}

/** An invitation to sign up. */
export interface InvitationRow {
  id: string;
  digest: string;
  email: string | null;
  note: string;
  created_by: number;
  created_by_name: string;
  created_at: number;
  expires_at: number;
  most_uses: number;
  uses: number;
  withdrawn_at: number | null;
}

/** A name that nobody can have for a while: its account was deleted. */
export interface ReservedNameRow {
  name: string;
  until: number;
}

export interface AccountTables {
  hub_profiles: ProfileRow;
  hub_avatars: AvatarRow;
  hub_account_links: AccountLinkRow;
  hub_sign_up_invitations: InvitationRow;
  hub_reserved_names: ReservedNameRow;
}
