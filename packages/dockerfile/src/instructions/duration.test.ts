import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDuration } from './duration.ts';

describe('parseDuration', () => {
  it.each([
    ['0', 0],
    ['-0', 0],
    ['5s', 5e9],
    ['1h1m1s1ms1us1ns', 3_661_001_001_001],
    ['1.5s', 1.5e9],
    ['.5m', 30e9],
    ['1.s', 1e9],
    ['-2ms', -2e6],
    ['+2µs', 2000],
    ['2μs', 2000],
    ['0.1s', 1e8],
    ['0.3ns', 0],
    ['2562047h', 2_562_047 * 3600e9],
  ])('%s is %i ns', (text, nanoseconds) => {
    expect(parseDuration(text)).toBe(nanoseconds);
  });

  it.each(['', '5', 's', '1.2.3s', '1 s', '1d', 'soon', '--1s', '2562048h', '.s'])(
    '%j is none',
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );

  it('reads any sum of whole units exactly', () => {
    fc.assert(
      fc.property(fc.nat(1000), fc.nat(59), fc.nat(59), fc.nat(999), (h, m, s, ms) => {
        expect(parseDuration(`${h}h${m}m${s}s${ms}ms`)).toBe(
          ((h * 60 + m) * 60 + s) * 1e9 + ms * 1e6,
        );
      }),
    );
  });
});
