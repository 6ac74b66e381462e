import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { avatarPicture } from './avatar-picture.ts';
import { formatBytes, formatBytesChange } from './bytes.ts';
import { counted, formatCount } from './count.ts';
import { shortDigest } from './digest.ts';
import { formatDuration } from './duration.ts';
import { formatMode } from './file-mode.ts';
import { naturalCompare } from './natural-order.ts';
import { formatPlatform } from './platform.ts';
import { formatRelativeTime } from './time.ts';

describe('sizes', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1 kB'],
    [28_411_000, '28.4 MB'],
    [999_499, '999 kB'],
    [999_600, '1 MB'],
    [1_500_000_000_000, '1.5 TB'],
  ])('writes %d as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });

  it('never writes more than three digits, and never shrinks where bytes grow', () => {
    const sizes = fc.integer({ min: 0, max: 2 ** 50 });
    fc.assert(
      fc.property(sizes, (bytes) => {
        expect(formatBytes(bytes).replaceAll(/\D/g, '').length).toBeLessThanOrEqual(3);
      }),
    );
  });

  it('says what a change is', () => {
    expect(formatBytesChange(1_200_000)).toBe('+1.2 MB');
    expect(formatBytesChange(-92)).toBe('−92 B');
    expect(formatBytesChange(0)).toBe('no change');
  });
});

it.each([
  [0, '0'],
  [999, '999'],
  [1234, '1.2k'],
  [12_345, '12k'],
  [1_204_331, '1.2M'],
  [2_000_000_000, '2B'],
])('writes a count of %d as %s', (count, text) => {
  expect(formatCount(count)).toBe(text);
});

it('counts one and many', () => {
  expect(counted(1, 'tag')).toBe('1 tag');
  expect(counted(1200, 'repository', 'repositories')).toBe('1,200 repositories');
});

it.each([
  [-3, 'just now'],
  [-90, '1 minute ago'],
  [-3 * 3600, '3 hours ago'],
  [-86_400, 'yesterday'],
  [-400 * 86_400, 'last year'],
  [86_400 * 2, 'in 2 days'],
])('says what %d seconds from now is', (seconds, text) => {
  const now = new Date('2026-11-27T00:00:00Z');
  expect(formatRelativeTime(new Date(now.getTime() + seconds * 1000), now)).toBe(text);
});

it('shortens digests, names platforms and durations', () => {
  expect(shortDigest(`sha256:4f53cda18c2b${'0'.repeat(52)}`)).toBe('4f53cda18c2b');
  expect(formatPlatform({ os: 'linux', architecture: 'arm64', variant: 'v8' })).toBe(
    'linux/arm64/v8',
  );
  expect(formatPlatform({ os: '', architecture: '' })).toBe('unknown/unknown');
  expect(formatDuration(90e9)).toBe('1m30s');
  expect(formatDuration(5e8)).toBe('500ms');
});

it.each([
  [{ type: 'file', mode: 0o644 }, '-rw-r--r--'],
  [{ type: 'directory', mode: 0o1777 }, 'drwxrwxrwt'],
  [{ type: 'file', mode: 0o4755 }, '-rwsr-xr-x'],
  [{ type: 'file', mode: 0o2644 }, '-rw-r-Sr--'],
  [{ type: 'symlink', mode: 0o777 }, 'lrwxrwxrwx'],
])('writes modes as ls does', (file, text) => {
  expect(formatMode(file)).toBe(text);
});

it('orders versions as people count', () => {
  const names = ['1.10.0', '1.9.0', '1.2.0', 'latest'];
  expect(names.toSorted(naturalCompare)).toEqual(['1.2.0', '1.9.0', '1.10.0', 'latest']);
});

it('makes a picture of any name without letting the name out of its text', () => {
  fc.assert(
    fc.property(fc.string(), (name) => {
      const svg = decodeURIComponent(avatarPicture(name).replace('data:image/svg+xml,', ''));
      expect(svg).toMatch(/>[A-Z0-9?]{1,2}<\/text><\/svg>$/);
      expect(avatarPicture(name)).toBe(avatarPicture(name));
    }),
  );
});
