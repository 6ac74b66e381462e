import { sql } from 'kysely';
import type { IndexQuery, SearchDocument, SearchIndex } from './search-index.ts';

/**
 * Two text vectors behind GIN indexes: a short one of names, descriptions and labels, which stays in
 * its row and is what most searches read, and one of all words for those that find too little there.
 * Labels begin with `~`, which no word does.
 */
export const postgresqlSearchIndex: SearchIndex = {
  async find(query, asked) {
    const { depth, labels, limit } = asked;
    const words = wordQuery(asked);
    const filter = labels.map(
      (group) => `(${group.map((each) => quoted(`~${each}`)).join(' | ') || quoted('~')})`,
    );
    const conditions = [sql`labels_count > 0`];
    if (depth === 'text') {
      if (words.length > 0) conditions.push(sql`words @@ ${words.join(' & ')}::tsquery`);
      if (filter.length > 0) conditions.push(sql`title @@ ${filter.join(' & ')}::tsquery`);
    } else if (words.length + filter.length > 0) {
      conditions.push(sql`title @@ ${[...words, ...filter].join(' & ')}::tsquery`);
    }
    const { rows } = await sql<{ repository_id: number }>`select repository_id
      from hub_search_words where ${sql.join(conditions, sql` and `)}
      order by rank_key desc limit ${limit}`.execute(query);
    return rows.map((row) => row.repository_id);
  },

  async put(transaction, document) {
    const { repositoryId, rankKey, labels } = document;
    const { short, all } = searchVectors(document);
    await sql`insert into hub_search_words (repository_id, rank_key, labels_count, title, words)
      values (${repositoryId}, ${rankKey}, ${labels.length}, ${short}::tsvector, ${all}::tsvector)
      on conflict (repository_id) do update set rank_key = excluded.rank_key,
        labels_count = excluded.labels_count, title = excluded.title, words = excluded.words`.execute(
      transaction,
    );
  },

  async remove(transaction, { repositoryId }) {
    await sql`delete from hub_search_words where repository_id = ${repositoryId}`.execute(
      transaction,
    );
  },
};

/** The two text vectors of a repository, as PostgreSQL reads them. */
export function searchVectors({ name, title, text, labels }: SearchDocument): {
  readonly short: string;
  readonly all: string;
} {
  return {
    short: vector([
      ...name.map((word) => ({ word, weight: 'A' })),
      ...title.map((word) => ({ word, weight: 'B' })),
      ...labels.map((each) => ({ word: `~${each}`, weight: 'C' })),
    ]),
    all: vector([...name, ...title, ...text].map((word) => ({ word, weight: 'D' }))),
  };
}

function wordQuery({ words, beginning, depth }: IndexQuery): string[] {
  const weight = depth === 'name' ? 'A' : '';
  const colon = weight === '' ? '' : ':';
  const wanted = words.map((word) => `${quoted(word)}${colon}${weight}`);
  if (beginning !== undefined) wanted.push(`${quoted(beginning)}:*${weight}`);
  return wanted;
}

/** A text vector as PostgreSQL reads it: each word once, with the weights that it has. */
function vector(entries: readonly { word: string; weight: string }[]): string {
  const weights = new Map<string, Set<string>>();
  for (const { word, weight } of entries) {
    const known = weights.get(word);
    if (known) known.add(weight);
    else weights.set(word, new Set([weight]));
  }
  const places = (of: Set<string>) => [...of].map((weight, index) => `${index + 1}${weight}`);
  return [...weights].map(([word, of]) => `${quoted(word)}:${places(of).join(',')}`).join(' ');
}

/** Words are letters and digits, labels those, `_` and `~`: nothing to escape but what is not there. */
function quoted(word: string): string {
  return `'${word.replaceAll(/['\\]/g, '')}'`;
}
