import { Client } from 'pg';
import { searchVectors } from '../../packages/hub/src/search/postgresql-search-index.ts';
import { type MadeRepository, madeNamespaces, madeRepositories } from './hub-rows.ts';
import { accountRows, repositoryRows, type TableRows } from './table-rows.ts';

const batch = 2000;

/** Writes all rows into a hub's database. */
export async function seedPostgresql(
  url: string,
  amount: { readonly repositories: number; readonly tags: number },
): Promise<void> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('set synchronous_commit = off');
    await write(client, accountRows(madeNamespaces()));
    let waiting: MadeRepository[] = [];
    const flush = async () => {
      for (const rows of [...repositoryRows(waiting), wordRows(waiting)]) await write(client, rows);
      waiting = [];
    };
    for (const repository of madeRepositories(amount)) {
      if (waiting.push(repository) === batch) await flush();
    }
    await flush();
    await client.query('vacuum analyze');
  } finally {
    await client.end();
  }
}

/** One statement for many rows: each column is one array. */
async function write(client: Client, { table, columns, rows }: TableRows): Promise<void> {
  const names = columns.map(([name]) => name).join(', ');
  const sources = columns.map(([, type], index) => `$${index + 1}::${plain(type)}[]`);
  const values = columns.map(([name, type]) => `${name}::${type}`).join(', ');
  await client.query(
    `insert into ${table} (${names}) select ${values} from unnest(${sources.join(', ')}) as given (${names})`,
    columns.map((_, index) => rows.map((row) => row[index])),
  );
}

function plain(type: string): string {
  return type === 'tsvector' ? 'text' : type;
}

function wordRows(repositories: readonly MadeRepository[]): TableRows {
  return {
    table: 'hub_search_words',
    columns: [
      ['repository_id', 'bigint'],
      ['rank_key', 'bigint'],
      ['name', 'tsvector'],
      ['title', 'tsvector'],
      ['words', 'tsvector'],
      ['labels', 'tsvector'],
    ],
    rows: repositories.map(({ document }) => {
      const { name, title, words, labels } = searchVectors(document);
      return [document.repositoryId, document.rankKey, name, title, words, labels];
    }),
  };
}
