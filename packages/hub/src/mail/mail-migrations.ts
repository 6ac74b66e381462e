import type { MigrationSet } from '@slipway/database';

export const mailMigrations: MigrationSet = {
  namespace: 'hub-mail',
  migrations: [
    {
      number: 1,
      name: 'letters',
      async up(database, types) {
        await database.schema
          .createTable('hub_letters')
          .addColumn('id', types.text, (column) => column.primaryKey())
          .addColumn('sealed', types.text, (column) => column.notNull())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .execute();
      },
    },
  ],
};
