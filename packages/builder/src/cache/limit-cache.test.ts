import { expect, it } from 'vitest';
import { parseLimit } from './limit-cache.ts';

it.each([
  ['1000', 1000],
  ['0', 0],
  ['5GB', 5 * 1024 ** 3],
  ['1.5g', 1.5 * 1024 ** 3],
  [' 500 MiB ', 500 * 1024 ** 2],
  ['2k', 2048],
])('reads the limit %j', (text, bytes) => {
  expect(parseLimit(text)).toBe(bytes);
});

it.each(['', 'much', '-1', '5 parsecs', 'g'])('takes %j for no limit', (text) => {
  expect(parseLimit(text)).toBeUndefined();
});
