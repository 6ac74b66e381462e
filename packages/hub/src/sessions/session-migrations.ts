import type { MigrationSet } from '@slipway/database';

/** Browsers' sessions. */
export const sessionMigrations: MigrationSet = {
  namespace: 'hub-sessions',
  migrations: [
    {
      number: 1,
      name: 'sessions',
      async up(database, types) {
        await database.schema
          .createTable('hub_sessions')
          .addColumn('id', types.text, (column) => column.primaryKey())
          .addColumn('account_id', types.bigint, (column) =>
            column.notNull().references('hub_accounts.id').onDelete('cascade'),
          )
          .addColumn('secret_digest', types.text, (column) => column.notNull().unique())
          .addColumn('previous_digest', types.text)
          .addColumn('csrf_token', types.text, (column) => column.notNull())
          .addColumn('generation', types.bigint, (column) => column.notNull())
          .addColumn('created_at', types.timestamp, (column) => column.notNull())
          .addColumn('rotated_at', types.timestamp, (column) => column.notNull())
          .addColumn('last_seen_at', types.timestamp, (column) => column.notNull())
          .addColumn('expires_at', types.timestamp, (column) => column.notNull())
          .addColumn('address', types.text, (column) => column.notNull())
          .addColumn('user_agent', types.text, (column) => column.notNull())
          .addColumn('method', types.text, (column) => column.notNull())
          .execute();
        for (const [name, column] of [
          ['previous', 'previous_digest'],
          ['account', 'account_id'],
          ['expiry', 'expires_at'],
        ] as const) {
          await database.schema
            .createIndex(`hub_sessions_${name}`)
            .on('hub_sessions')
            .column(column)
            .execute();
        }
      },
    },
    {
      number: 2,
      name: 'confirmation',
      async up(database, types) {
        await database.schema
          .alterTable('hub_sessions')
          .addColumn('confirmed_at', types.timestamp, (column) => column.notNull().defaultTo(0))
          .execute();
      },
    },
  ],
};
