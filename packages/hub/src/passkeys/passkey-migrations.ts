import type { MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

export const passkeyMigrations: MigrationSet = {
  namespace: 'hub-passkeys',
  migrations: [
    {
      number: 1,
      name: 'passkeys',
      async up(database, types) {
        await database.schema
          .createTable('hub_passkeys')
          .addColumn('id', types.text, (column) => column.primaryKey())
          .addColumn('account_id', types.bigint, (column) =>
            column.notNull().references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('credential_id', types.text, (column) => column.notNull().unique())
          .addColumn('public_key', types.text, required)
          .addColumn('counter', types.bigint, required)
          .addColumn('transports', types.json, required)
          .addColumn('synced', types.boolean, required)
          .addColumn('name', types.text, required)
          .addColumn('created_at', types.timestamp, required)
          .addColumn('last_used_at', types.timestamp)
          .execute();
        await database.schema
          .createIndex('hub_passkeys_account')
          .on('hub_passkeys')
          .columns(['account_id', 'created_at'])
          .execute();
        await database.schema
          .createTable('hub_used_challenges')
          .addColumn('digest', types.text, (column) => column.primaryKey())
          .addColumn('expires_at', types.timestamp, required)
          .execute();
        await database.schema
          .createIndex('hub_used_challenges_expiry')
          .on('hub_used_challenges')
          .column('expires_at')
          .execute();
      },
    },
  ],
};
