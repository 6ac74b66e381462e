/** An account's one-time passwords. */
export interface TotpRow {
  account_id: number;
  sealed_seed: string;
  created_at: number;
  /** null: begun, but no code has shown yet that it works. */
  confirmed_at: number | null;
  /** The step of the last code that was taken: none of it or before is taken again. */
  last_step: number;
  /** Wrong codes since the last right one. */
  failures: number;
  locked_until: number;
}

/** A code on paper, good once; the row goes with its use. */
export interface RecoveryCodeRow {
  digest: string;
  account_id: number;
  created_at: number;
}

/** Somebody has given the right password, and now owes the second factor. */
export interface TwoFactorTicketRow {
  digest: string;
  account_id: number;
  /** Of the password that was given. */
  generation: number;
  expires_at: number;
  failures: number;
}

export interface TwoFactorTables {
  hub_totp: TotpRow;
  hub_recovery_codes: RecoveryCodeRow;
  hub_two_factor_tickets: TwoFactorTicketRow;
}
