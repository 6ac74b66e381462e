import type { MigrationSet } from '@slipway/database';

/** Pulls by tag and by digest. */
export const usageMigrations: MigrationSet = {
  namespace: 'hub-usage',
  migrations: [
    {
      number: 1,
      name: 'tag-and-digest-pulls',
      async up(database, types) {
        for (const [table, what] of [
          ['hub_tag_pulls', 'tag'],
          ['hub_digest_pulls', 'digest'],
        ] as const) {
          await database.schema
            .createTable(table)
            .addColumn('repository_id', types.bigint, (column) =>
              column.notNull().references('hub_repositories.id').onDelete('cascade'),
            )
            .addColumn(what, types.text, (column) => column.notNull())
            .addColumn('pulls', types.bigint, (column) => column.notNull())
            .addColumn('last_pulled_at', types.timestamp, (column) => column.notNull())
            .addPrimaryKeyConstraint(`${table}_key`, ['repository_id', what] as never)
            .execute();
        }
      },
    },
  ],
};
