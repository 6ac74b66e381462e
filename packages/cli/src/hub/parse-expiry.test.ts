import { describe, expect, it } from 'vitest';
import { parseExpiry, parsePast } from './parse-expiry.ts';

const now = new Date('2026-01-02T03:04:05Z');

describe('when a token ends', () => {
  it.each([
    ['12h', '2026-01-02T15:04:05.000Z'],
    ['30d', '2026-02-01T03:04:05.000Z'],
    ['1w', '2026-01-09T03:04:05.000Z'],
    ['2027-01-31', '2027-01-31T00:00:00.000Z'],
    ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(parseExpiry(text, now)).toBe(time);
  });

  it.each(['', 'soon', '5', '0d', '2020-01-01', '2027-13-01', '-3d', '1.5d'])(
    '%j is refused',
    (text) => {
      expect(() => parseExpiry(text, now)).toThrow(/no time|in the past/);
    },
  );
});

describe('since when', () => {
  it.each([
    ['12h', '2026-01-01T15:04:05.000Z'],
    ['1w', '2025-12-26T03:04:05.000Z'],
    ['2020-01-31', '2020-01-31T00:00:00.000Z'],
    ['2027-01-31T12:00:00+02:00', '2027-01-31T10:00:00.000Z'],
  ])('%s is %s', (text, time) => {
    expect(parsePast(text, now)).toBe(time);
  });

  it.each(['', 'yesterday', '5', '2027-13-01', '-3d'])('%j is refused', (text) => {
    expect(() => parsePast(text, now)).toThrow(/no time/);
  });
});
