import fc from 'fast-check';
import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('waits double from the first to the longest, at least half of each', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1000 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (attempts, chance) => {
        const options = { first: 1000, longest: 60_000, random: () => chance };
        const full = Math.min(60_000, 1000 * 2 ** Math.min(attempts - 1, 40));
        const wait = backoff(attempts, options);
        expect(wait).toBeGreaterThanOrEqual(full / 2);
        expect(wait).toBeLessThanOrEqual(full);
      },
    ),
  );
});
