import { type Kysely, sql } from 'kysely';
import type { HubTables } from '../tables.ts';
import {
  type IndexQuery,
  rankStep,
  type SearchDepth,
  type SearchDocument,
  type SearchIndex,
} from './search-index.ts';

/**
 * Where one partition of `hub_search_words` ends and the next better known one begins, in steps of
 * `rankOf`. They are as the migration made them: other ones need another migration.
 */
const rankEdges = [0, 1, 2, 3, 4, 6, 8, 12, 16, 24, 32, 128] as const;

/** The partitions with the rank keys that they hold, from the best known down. */
export const rankPartitions = rankEdges
  .slice(1)
  .map((end, index) => {
    const from = rankEdges[index] ?? 0;
    return { name: `hub_search_words_${from}`, from: from * rankStep, end: end * rankStep };
  })
  .reverse();

const columns: Record<SearchDepth, string> = { name: 'name', title: 'title', text: 'words' };

/**
 * Text vectors behind one GIN index for each partition. GIN knows no order, so that all that it finds
 * is read before the best known are. So the partitions are asked from the best known down: the parts
 * of UNION ALL run one after the other (parallel plans are off), and no further than the limit asks.
 * Only of repositories that are all as little known everything is read. Labels begin with `~`, which
 * no word does.
 */
export const postgresqlSearchIndex: SearchIndex = {
  find(query, asked) {
    return query.transaction().execute(async (transaction) => {
      await preferIndexes(transaction);
      const condition = conditionOf(asked);
      const parts = rankPartitions.map(
        ({ name }) => sql`(select repository_id from ${sql.table(name)} where ${condition}
          order by rank_key desc limit ${sql.lit(asked.limit)})`,
      );
      const { rows } = await sql<{ repository_id: number }>`
        ${sql.join(parts, sql` union all `)} limit ${sql.lit(asked.limit)}`.execute(transaction);
      return rows.map((row) => row.repository_id);
    });
  },

  async put(transaction, document) {
    const { repositoryId, rankKey } = document;
    const { name, title, words, labels } = searchVectors(document);
    await remove(transaction, repositoryId);
    await sql`insert into hub_search_words (repository_id, rank_key, name, title, words, labels)
      values (${repositoryId}, ${rankKey}, ${name}::tsvector, ${title}::tsvector, ${words}::tsvector,
        ${labels}::tsvector)`.execute(transaction);
  },

  async remove(transaction, { repositoryId }) {
    await remove(transaction, repositoryId);
  },
};

/** The text vectors of a repository, as PostgreSQL reads them: each holds the ones before it. */
export function searchVectors({ name, title, text, labels }: SearchDocument): {
  readonly [Column in 'name' | 'title' | 'words' | 'labels']: string;
} {
  return {
    name: vector(name),
    title: vector([...name, ...title]),
    words: vector([...name, ...title, ...text]),
    labels: vector(labels.map((each) => `~${each}`)),
  };
}

/**
 * Reading a whole partition looks cheap to the planner, which knows nothing of what unpacking long
 * vectors costs: it is told not to. For this transaction alone.
 */
async function preferIndexes(transaction: Kysely<HubTables>): Promise<void> {
  await sql`select set_config('enable_seqscan', 'off', true), set_config('jit', 'off', true),
    set_config('max_parallel_workers_per_gather', '0', true)`.execute(transaction);
}

/** By its id alone, which no key keeps from standing in two partitions. */
async function remove(transaction: Kysely<HubTables>, repositoryId: number): Promise<void> {
  await sql`delete from hub_search_words where repository_id = ${repositoryId}`.execute(
    transaction,
  );
}

function conditionOf({ words, beginning, depth, labels }: IndexQuery) {
  const wanted = words.map(quoted);
  if (beginning !== undefined) wanted.push(`${quoted(beginning)}:*`);
  const groups = labels.map(
    (group) => `(${group.map((each) => quoted(`~${each}`)).join(' | ') || quoted('~')})`,
  );
  const conditions = [sql`true`];
  if (wanted.length > 0) {
    conditions.push(sql`${sql.ref(columns[depth])} @@ ${wanted.join(' & ')}::tsquery`);
  }
  if (groups.length > 0) conditions.push(sql`labels @@ ${groups.join(' & ')}::tsquery`);
  return sql.join(conditions, sql` and `);
}

function vector(words: readonly string[]): string {
  return [...new Set(words)].map(quoted).join(' ');
}

/** Words are letters and digits, labels those, `_` and `~`: nothing to escape but what is not there. */
function quoted(word: string): string {
  return `'${word.replaceAll(/['\\]/g, '')}'`;
}
