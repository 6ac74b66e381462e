import type { MigrationSet } from '@slipway/database';

/** Rules about tags. */
export const tagMigrations: MigrationSet = {
  namespace: 'hub-tags',
  migrations: [
    {
      number: 1,
      name: 'immutable-tags',
      async up(database, types) {
        await database.schema
          .createTable('hub_immutable_tags')
          .addColumn('repository_id', types.bigint, (column) =>
            column.primaryKey().references('hub_repositories.id').onDelete('cascade'),
          )
          .addColumn('enabled', types.boolean, (column) => column.notNull())
          .addColumn('rules', types.json, (column) => column.notNull())
          .execute();
      },
    },
  ],
};
