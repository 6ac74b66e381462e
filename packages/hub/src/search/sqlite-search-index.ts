import { sql } from 'kysely';
import { type IndexQuery, rankStep, type SearchDepth, type SearchIndex } from './search-index.ts';

const columns: Record<SearchDepth, string> = {
  name: '{name}',
  title: '{name title}',
  text: '{name title text}',
};

/**
 * FTS5, without a copy of the texts. Its row ids are the rank keys: it reads them from the greatest
 * down and stops at the limit, so that the best known of 50,000 matches cost what those few cost.
 */
export const sqliteSearchIndex: SearchIndex = {
  async find(query, asked) {
    const match = matchOf(asked);
    // Nothing is asked for: everything, from the best known down.
    const { rows } = match
      ? await sql<{ rank_key: number }>`select rowid as rank_key from hub_search_words
          where hub_search_words match ${match} order by rowid desc limit ${asked.limit}`.execute(
          query,
        )
      : await sql<{ rank_key: number }>`select rank_key from hub_repository_figures
          where seen_by > 0 order by rank_key desc limit ${asked.limit}`.execute(query);
    return rows.map((row) => row.rank_key % rankStep);
  },

  async put(transaction, document, previousRankKey) {
    const { repositoryId, rankKey, name, title, text, labels } = document;
    await sqliteSearchIndex.remove(transaction, { repositoryId, rankKey: previousRankKey });
    await sql`insert into hub_search_words (rowid, name, title, text, labels) values (
      cast(${rankKey} as integer), ${kept(name)}, ${kept(title)}, ${kept(text)}, ${kept(labels)})`.execute(
      transaction,
    );
  },

  async remove(transaction, { rankKey }) {
    await sql`delete from hub_search_words where rowid = cast(${rankKey} as integer)`.execute(
      transaction,
    );
  },
};

function matchOf({ words, beginning, depth, labels }: IndexQuery): string | undefined {
  const wanted = words.map(quoted);
  if (beginning !== undefined) wanted.push(`${quoted(beginning)}*`);
  const parts = labels.map(
    (group) => `({labels} : (${group.map(quoted).join(' OR ') || quoted('-nothing-')}))`,
  );
  if (wanted.length > 0) parts.unshift(`(${columns[depth]} : (${wanted.join(' AND ')}))`);
  return parts.length === 0 ? undefined : parts.join(' AND ');
}

function quoted(word: string): string {
  return `"${plain(word)}"`;
}

function kept(words: readonly string[]): string {
  return [...new Set(words)].map(plain).join(' ');
}

/**
 * Letters and digits of ASCII and `_`, which the tokenizer takes as they are: others by their number,
 * five digits each, so that a beginning stays one. What is a letter is thus not SQLite's to say.
 */
function plain(word: string): string {
  return word.replaceAll(
    /[^a-z0-9_]/gu,
    (letter) => `_${(letter.codePointAt(0) ?? 0).toString(16).padStart(5, '0')}`,
  );
}
