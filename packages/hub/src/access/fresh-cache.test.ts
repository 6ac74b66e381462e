import { expect, it } from 'vitest';
import { FreshCache, freshnessMilliseconds } from './fresh-cache.ts';

function cacheOf(values: readonly (string | undefined)[]) {
  const time = { now: 1_000_000 };
  const left = [...values];
  const cache = new FreshCache<string, string | undefined>({
    load: async () => left.shift(),
    isHeld: (value) => value !== undefined,
    clock: () => time.now,
    capacity: 10,
  });
  const read = async () => (await cache.get('key')).value;
  return { read, time, left };
}

it('holds a value for as long as it is fresh', async () => {
  const { read, time } = cacheOf(['old', 'new']);
  expect(await read()).toBe('old');
  time.now += freshnessMilliseconds - 1;
  expect(await read()).toBe('old');
  time.now += 1;
  expect(await read()).toBe('new');
});

it('reads anew what it must not hold', async () => {
  const { read } = cacheOf([undefined, 'created', 'changed']);
  expect(await read()).toBeUndefined();
  expect(await read()).toBe('created');
  expect(await read()).toBe('created');
});

it('shares a query among callers, but not one whose value it must not hold', async () => {
  const held = cacheOf(['one', 'two']);
  expect(await Promise.all([held.read(), held.read()])).toEqual(['one', 'one']);
  const absent = cacheOf([undefined, 'created']);
  expect(await Promise.all([absent.read(), absent.read()])).toEqual([undefined, 'created']);
});
