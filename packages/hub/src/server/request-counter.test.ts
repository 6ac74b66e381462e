import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RequestCounter } from './request-counter.ts';

test('lets through exactly as many as a window has, by key, and begins anew after it', () => {
  const limits = fc.integer({ min: 1, max: 20 });
  const asked = fc.array(fc.constantFrom('address 192.0.2.1', 'account 1', 'account 2'));
  fc.assert(
    fc.property(limits, asked, (limit, keys) => {
      let now = 1000;
      const counter = new RequestCounter({ limit, windowMs: 60_000, clock: () => now });
      const passed = (key: string) => counter.take(key).remaining >= 0;
      const counts = new Map<string, number>();
      for (const key of keys) {
        const before = counts.get(key) ?? 0;
        expect(passed(key)).toBe(before < limit);
        counts.set(key, before + 1);
      }
      now += 60_000;
      for (const key of counts.keys()) expect(passed(key)).toBe(true);
    }),
  );
});

test('says how many are left and when the window ends', () => {
  const counter = new RequestCounter({ limit: 2, windowMs: 60_000, clock: () => 5000 });
  expect(counter.take('x')).toEqual({ limit: 2, remaining: 1, resetAt: 65_000 });
  expect(counter.take('x')).toEqual({ limit: 2, remaining: 0, resetAt: 65_000 });
  expect(counter.take('x')).toEqual({ limit: 2, remaining: -1, resetAt: 65_000 });
  expect(counter.take('x').remaining).toBe(-1);
});
