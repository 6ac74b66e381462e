import { expect, test } from 'vitest';
import { type ShelfTables, shelf } from '../test/shelf.ts';
import {
  appendToOutbox,
  type Command,
  claimOutbox,
  completeOutbox,
  pruneOutbox,
  retryOutbox,
} from './index.ts';
import { describeOnEveryDatabase } from './testing/index.ts';

const announce: Command<ShelfTables, { readonly key: string; readonly fail?: boolean }, void> = {
  name: 'shelf.announce',
  async execute(transaction, { key, fail = false }) {
    await appendToOutbox(transaction, { topic: 'news', key, payload: { key } });
    if (fail) throw new Error('changed my mind');
  },
};

describeOnEveryDatabase('outbox', ({ open }) => {
  const openWith = async (...keys: string[]) => {
    const database = await open<ShelfTables>({ ...shelf, commands: [announce] });
    for (const key of keys) await database.run(announce, { key });
    const claim = (now: number, limit = 10) =>
      database.run(claimOutbox, { topic: 'news', limit, leaseMs: 1000, now });
    return { database, claim };
  };
  const soon = () => Date.now() + 1000;

  test('an item exists if and only if its command was committed', async () => {
    const { database, claim } = await openWith('kept');
    await expect(database.run(announce, { key: 'lost', fail: true })).rejects.toThrow();
    expect(await claim(soon())).toMatchObject([
      { topic: 'news', key: 'kept', payload: { key: 'kept' }, attempts: 1 },
    ]);
  });

  test('a claimed item is nobody else’s until its lease ends', async () => {
    const { database, claim } = await openWith('one');
    const now = soon();
    const [item] = await claim(now);
    expect(await claim(now + 999)).toEqual([]);
    expect(await claim(now + 1000)).toMatchObject([{ id: item?.id, attempts: 2 }]);
    await database.run(completeOutbox, { ids: [item?.id ?? 0] });
    expect(await claim(now + 9000)).toEqual([]);
  });

  test('an item given back comes again at its time, and not by an outdated claim', async () => {
    const { database, claim } = await openWith('one');
    const now = soon();
    const [item] = await claim(now);
    const retry = { id: item?.id ?? 0, attempts: 1, at: now + 500, error: 'unreachable' };
    await database.run(retryOutbox, retry);
    expect(await claim(now + 499)).toEqual([]);
    expect(await claim(now + 500)).toMatchObject([{ attempts: 2 }]);
    await database.run(retryOutbox, { ...retry, at: 0 });
    expect(await claim(now + 600)).toEqual([]);
    const row = await database.query.selectFrom('outbox').select('last_error').executeTakeFirst();
    expect(row?.last_error).toBe('unreachable');
  });

  test('many who claim at once share the items, none twice', async () => {
    const keys = Array.from({ length: 30 }, (_, n) => `k${n}`);
    const { claim } = await openWith(...keys);
    const now = soon();
    const claims = await Promise.all(Array.from({ length: 8 }, () => claim(now, 5)));
    const claimed = [...claims.flat(), ...(await claim(now, 30))].map(({ key }) => key);
    expect(claimed.sort()).toEqual(keys.sort());
  });

  test('unclaimed items can be pruned, oldest first and bounded', async () => {
    const { database, claim } = await openWith('a', 'b', 'c');
    expect(await database.run(pruneOutbox, { createdBefore: soon(), limit: 2 })).toBe(2);
    expect(await database.run(pruneOutbox, { createdBefore: 0, limit: 2 })).toBe(0);
    expect(await claim(soon())).toMatchObject([{ key: 'c' }]);
  });
});
