import { DatabaseSync } from 'node:sqlite';
import { type MadeRepository, madeNamespaces, madeRepositories } from './hub-rows.ts';
import { accountRows, repositoryRows, type TableRows, type Value } from './table-rows.ts';

const batch = 2000;

/** Writes all rows into a hub's database that no hub has open. */
export function seedSqlite(
  file: string,
  amount: { readonly repositories: number; readonly tags: number },
): void {
  const database = new DatabaseSync(file);
  // A bench's data: whoever cuts the power begins anew.
  database.exec('pragma synchronous = off; pragma cache_size = -400000; begin');
  const write = writer(database);
  write(accountRows(madeNamespaces()));
  let waiting: MadeRepository[] = [];
  const flush = () => {
    for (const rows of [...repositoryRows(waiting), wordRows(waiting)]) write(rows);
    waiting = [];
  };
  for (const repository of madeRepositories(amount)) {
    if (waiting.push(repository) === batch) flush();
  }
  flush();
  database.exec('commit; analyze');
  database.exec("insert into hub_search_words (hub_search_words) values ('optimize')");
  database.close();
}

function writer(database: DatabaseSync): (rows: TableRows) => void {
  return ({ table, columns, rows }) => {
    const names = columns.map(([name]) => name).join(', ');
    const marks = columns.map(([, type]) => (type === 'bigint' ? 'cast(? as integer)' : '?'));
    const statement = database.prepare(
      `insert into ${table} (${names}) values (${marks.join(', ')})`,
    );
    for (const row of rows) statement.run(...(row as Value[]));
  };
}

function wordRows(repositories: readonly MadeRepository[]): TableRows {
  const joined = (words: readonly string[]) => [...new Set(words)].join(' ');
  return {
    table: 'hub_search_words',
    columns: [
      ['rowid', 'bigint'],
      ['name', 'text'],
      ['title', 'text'],
      ['text', 'text'],
      ['labels', 'text'],
    ],
    rows: repositories.map(({ document }) => [
      ...[document.rankKey, joined(document.name), joined(document.title)],
      ...[joined(document.text), joined(document.labels)],
    ]),
  };
}
