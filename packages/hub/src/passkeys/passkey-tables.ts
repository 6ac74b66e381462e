export interface PasskeyRow {
  id: string;
  account_id: number;
  /** As the authenticator calls it, in base64url. */
  credential_id: string;
  /** COSE, in base64url. */
  public_key: string;
  /** How often the authenticator says it was used; 0 where it does not count. */
  counter: number;
  /** JSON: through what a browser reaches it. */
  transports: string;
  synced: number;
  name: string;
  created_at: number;
  last_used_at: number | null;
}

/** A challenge that was answered: it is good once. */
export interface UsedChallengeRow {
  digest: string;
  expires_at: number;
}

export interface PasskeyTables {
  hub_passkeys: PasskeyRow;
  hub_used_challenges: UsedChallengeRow;
}
