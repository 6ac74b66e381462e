import type { MigrationSet } from '@slipway/database';
import { sql } from 'kysely';

/** The words that repositories are found by: each engine's own full-text index. */
export const searchMigrations: MigrationSet = {
  namespace: 'hub-search',
  migrations: [
    {
      number: 1,
      name: 'words',
      async up(database, types) {
        if (types.engine === 'sqlite') {
          await sql`create virtual table hub_search_words using fts5 (name, title, text, labels,
            content = '', contentless_delete = 1, detail = column,
            tokenize = "ascii tokenchars '_'")`.execute(database);
          return;
        }
        await database.schema
          .createTable('hub_search_words')
          .addColumn('repository_id', types.bigint, (column) =>
            column.primaryKey().references('hub_repositories.id').onDelete('cascade'),
          )
          .addColumn('rank_key', types.bigint, (column) => column.notNull())
          .addColumn('labels_count', types.bigint, (column) => column.notNull())
          .addColumn('title', sql`tsvector`, (column) => column.notNull())
          .addColumn('words', sql`tsvector`, (column) => column.notNull())
          .execute();
        await sql`create index hub_search_words_title on hub_search_words using gin (title)`.execute(
          database,
        );
        await sql`create index hub_search_words_words on hub_search_words using gin (words)`.execute(
          database,
        );
        await database.schema
          .createIndex('hub_search_words_rank')
          .on('hub_search_words')
          .column('rank_key')
          .execute();
      },
    },
  ],
};
