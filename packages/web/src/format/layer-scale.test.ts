import fc from 'fast-check';
import { expect, it } from 'vitest';
import { layerWidths } from './layer-scale.ts';

it('draws sizes to scale', () => {
  expect(layerWidths([300, 100])).toEqual([75, 25]);
  expect(layerWidths([])).toEqual([]);
  expect(layerWidths([0, 0])).toEqual([50, 50]);
});

it('lets the smallest be seen', () => {
  const [large = 0, small = 0] = layerWidths([1_000_000_000, 92]);
  expect(small).toBeCloseTo(0.8);
  expect(large).toBeCloseTo(99.2);
});

it('always fills the whole width, in the order of sizes', () => {
  const sizes = fc.array(fc.integer({ min: 0, max: 2 ** 40 }), { minLength: 1, maxLength: 130 });
  fc.assert(
    fc.property(sizes, (given) => {
      const widths = layerWidths(given);
      expect(widths.reduce((sum, width) => sum + width, 0)).toBeCloseTo(100, 5);
      for (const [one, size] of given.entries()) {
        for (const [other, than] of given.entries()) {
          if (size < than) expect(widths[one]).toBeLessThanOrEqual((widths[other] ?? 0) + 1e-9);
        }
      }
    }),
  );
});
