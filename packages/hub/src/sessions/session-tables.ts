import type { Generated } from 'kysely';

/** Somebody signed in with a browser. */
export interface SessionRow {
  id: string;
  account_id: number;
  /** Of the cookie's value, which changes as the session is used. */
  secret_digest: string;
  /** The value before, good for a few seconds more: two requests may be under way at once. */
  previous_digest: string | null;
  /** What every changing request must carry in a header. */
  csrf_token: string;
  /** The password's generation at sign-in: a new password ends other sessions. */
  generation: number;
  created_at: number;
  rotated_at: number;
  last_seen_at: number;
  expires_at: number;
  address: string;
  user_agent: string;
  /** How he signed in: `password`, `password+totp`, `passkey`, `openid`, `link`. */
  method: string;
  /** When the password, or what stands for it, was last shown. */
  confirmed_at: Generated<number>;
}

export interface SessionTables {
  hub_sessions: SessionRow;
}
