import type { ColumnTypes, MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';
import { accountMigrations } from './accounts/account-migrations.ts';
import { auditMigrations } from './audit/audit-migrations.ts';
import { imageMigrations } from './images/image-migrations.ts';
import { inviteMigrations } from './invites/invite-migrations.ts';
import { jobMigrations } from './jobs/job-migrations.ts';
import { layerMigrations } from './layers/layer-migrations.ts';
import { mailMigrations } from './mail/mail-migrations.ts';
import { openidMigrations } from './openid/openid-migrations.ts';
import { organizationTokenMigrations } from './organization-tokens/organization-token-migrations.ts';
import { organizationMigrations } from './organizations/organization-migrations.ts';
import { passkeyMigrations } from './passkeys/passkey-migrations.ts';
import { quotaMigrations } from './quotas/quota-migrations.ts';
import { repositoryMigrations } from './repositories/repository-migrations.ts';
import { retentionMigrations } from './retention/retention-migrations.ts';
import { searchMigrations } from './search/search-migrations.ts';
import { secretsMigrations } from './secrets/secrets-migrations.ts';
import { sessionMigrations } from './sessions/session-migrations.ts';
import { starMigrations } from './stars/star-migrations.ts';
import { tagMigrations } from './tags/tag-migrations.ts';
import { twoFactorMigrations } from './two-factor/two-factor-migrations.ts';
import { usageMigrations } from './usage/usage-migrations.ts';
import { webhookMigrations } from './webhooks/webhook-migrations.ts';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** Accounts, repositories and tokens; times in milliseconds since the epoch. */
const hubMigrations: MigrationSet = {
  namespace: 'hub',
  migrations: [
    {
      number: 1,
      name: 'accounts-tokens-repositories',
      async up(database, types) {
        await createAccounts(database, types);
        await createRepositories(database, types);
        await createTokens(database, types);
      },
    },
    {
      number: 2,
      name: 'archive-aliases-restricted-tokens',
      async up(database, types) {
        await addArchiveAndAliases(database, types);
        await restrictTokens(database, types);
      },
    },
    {
      number: 3,
      name: 'sealed-signing-keys',
      async up(database) {
        // Those that lay open are given up: who holds a token that one signed asks for another.
        await database.deleteFrom('hub_signing_keys').execute();
        await database.schema
          .alterTable('hub_signing_keys')
          .renameColumn('private_jwk', 'sealed_jwk')
          .execute();
      },
    },
  ],
};

/** Everything of the hub, in the order in which tables refer to each other. */
export const hubMigrationSets: readonly MigrationSet[] = [
  hubMigrations,
  organizationMigrations,
  inviteMigrations,
  organizationTokenMigrations,
  accountMigrations,
  sessionMigrations,
  auditMigrations,
  secretsMigrations,
  mailMigrations,
  twoFactorMigrations,
  passkeyMigrations,
  openidMigrations,
  jobMigrations,
  webhookMigrations,
  repositoryMigrations,
  starMigrations,
  quotaMigrations,
  searchMigrations,
  usageMigrations,
  layerMigrations,
  imageMigrations,
  tagMigrations,
  retentionMigrations,
];

// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
async function createAccounts(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_accounts')
    .addColumn('id', types.id)
    .addColumn('name', types.text, (column) => column.notNull().unique())
    .addColumn('kind', types.text, required)
    .addColumn('password_hash', types.text)
    .addColumn('password_generation', types.bigint, required)
    .addColumn('is_administrator', types.boolean, required)
    .addColumn('default_visibility', types.text)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('closed_at', types.timestamp)
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createRepositories(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_repositories')
    .addColumn('id', types.id)
    .addColumn('namespace_id', types.bigint, (column) =>
      column.notNull().references('hub_accounts.id'),
    )
    .addColumn('name', types.text, required)
    .addColumn('path', types.text, (column) => column.notNull().unique())
    .addColumn('visibility', types.text, required)
    .addColumn('sparse', types.boolean, required)
    .addColumn('description', types.text, required)
    .addColumn('full_description', types.text, required)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('updated_at', types.timestamp, required)
    .addColumn('closed_at', types.timestamp)
    .execute();
  // For the catalog: what anyone may pull, and what is one's own, each a range of one index.
  await database.schema
    .createIndex('hub_repositories_visible')
    .on('hub_repositories')
    .columns(['visibility', 'path'])
    .execute();
  await database.schema
    .createIndex('hub_repositories_own')
    .on('hub_repositories')
    .columns(['namespace_id', 'path'])
    .execute();
  // For mounts: an account's newest repositories.
  await database.schema
    .createIndex('hub_repositories_newest')
    .on('hub_repositories')
    .columns(['namespace_id', 'id'])
    .execute();
  await database.schema
    .createTable('hub_pull_counts')
    .addColumn('repository_id', types.bigint, (column) =>
      column.primaryKey().references('hub_repositories.id').onDelete('cascade'),
    )
    .addColumn('pulls', types.bigint, required)
    .addColumn('last_pulled_at', types.timestamp, required)
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createTokens(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_access_tokens')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('account_id', types.bigint, (column) =>
      column.notNull().references('hub_accounts.id'),
    )
    .addColumn('label', types.text, required)
    .addColumn('scopes', types.json, required)
    .addColumn('secret_digest', types.text, (column) => column.notNull().unique())
    .addColumn('created_at', types.timestamp, required)
    .addColumn('expires_at', types.timestamp)
    .addColumn('last_used_at', types.timestamp)
    .addColumn('revoked_at', types.timestamp)
    .addColumn('creator_ip', types.text, required)
    .addColumn('creator_ua', types.text, required)
    .execute();
  await database.schema
    .createIndex('hub_access_tokens_account')
    .on('hub_access_tokens')
    .columns(['account_id', 'created_at'])
    .execute();
  await database.schema
    .createTable('hub_refresh_tokens')
    .addColumn('secret_digest', types.text, (column) => column.primaryKey())
    .addColumn('account_id', types.bigint, (column) =>
      column.notNull().references('hub_accounts.id'),
    )
    .addColumn('access_token_id', types.text, (column) =>
      column.references('hub_access_tokens.id').onDelete('cascade'),
    )
    .addColumn('password_generation', types.bigint, required)
    .addColumn('client_id', types.text, required)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('expires_at', types.timestamp, required)
    .execute();
  await database.schema
    .createIndex('hub_refresh_tokens_account')
    .on('hub_refresh_tokens')
    .columns(['account_id', 'created_at'])
    .execute();
  await database.schema
    .createIndex('hub_refresh_tokens_parent')
    .on('hub_refresh_tokens')
    .columns(['access_token_id'])
    .execute();
  await database.schema
    .createTable('hub_signing_keys')
    .addColumn('kid', types.text, (column) => column.primaryKey())
    .addColumn('private_jwk', types.json, required)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('signs_from', types.timestamp, required)
    .addColumn('verifies_until', types.timestamp)
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function addArchiveAndAliases(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .alterTable('hub_repositories')
    .addColumn('archived_at', types.timestamp)
    .execute();
  await database.schema
    .createTable('hub_repository_aliases')
    .addColumn('path', types.text, (column) => column.primaryKey())
    .addColumn('repository_id', types.bigint, (column) =>
      column.notNull().references('hub_repositories.id').onDelete('cascade'),
    )
    .addColumn('created_at', types.timestamp, required)
    .execute();
  await database.schema
    .createIndex('hub_repository_aliases_repository')
    .on('hub_repository_aliases')
    .column('repository_id')
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function restrictTokens(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  for (const name of ['restricted', 'public_read']) {
    await database.schema
      .alterTable('hub_access_tokens')
      .addColumn(name, types.boolean, (column) => column.notNull().defaultTo(0))
      .execute();
  }
  await database.schema
    .createTable('hub_access_token_repositories')
    .addColumn('token_id', types.text, (column) =>
      column.notNull().references('hub_access_tokens.id').onDelete('cascade'),
    )
    .addColumn('repository_id', types.bigint, (column) =>
      column.notNull().references('hub_repositories.id').onDelete('cascade'),
    )
    .addColumn('reach', types.bigint, required)
    .addPrimaryKeyConstraint('hub_access_token_repositories_key', ['token_id', 'repository_id'])
    .execute();
  await database.schema
    .createIndex('hub_access_token_repositories_repository')
    .on('hub_access_token_repositories')
    .column('repository_id')
    .execute();
}
