import type { MigrationSet } from '@slipway/database';

/** Stars, by account and by repository. */
export const starMigrations: MigrationSet = {
  namespace: 'hub-stars',
  migrations: [
    {
      number: 1,
      name: 'stars',
      async up(database, types) {
        await database.schema
          .createTable('hub_stars')
          .addColumn('account_id', types.bigint, (column) =>
            column.notNull().references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('repository_id', types.bigint, (column) =>
            column.notNull().references('hub_repositories.id').onDelete('cascade'),
          )
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .addPrimaryKeyConstraint('hub_stars_key', ['account_id', 'repository_id'])
          .execute();
        await database.schema
          .createIndex('hub_stars_repository')
          .on('hub_stars')
          .column('repository_id')
          .execute();
        await database.schema
          .createIndex('hub_stars_newest')
          .on('hub_stars')
          .columns(['account_id', 'created_at', 'repository_id'])
          .execute();
      },
    },
  ],
};
