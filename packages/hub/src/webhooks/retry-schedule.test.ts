import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextTry, retriedFor, retryAfterTime } from './retry-schedule.ts';

test('a receiver that is away for a day is tried to its end, ever more rarely', () => {
  fc.assert(
    fc.property(fc.double({ min: 0, max: 1, noNaN: true }), (chance) => {
      let now = 5;
      let attempts = 1;
      for (;;) {
        const next = nextTry({ createdAt: 0, attempts }, { now, random: () => chance });
        if (next === undefined) break;
        expect(next).toBeGreaterThan(now);
        expect(next).toBeLessThanOrEqual(retriedFor);
        now = next;
        attempts += 1;
      }
      expect(now).toBe(retriedFor);
      expect(attempts).toBeGreaterThan(15);
      expect(attempts).toBeLessThan(50);
    }),
  );
});

test('what the receiver asks for is waited for, but not beyond the day', () => {
  const failed = { createdAt: 0, attempts: 1 };
  expect(nextTry(failed, { now: 0, retryAt: 3_600_000 })).toBe(3_600_000);
  expect(nextTry(failed, { now: 0, retryAt: retriedFor * 9 })).toBe(retriedFor);
  expect(nextTry(failed, { now: 0, retryAt: 1 })).toBeGreaterThan(1000);
  expect(nextTry(failed, { now: retriedFor })).toBeUndefined();
});

test.each([
  ['120', 121_000],
  ['0', 1000],
  ['Fri, 31 Dec 1999 23:59:59 GMT', Date.UTC(1999, 11, 31, 23, 59, 59)],
  ['Friday, 31-Dec-99 23:59:59 GMT', Date.UTC(1999, 11, 31, 23, 59, 59)],
  ['-5', undefined],
  ['soon', undefined],
  ['1e9', undefined],
  ['99999999999', undefined],
  ['', undefined],
  [null, undefined],
])('Retry-After: %s', (value, time) => {
  expect(retryAfterTime(value, 1000)).toBe(time);
});
