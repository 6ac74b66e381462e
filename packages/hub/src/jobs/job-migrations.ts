import type { MigrationSet } from '@slipway/database';

/** Failed items of the outbox, and periodic jobs. */
export const jobMigrations: MigrationSet = {
  namespace: 'hub-jobs',
  migrations: [
    {
      number: 1,
      name: 'failed-and-periodic',
      async up(database, types) {
        await database.schema
          .createTable('hub_failed_jobs')
          .addColumn('id', types.id)
          .addColumn('topic', types.text, (column) => column.notNull())
          .addColumn('key', types.text, (column) => column.notNull())
          .addColumn('payload', types.json, (column) => column.notNull())
          .addColumn('attempts', types.bigint, (column) => column.notNull())
          .addColumn('error', types.text, (column) => column.notNull())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .addColumn('failed_at', types.timestamp, (column) => column.notNull())
          .execute();
        await database.schema
          .createIndex('hub_failed_jobs_topic')
          .on('hub_failed_jobs')
          .columns(['topic', 'id'])
          .execute();
        await database.schema
          .createTable('hub_periodic_jobs')
          .addColumn('name', types.text, (column) => column.primaryKey())
          .addColumn('next_at', types.timestamp, (column) => column.notNull())
          .addColumn('holder', types.text)
          .addColumn('held_until', types.timestamp)
          .addColumn('last_started_at', types.timestamp)
          .addColumn('last_finished_at', types.timestamp)
          .addColumn('last_outcome', types.text)
          .addColumn('last_result', types.text)
          .execute();
      },
    },
  ],
};
