import type { MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const references = (table: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().references(`${table}.id`).onDelete('cascade');

export const openidMigrations: MigrationSet = {
  namespace: 'hub-openid',
  migrations: [
    {
      number: 1,
      name: 'providers-identities',
      async up(database, types) {
        await database.schema
          .createTable('hub_openid_providers')
          .addColumn('id', types.id)
          .addColumn('slug', types.text, (column) => column.notNull().unique())
          .addColumn('name', types.text, required)
          .addColumn('issuer', types.text, required)
          .addColumn('client_id', types.text, required)
          .addColumn('sealed_client_secret', types.text)
          .addColumn('scopes', types.json, required)
          .addColumn('groups_claim', types.text, required)
          .addColumn('teams', types.json, required)
          .addColumn('sign_up', types.boolean, required)
          .addColumn('allowed_domains', types.json, required)
          .addColumn('enabled', types.boolean, required)
          .addColumn('created_at', types.timestamp, required)
          .addColumn('updated_at', types.timestamp, required)
          .execute();
        await database.schema
          .createTable('hub_openid_identities')
          .addColumn('id', types.text, (column) => column.primaryKey())
          .addColumn('provider_id', types.bigint, references('hub_openid_providers'))
          .addColumn('issuer', types.text, required)
          .addColumn('subject', types.text, required)
          .addColumn('account_id', types.bigint, references('hub_accounts'))
          .addColumn('email', types.text)
          .addColumn('created_at', types.timestamp, required)
          .addColumn('last_used_at', types.timestamp)
          .addUniqueConstraint('hub_openid_identities_subject', [
            'provider_id',
            'issuer',
            'subject',
          ])
          .execute();
        await database.schema
          .createIndex('hub_openid_identities_account')
          .on('hub_openid_identities')
          .column('account_id')
          .execute();
        await database.schema
          .createTable('hub_openid_teams')
          .addColumn('provider_id', types.bigint, references('hub_openid_providers'))
          .addColumn('account_id', types.bigint, references('hub_accounts'))
          .addColumn('team_id', types.bigint, references('hub_teams'))
          .addPrimaryKeyConstraint('hub_openid_teams_key', ['provider_id', 'account_id', 'team_id'])
          .execute();
      },
    },
  ],
};
