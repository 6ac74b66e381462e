import type { Generated } from 'kysely';

/** Who may pull from a repository: anyone, or its owner and administrators. */
export type Visibility = 'public' | 'private';

/** `personal`: somebody signs in with it. `official`: the namespace of official images. */
export type AccountKind = 'personal' | 'official';

/** Times are milliseconds since the epoch; truth values 0 or 1, which both engines have. */
export interface AccountRow {
  id: Generated<number>;
  name: string;
  kind: AccountKind;
  /** An argon2id hash in PHC form; null where nobody signs in. */
  password_hash: string | null;
  /** Grows with each password: what was issued for an older one is void. */
  password_generation: number;
  is_administrator: number;
  /** null: the hub's default. */
  default_visibility: Visibility | null;
  created_at: number;
  closed_at: number | null;
}

export interface RepositoryRow {
  id: Generated<number>;
  namespace_id: number;
  /** The second component. */
  name: string;
  /** `namespace/name`: what is looked up and listed by. */
  path: string;
  visibility: Visibility;
  sparse: number;
  description: string;
  full_description: string;
  created_at: number;
  updated_at: number;
  closed_at: number | null;
}

export interface AccessTokenRow {
  id: string;
  account_id: number;
  label: string;
  /** JSON array of scopes, as they were asked for. */
  scopes: string;
  secret_digest: string;
  created_at: number;
  expires_at: number | null;
  last_used_at: number | null;
  revoked_at: number | null;
  creator_ip: string;
  creator_ua: string;
}

export interface RefreshTokenRow {
  secret_digest: string;
  account_id: number;
  /** The parent: an access token, or (null) the password of `password_generation`. */
  access_token_id: string | null;
  password_generation: number;
  client_id: string;
  created_at: number;
  expires_at: number;
}

export interface SigningKeyRow {
  kid: string;
  private_jwk: string;
  created_at: number;
  signs_from: number;
  verifies_until: number | null;
}

export interface PullCountRow {
  repository_id: number;
  pulls: number;
  last_pulled_at: number;
}

/** The hub's own tables. */
export interface HubTables {
  hub_accounts: AccountRow;
  hub_repositories: RepositoryRow;
  hub_access_tokens: AccessTokenRow;
  hub_refresh_tokens: RefreshTokenRow;
  hub_signing_keys: SigningKeyRow;
  hub_pull_counts: PullCountRow;
}
