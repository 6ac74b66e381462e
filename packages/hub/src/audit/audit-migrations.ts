import type { MigrationSet } from '@slipway/database';

/** The table of what was done by whom. Its rows outlive what they tell of: nothing refers to anything. */
export const auditMigrations: MigrationSet = {
  namespace: 'hub-audit',
  migrations: [
    {
      number: 1,
      name: 'events',
      async up(database, types) {
        await database.schema
          .createTable('hub_audit_events')
          .addColumn('id', types.id)
          .addColumn('namespace_id', types.bigint, (column) => column.notNull())
          .addColumn('repository_id', types.bigint)
          .addColumn('action', types.text, (column) => column.notNull())
          .addColumn('name', types.text, (column) => column.notNull())
          .addColumn('actor_id', types.bigint)
          .addColumn('actor_name', types.text, (column) => column.notNull())
          .addColumn('data', types.json, (column) => column.notNull())
          .addColumn('address', types.text, (column) => column.notNull())
          .addColumn('client', types.text, (column) => column.notNull())
          .addColumn('at', types.timestamp, (column) => column.notNull())
          .execute();
        for (const [name, columns] of [
          ['namespace', ['namespace_id', 'id']],
          ['repository', ['repository_id', 'id']],
          ['actor', ['actor_id', 'id']],
          ['age', ['at']],
        ] as const) {
          await database.schema
            .createIndex(`hub_audit_events_${name}`)
            .on('hub_audit_events')
            .columns([...columns])
            .execute();
        }
      },
    },
  ],
};
