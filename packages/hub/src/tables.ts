import type { Generated } from 'kysely';
import type { AccountTables } from './accounts/account-tables.ts';
import type { AuditTables } from './audit/audit-tables.ts';
import type { ImageTables } from './images/image-tables.ts';
import type { InviteTables } from './invites/invite-tables.ts';
import type { JobTables } from './jobs/job-tables.ts';
import type { LayerTables } from './layers/layer-tables.ts';
import type { MailTables } from './mail/mail-tables.ts';
import type { OpenidTables } from './openid/openid-tables.ts';
import type { OrganizationTokenTables } from './organization-tokens/organization-token-tables.ts';
import type { OrganizationTables } from './organizations/organization-tables.ts';
import type { PasskeyTables } from './passkeys/passkey-tables.ts';
import type { QuotaTables } from './quotas/quota-tables.ts';
import type { RepositoriesTables } from './repositories/repository-tables.ts';
import type { RetentionTables } from './retention/retention-tables.ts';
import type { SecretsTables } from './secrets/secrets-tables.ts';
import type { SessionTables } from './sessions/session-tables.ts';
import type { StarTables } from './stars/star-tables.ts';
import type { TagTables } from './tags/tag-tables.ts';
import type { TwoFactorTables } from './two-factor/two-factor-tables.ts';
import type { UsageTables } from './usage/usage-tables.ts';
import type { WebhookTables } from './webhooks/webhook-tables.ts';

/** Who may pull from a repository: anyone, or its owner and administrators. */
export type Visibility = 'public' | 'private';

/** `personal`: somebody signs in with it. `organization`: its members use it. `official`: the namespace of official images. */
export type AccountKind = 'personal' | 'organization' | 'official';

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
  /** In lower case. */
  email: Generated<string | null>;
  email_verified_at: Generated<number | null>;
  /** 1: the address must be confirmed before he may do more than read. */
  unverified: Generated<number>;
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
  /** Archived: pulled from still, never pushed to. */
  archived_at: Generated<number | null>;
}

/** A name that a repository had: it goes on working, and nobody else can have it. */
export interface RepositoryAliasRow {
  /** `namespace/name`, as it was. */
  path: string;
  repository_id: number;
  created_at: number;
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
  /** `manual`, or `auto` where a client made it for itself. */
  generated_by: Generated<'manual' | 'auto'>;
  /** 1: reaches only the repositories of {@link AccessTokenRepositoryRow}. */
  restricted: Generated<number>;
  /** 1: a restricted token reaches every public repository as well, to pull. */
  public_read: Generated<number>;
}

/** A repository that a restricted access token reaches. */
export interface AccessTokenRepositoryRow {
  token_id: string;
  repository_id: number;
  /** How far: a value of `reach`; its token's own reach bounds it. */
  reach: number;
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
  sealed_jwk: string;
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
export interface HubTables
  extends AccountTables,
    AuditTables,
    ImageTables,
    JobTables,
    LayerTables,
    RetentionTables,
    TagTables,
    UsageTables,
    WebhookTables,
    MailTables,
    InviteTables,
    OrganizationTables,
    OpenidTables,
    PasskeyTables,
    OrganizationTokenTables,
    QuotaTables,
    RepositoriesTables,
    SecretsTables,
    SessionTables,
    StarTables,
    TwoFactorTables {
  hub_accounts: AccountRow;
  hub_repositories: RepositoryRow;
  hub_repository_aliases: RepositoryAliasRow;
  hub_access_tokens: AccessTokenRow;
  hub_access_token_repositories: AccessTokenRepositoryRow;
  hub_refresh_tokens: RefreshTokenRow;
  hub_signing_keys: SigningKeyRow;
  hub_pull_counts: PullCountRow;
}
