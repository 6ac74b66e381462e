import type { MigrationSet } from '@slipway/database';

export const secretsMigrations: MigrationSet = {
  namespace: 'hub-secrets',
  migrations: [
    {
      number: 1,
      name: 'master-keys',
      async up(database, types) {
        await database.schema
          .createTable('hub_master_keys')
          .addColumn('id', types.text, (column) => column.primaryKey())
          .addColumn('proof', types.text, (column) => column.notNull())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .execute();
      },
    },
  ],
};
