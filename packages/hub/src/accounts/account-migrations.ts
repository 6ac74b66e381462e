import type { ColumnTypes, MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder, Kysely } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const ofAccount = (column: ColumnDefinitionBuilder) =>
  column.notNull().references('hub_accounts.id').onDelete('cascade');

/** Addresses, profiles, links that were given out, invitations, names that rest. */
export const accountMigrations: MigrationSet = {
  namespace: 'hub-accounts',
  migrations: [
    {
      number: 1,
      name: 'addresses-profiles-links',
      async up(database, types) {
        await addAddresses(database, types);
        await createProfiles(database, types);
        await createLinks(database, types);
      },
    },
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
async function addAddresses(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  for (const [name, type] of [
    ['email', types.text],
    ['email_verified_at', types.timestamp],
  ] as const) {
    await database.schema.alterTable('hub_accounts').addColumn(name, type).execute();
  }
  await database.schema
    .alterTable('hub_accounts')
    .addColumn('unverified', types.boolean, (column) => column.notNull().defaultTo(0))
    .execute();
  await database.schema
    .alterTable('hub_access_tokens')
    .addColumn('generated_by', types.text, (column) => column.notNull().defaultTo('manual'))
    .execute();
  // Addresses are kept in lower case; several accounts may state one, one may have confirmed it.
  await database.schema
    .createIndex('hub_accounts_email')
    .on('hub_accounts')
    .column('email')
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createProfiles(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_profiles')
    .addColumn('account_id', types.bigint, (column) =>
      column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
    )
    .addColumn('full_name', types.text, required)
    .addColumn('bio', types.text, required)
    .addColumn('location', types.text, required)
    .addColumn('company', types.text, required)
    .addColumn('website', types.text, required)
    .addColumn('avatar_tag', types.text)
    .execute();
  await database.schema
    .createTable('hub_avatars')
    .addColumn('account_id', types.bigint, (column) =>
      column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
    )
    .addColumn('media_type', types.text, required)
    .addColumn('image', types.text, required)
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createLinks(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_account_links')
    .addColumn('digest', types.text, (column) => column.primaryKey())
    .addColumn('account_id', types.bigint, ofAccount)
    .addColumn('kind', types.text, required)
    .addColumn('email', types.text)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('expires_at', types.timestamp, required)
    .execute();
  await database.schema
    .createIndex('hub_account_links_account')
    .on('hub_account_links')
    .columns(['account_id', 'kind'])
    .execute();
  await database.schema
    .createTable('hub_sign_up_invitations')
    .addColumn('id', types.text, (column) => column.primaryKey())
    .addColumn('digest', types.text, (column) => column.notNull().unique())
    .addColumn('email', types.text)
    .addColumn('note', types.text, required)
    .addColumn('created_by', types.bigint, required)
    .addColumn('created_by_name', types.text, required)
    .addColumn('created_at', types.timestamp, required)
    .addColumn('expires_at', types.timestamp, required)
    .addColumn('most_uses', types.bigint, required)
    .addColumn('uses', types.bigint, required)
    .addColumn('withdrawn_at', types.timestamp)
    .execute();
  await database.schema
    .createTable('hub_reserved_names')
    .addColumn('name', types.text, (column) => column.primaryKey())
    .addColumn('until', types.timestamp, required)
    .execute();
}
