/** What proves that a process has the master keys that the hub's secrets are sealed under. */
export interface MasterKeyRow {
  id: string;
  /** A known text, sealed. */
  proof: string;
  created_at: number;
}

export interface SecretsTables {
  hub_master_keys: MasterKeyRow;
}
