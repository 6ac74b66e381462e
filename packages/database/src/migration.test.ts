import { expect, test } from 'vitest';
import { type ShelfTables, shelf, shelfMigrations } from '../test/shelf.ts';
import { endWriter, startWriter } from '../test/start-writer.ts';
import type { Migration, MigrationSet } from './index.ts';
import { describeOnEveryDatabase } from './testing/index.ts';

const addShelfMark: Migration = {
  number: 2,
  name: 'shelf mark',
  async up(database, types) {
    await database.schema.alterTable('book').addColumn('mark', types.text).execute();
    await database.updateTable('book').set({ mark: 'unsorted' }).execute();
  },
};

const upTo = (...added: Migration[]): readonly MigrationSet[] => [
  { ...shelfMigrations, migrations: [...shelfMigrations.migrations, ...added] },
];

interface MarkedTables {
  book: { title: string; copies: number; cover: null; mark: string | null };
  schema_migrations: { namespace: string; number: number; name: string };
}

describeOnEveryDatabase('migrations', ({ createUrl, open }) => {
  test('an older database is brought up with what it holds', async () => {
    const url = await createUrl();
    const old = await open<ShelfTables>({ ...shelf, url });
    await old.run(shelf.commands[0], { title: 'Emma' });
    await old.close();
    const upgraded = await open<MarkedTables>({
      url,
      commands: [],
      migrations: upTo(addShelfMark),
    });
    const book = await upgraded.query.selectFrom('book').selectAll().executeTakeFirstOrThrow();
    expect(book).toMatchObject({ title: 'Emma', mark: 'unsorted' });
    const ledger = await upgraded.query
      .selectFrom('schema_migrations')
      .select(['namespace', 'number', 'name'])
      .where('namespace', '=', 'shelf')
      .orderBy('number')
      .execute();
    expect(ledger.map((row) => ({ ...row }))).toEqual([
      { namespace: 'shelf', number: 1, name: 'book' },
      { namespace: 'shelf', number: 2, name: 'shelf mark' },
    ]);
  });

  test('a database of a newer program is refused with what to do', async () => {
    const url = await createUrl();
    await (await open({ url, commands: [], migrations: upTo(addShelfMark) })).close();
    await expect(open<ShelfTables>({ ...shelf, url })).rejects.toMatchObject({
      code: 'SCHEMA_NEWER',
      message: expect.stringMatching(/shelf migration 2 "shelf mark".*up to 1.*newer version/),
    });
    await expect(open({ url, commands: [], migrations: [] })).rejects.toMatchObject({
      code: 'SCHEMA_NEWER',
    });
  });

  test('a renamed migration is refused', async () => {
    const url = await createUrl();
    await (await open({ url, commands: [], migrations: upTo(addShelfMark) })).close();
    const renamed = upTo({ ...addShelfMark, name: 'mark' });
    await expect(open({ url, commands: [], migrations: renamed })).rejects.toMatchObject({
      code: 'BAD_MIGRATIONS',
      message: expect.stringContaining('"shelf mark"'),
    });
  });

  test.each([
    ['a gap', upTo({ ...addShelfMark, number: 3 })],
    ['a number twice', upTo({ ...addShelfMark, number: 1 })],
    ['a namespace twice', [shelfMigrations, shelfMigrations]],
  ])('%s in the code is refused before anything is touched', async (_, migrations) => {
    await expect(open({ commands: [], migrations })).rejects.toMatchObject({
      code: 'BAD_MIGRATIONS',
    });
  });

  test('a failing migration leaves nothing of itself, and those before it', async () => {
    const url = await createUrl();
    const failing: Migration = {
      ...addShelfMark,
      async up(database, types) {
        await addShelfMark.up(database, types);
        throw new Error('out of ink');
      },
    };
    await expect(open({ url, commands: [], migrations: upTo(failing) })).rejects.toThrow(
      'out of ink',
    );
    const database = await open<MarkedTables>({
      url,
      commands: [],
      migrations: upTo(addShelfMark),
    });
    expect(await database.query.selectFrom('book').select('mark').execute()).toEqual([]);
  });

  test('processes that start at once migrate once', async () => {
    const url = await createUrl();
    const writers = await Promise.all([startWriter(url), startWriter(url), startWriter(url)]);
    await Promise.all(writers.map((writer) => endWriter(writer)));
    const database = await open<ShelfTables & MarkedTables>({ ...shelf, url });
    const ledger = await database.query
      .selectFrom('schema_migrations')
      .select('namespace')
      .execute();
    expect(ledger.map(({ namespace }) => namespace).sort()).toEqual(['database', 'shelf']);
  });
});
