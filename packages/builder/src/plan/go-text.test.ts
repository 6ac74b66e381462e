import { expect, test } from 'vitest';
import { goDuration, goList, goQuote, goQuotedList } from './go-text.ts';

test.each([
  ['a b', '"a b"'],
  ['"\\', '"\\"\\\\"'],
  ['\n\t\u0000\u007f', '"\\n\\t\\x00\\x7f"'],
  ['é 한 😀', '"é 한 😀"'],
  ['\u00a0\u200b\u2028', '"\\u00a0\\u200b\\u2028"'],
])('quotes %j', (text, quoted) => {
  expect(goQuote(text)).toBe(quoted);
});

test('lists', () => {
  expect(goQuotedList([])).toBe('[]');
  expect(goQuotedList(['a', 'b c'])).toBe('["a" "b c"]');
  expect(goList(['a', 'b c'])).toBe('[a b c]');
});

test.each([
  [0, '0s'],
  [1, '1ns'],
  [1500, '1.5µs'],
  [2e6, '2ms'],
  [1.5e9, '1.5s'],
  [60e9, '1m0s'],
  [3600e9, '1h0m0s'],
  [90061e9, '25h1m1s'],
])('%d nanoseconds are %s', (nanoseconds, text) => {
  expect(goDuration(nanoseconds)).toBe(text);
});
