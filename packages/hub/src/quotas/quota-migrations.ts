import type { MigrationSet } from '@slipway/database';

/** Limits of namespaces. */
export const quotaMigrations: MigrationSet = {
  namespace: 'hub-quotas',
  migrations: [
    {
      number: 1,
      name: 'quotas',
      async up(database, types) {
        await database.schema
          .createTable('hub_quotas')
          .addColumn('namespace_id', types.bigint, (column) =>
            column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('storage_bytes', types.bigint)
          .addColumn('storage_is_custom', types.boolean, (column) => column.notNull())
          .addColumn('repositories', types.bigint)
          .addColumn('repositories_is_custom', types.boolean, (column) => column.notNull())
          .addColumn('private_repositories', types.bigint)
          .addColumn('private_is_custom', types.boolean, (column) => column.notNull())
          .execute();
      },
    },
  ],
};
