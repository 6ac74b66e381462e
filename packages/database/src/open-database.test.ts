import { sql } from 'kysely';
import { expect, test } from 'vitest';
import { addBook, addCopy, addThenFail, type ShelfTables, shelf } from '../test/shelf.ts';
import { type Command, openDatabase } from './index.ts';
import { describeOnEveryDatabase } from './testing/index.ts';

describeOnEveryDatabase('openDatabase', ({ engine, open }) => {
  const openShelf = () => open<ShelfTables>(shelf);

  test('a query sees what a command has written, with numbers and bytes as such', async () => {
    const database = await openShelf();
    const cover = Uint8Array.of(0, 255, 10);
    await database.run(addBook, { title: 'Emma', copies: 2 ** 40, cover });
    const book = await database.query.selectFrom('book').selectAll().executeTakeFirstOrThrow();
    expect(book.copies).toBe(2 ** 40);
    expect(Uint8Array.from(book.cover ?? [])).toEqual(cover);
    const totals = await database.query
      .selectFrom('book')
      .select((e) => [e.fn.countAll().as('count'), e.fn.sum('copies').as('sum')])
      .executeTakeFirstOrThrow();
    expect({ ...totals }).toEqual({ count: 1, sum: 2 ** 40 });
    await database.check();
  });

  test('concurrent commands behave as if one ran after the other', async () => {
    const database = await openShelf();
    await database.run(addBook, { title: 'Emma', copies: 0 });
    const answers = await Promise.all(
      Array.from({ length: 40 }, () => database.run(addCopy, { title: 'Emma' })),
    );
    expect(answers.sort((a, b) => a - b)).toEqual(Array.from({ length: 40 }, (_, i) => i + 1));
  });

  test('a throw rolls back its own command and reaches the asker as it is', async () => {
    const database = await openShelf();
    const outcomes = await Promise.allSettled([
      database.run(addBook, { title: 'Emma' }),
      database.run(addThenFail, { title: 'Lost' }),
      database.run(addBook, { title: 'Persuasion' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(outcomes[1]).toMatchObject({
      reason: { name: 'RangeError', code: 'NO_ROOM', status: 409, detail: { title: 'Lost' } },
    });
    const titles = await database.query
      .selectFrom('book')
      .select('title')
      .orderBy('title')
      .execute();
    expect(titles.map(({ title }) => title)).toEqual(['Emma', 'Persuasion']);
  });

  test('a failed statement spoils no command beside it', async () => {
    const database = await openShelf();
    await database.run(addBook, { title: 'Emma' });
    const outcomes = await Promise.allSettled([
      database.run(addBook, { title: 'Persuasion' }),
      database.run(addBook, { title: 'Emma' }),
      database.run(addBook, { title: 'Sanditon' }),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('a query that its command did not await cannot slip into another command', async () => {
    let stray: Promise<unknown> | undefined;
    const release = Promise.withResolvers<void>();
    const leak: Command<ShelfTables, null, void> = {
      name: 'shelf.leak',
      async execute(transaction) {
        stray = release.promise.then(() => addBook.execute(transaction, { title: 'Stray' }));
        stray.catch(() => {});
      },
    };
    const database = await open<ShelfTables>({ ...shelf, commands: [...shelf.commands, leak] });
    await database.run(leak, null);
    release.resolve();
    await expect(stray).rejects.toThrow();
    expect(await database.query.selectFrom('book').selectAll().execute()).toEqual([]);
  });

  test('`query` cannot write', async () => {
    const { query } = await openShelf();
    const write = query.insertInto('book').values({ title: 'Emma', copies: 1, cover: null });
    await expect(write.execute()).rejects.toThrow(/read-?only/);
  });

  test('an unregistered command is named', async () => {
    const database = await open<ShelfTables>({ ...shelf, commands: [] });
    await expect(database.run(addBook, { title: 'Emma' })).rejects.toMatchObject({
      code: 'UNKNOWN_COMMAND',
      message: expect.stringContaining('"shelf.add-book"'),
    });
  });

  test('two commands of one name are refused', async () => {
    await expect(open<ShelfTables>({ ...shelf, commands: [addBook, addBook] })).rejects.toThrow(
      'two commands are named "shelf.add-book"',
    );
  });

  test('closing lets what was asked finish, and refuses what comes after', async () => {
    const database = await openShelf();
    const asked = Array.from({ length: 10 }, (_, n) =>
      database.run(addBook, { title: `Volume ${n}` }),
    );
    await database.close();
    expect(await Promise.all(asked)).toHaveLength(10);
    await expect(database.run(addBook, { title: 'Late' })).rejects.toMatchObject({
      code: 'CLOSED',
    });
    await database.close();
  });

  test('text is ordered by its bytes', async () => {
    const database = await openShelf();
    const titles = [
      'a',
      'B',
      'é',
      'e',
      'a-b',
      'a.b',
      'a/b',
      'a_b',
      'ab',
      'A',
      '\u{1F4D6}',
      '\uFF21',
    ];
    for (const title of titles) await database.run(addBook, { title });
    const rows = await database.query.selectFrom('book').select('title').orderBy('title').execute();
    expect(rows.map(({ title }) => title)).toEqual(
      [...titles].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))),
    );
    const after = await database.query
      .selectFrom('book')
      .select('title')
      .where('title', '>', 'B')
      .where('title', '<', 'a.')
      .orderBy('title')
      .execute();
    expect(after.map(({ title }) => title)).toEqual(['a', 'a-b']);
  });

  test('a prepared query takes its parameters by name, each time anew', async () => {
    const database = await openShelf();
    for (const copies of [1, 2, 3]) await database.run(addBook, { title: `T${copies}`, copies });
    const between = database.prepare<{ low: number; high: number }, { title: string }>(
      (query, parameter) =>
        query
          .selectFrom('book')
          .select('title')
          .where('copies', '<=', parameter('high'))
          .where('copies', '>=', parameter('low'))
          .where(sql<boolean>`${parameter('low')} <= ${parameter('high')}`)
          .where('title', 'like', 'T%')
          .orderBy('copies'),
    );
    const titles = async (low: number, high: number) =>
      (await between.all({ low, high })).map(({ title }) => title);
    expect(await titles(2, 3)).toEqual(['T2', 'T3']);
    expect(await titles(1, 1)).toEqual(['T1']);
    expect((await between.first({ low: 2, high: 9 }))?.title).toBe('T2');
    expect(await between.first({ low: 8, high: 9 })).toBeUndefined();
    await database.run(addBook, { title: 'T8', copies: 8 });
    expect((await between.first({ low: 8, high: 9 }))?.title).toBe('T8');
    await expect(between.all({ low: 1 } as never)).rejects.toThrow('parameter "high" is missing');
  });

  test('the engine is told', async () => {
    expect((await openShelf()).engine).toBe(engine);
  });
});

test.each(['mysql://host/db', 'sqlite:', 'sqlite::memory:', 'file.db'])(
  'the URL %j is refused with what to write',
  async (url) => {
    await expect(openDatabase<ShelfTables>({ url, ...shelf })).rejects.toMatchObject({
      code: 'BAD_URL',
    });
  },
);

test('an unreachable server is said without the password', async () => {
  const opening = openDatabase<ShelfTables>({
    url: 'postgresql://me:s3cret@127.0.0.1:1/x',
    ...shelf,
  });
  await expect(opening).rejects.toMatchObject({ code: 'CANNOT_OPEN' });
  await expect(opening).rejects.not.toThrow(/s3cret/);
});
