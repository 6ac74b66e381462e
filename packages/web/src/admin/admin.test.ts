import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { quotaLimit, quotaText } from './quota-values.ts';
import { spanWords } from './span-words.ts';

describe('spans of time', () => {
  it('are said in the largest unit that fits', () => {
    expect([1, 30, 60, 300, 3600, 7200, 86_400, 90].map(spanWords)).toEqual([
      ...['second', '30 seconds', 'minute', '5 minutes', 'hour', '2 hours', 'day', '90 seconds'],
    ]);
  });
});

describe('limits', () => {
  it('are numbers, or none', () => {
    expect(quotaLimit('', 'bytes')).toBeNull();
    expect(quotaLimit(' 2.5 ', 'bytes')).toBe(2.5 * 1024 ** 3);
    expect(quotaLimit('12', 'count')).toBe(12);
    for (const text of ['many', '-1', '1e3', '1.5', '9'.repeat(30)]) {
      expect(quotaLimit(text, 'count'), text).toBeUndefined();
    }
  });

  it('are written as they were read', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 1_000_000 }), (count) => {
        expect(quotaLimit(quotaText(count, 'count'), 'count')).toBe(count);
      }),
    );
    expect(quotaText(null, 'bytes')).toBe('');
    expect(quotaText(10 * 1024 ** 3, 'bytes')).toBe('10');
  });
});
