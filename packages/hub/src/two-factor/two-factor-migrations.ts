import type { ColumnTypes, MigrationSet } from '@slipway/database';
import type { ColumnDefinitionBuilder } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const account = (column: ColumnDefinitionBuilder) =>
  column.notNull().references('hub_accounts.id').onDelete('cascade');

export const twoFactorMigrations: MigrationSet = {
  namespace: 'hub-two-factor',
  migrations: [
    {
      number: 1,
      name: 'totp',
      async up(database, types: ColumnTypes) {
        await database.schema
          .createTable('hub_totp')
          .addColumn('account_id', types.bigint, (column) => account(column).primaryKey())
          .addColumn('sealed_seed', types.text, required)
          .addColumn('created_at', types.timestamp, required)
          .addColumn('confirmed_at', types.timestamp)
          .addColumn('last_step', types.bigint, required)
          .addColumn('failures', types.bigint, required)
          .addColumn('locked_until', types.timestamp, required)
          .execute();
        await database.schema
          .createTable('hub_recovery_codes')
          .addColumn('digest', types.text, (column) => column.primaryKey())
          .addColumn('account_id', types.bigint, account)
          .addColumn('created_at', types.timestamp, required)
          .execute();
        await database.schema
          .createTable('hub_two_factor_tickets')
          .addColumn('digest', types.text, (column) => column.primaryKey())
          .addColumn('account_id', types.bigint, account)
          .addColumn('generation', types.bigint, required)
          .addColumn('expires_at', types.timestamp, required)
          .addColumn('failures', types.bigint, required)
          .execute();
        for (const [table, column] of [
          ['hub_recovery_codes', 'account_id'],
          ['hub_two_factor_tickets', 'account_id'],
          ['hub_two_factor_tickets', 'expires_at'],
        ] as const) {
          await database.schema
            .createIndex(`${table}_${column}`)
            .on(table)
            .column(column)
            .execute();
        }
      },
    },
  ],
};
