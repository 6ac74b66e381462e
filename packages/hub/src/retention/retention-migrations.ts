import type { MigrationSet } from '@slipway/database';

/** Rules by which tags go, and what they did. */
export const retentionMigrations: MigrationSet = {
  namespace: 'hub-retention',
  migrations: [
    {
      number: 1,
      name: 'policies-and-runs',
      async up(database, types) {
        await database.schema
          .createTable('hub_repository_retention')
          .addColumn('repository_id', types.bigint, (column) =>
            column.primaryKey().references('hub_repositories.id').onDelete('cascade'),
          )
          .addColumn('policy', types.json, (column) => column.notNull())
          .execute();
        await database.schema
          .createTable('hub_namespace_retention')
          .addColumn('namespace_id', types.bigint, (column) =>
            column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('policy', types.json, (column) => column.notNull())
          .execute();
        await database.schema
          .createTable('hub_retention_runs')
          .addColumn('id', types.id)
          .addColumn('repository_id', types.bigint, (column) =>
            column.notNull().references('hub_repositories.id').onDelete('cascade'),
          )
          .addColumn('at', types.timestamp, (column) => column.notNull())
          .addColumn('tags', types.bigint, (column) => column.notNull())
          .addColumn('manifests', types.bigint, (column) => column.notNull())
          .addColumn('reclaimed_bytes', types.bigint, (column) => column.notNull())
          .execute();
        await database.schema
          .createIndex('hub_retention_runs_repository')
          .on('hub_retention_runs')
          .columns(['repository_id', 'id'])
          .execute();
      },
    },
  ],
};
