import type { Generated } from 'kysely';

export interface OpenidProviderRow {
  id: Generated<number>;
  slug: string;
  name: string;
  issuer: string;
  client_id: string;
  /** null: a public client, which has none. */
  sealed_client_secret: string | null;
  /** JSON array. */
  scopes: string;
  groups_claim: string;
  /** JSON array of `{ group, organization, team }`. */
  teams: string;
  sign_up: number;
  /** JSON array; empty: any. */
  allowed_domains: string;
  enabled: number;
  created_at: number;
  updated_at: number;
}

/** An account at a provider, and the account here that it signs in to. */
export interface OpenidIdentityRow {
  id: string;
  provider_id: number;
  issuer: string;
  subject: string;
  account_id: number;
  email: string | null;
  created_at: number;
  last_used_at: number | null;
}

/** A team that an account is in because a provider said so: what it says no more is undone. */
export interface OpenidTeamRow {
  provider_id: number;
  account_id: number;
  team_id: number;
}

export interface OpenidTables {
  hub_openid_providers: OpenidProviderRow;
  hub_openid_identities: OpenidIdentityRow;
  hub_openid_teams: OpenidTeamRow;
}
