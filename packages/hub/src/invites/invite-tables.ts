import type { OrganizationRole } from '@slipway/api';

/** An invitation to an organization that waits for an answer; answered ones are gone. */
export interface InviteRow {
  /** A UUID. */
  id: string;
  organization_id: number;
  inviter_id: number;
  inviter_name: string;
  /** The invited account; null where an address is invited. */
  account_id: number | null;
  /** In lower case; null where an account is invited. */
  email: string | null;
  role: OrganizationRole;
  team_id: number | null;
  /** The digest of the secret in the link; null where an account is invited. */
  secret_digest: string | null;
  created_at: number;
  /** When it was last sent. */
  sent_at: number;
  expires_at: number;
}

export interface InviteTables {
  hub_invites: InviteRow;
}
