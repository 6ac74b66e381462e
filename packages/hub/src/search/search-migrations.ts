import type { MigrationSet } from '@slipway/database';
import { sql } from 'kysely';
import { rankPartitions } from './postgresql-search-index.ts';

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
        // No partition's primary key can be without what it is partitioned by.
        await sql`create table hub_search_words (
          repository_id bigint not null references hub_repositories (id) on delete cascade,
          rank_key bigint not null, name tsvector not null, title tsvector not null,
          words tsvector not null, labels tsvector not null,
          primary key (repository_id, rank_key)) partition by range (rank_key)`.execute(database);
        for (const { name, from, end } of rankPartitions) {
          const table = sql.table(name);
          await sql`create table ${table} partition of hub_search_words
            for values from (${sql.lit(from)}) to (${sql.lit(end)})`.execute(database);
          // What waits to be merged into the index is read through by every search.
          await sql`create index on ${table} using gin (name, title, words, labels)
            with (gin_pending_list_limit = 256)`.execute(database);
        }
      },
    },
  ],
};
