import { formatPlatform, type Platform, tryParsePlatform } from '@slipway/oci';
import { describe, expect, it } from 'vitest';
import { choosePlatform } from './choose-platform.ts';

function platform(text: string): Platform {
  const parsed = tryParsePlatform(text);
  if (!parsed) throw new Error(text);
  return parsed;
}

describe('the platform chosen from an index', () => {
  it.each([
    ['linux/amd64', ['linux/arm64', 'linux/amd64'], 'linux/amd64'],
    ['linux/amd64', ['linux/amd64/v2', 'linux/amd64'], 'linux/amd64'],
    ['linux/amd64', ['linux/amd64/v2'], undefined],
    ['linux/amd64/v3', ['linux/amd64'], 'linux/amd64'],
    ['linux/arm/v7', ['linux/arm/v5', 'linux/arm/v6'], 'linux/arm/v6'],
    ['linux/arm/v6', ['linux/arm/v7', 'linux/arm/v5'], 'linux/arm/v5'],
    ['linux/arm', ['linux/arm/v6', 'linux/arm/v7'], 'linux/arm/v7'],
    ['linux/arm/v5', ['linux/arm/v7'], undefined],
    ['linux/arm64', ['linux/arm64/v8'], 'linux/arm64'],
    ['linux/arm64', ['linux/arm/v7'], undefined],
    ['linux/386', ['linux/amd64'], undefined],
    ['windows/amd64', ['linux/amd64'], undefined],
  ])('for %s of %j is %s', (wanted, offered, expected) => {
    const entries = offered.map((text) => ({ platform: platform(text) }));
    const chosen = choosePlatform(entries, platform(wanted));
    expect(chosen && formatPlatform(chosen.platform)).toBe(expected);
  });

  it('is never an entry without a platform', () => {
    expect(choosePlatform([{}], platform('linux/amd64'))).toBeUndefined();
  });

  it('is the first of several alike', () => {
    const entries = [1, 2].map((id) => ({ id, platform: platform('linux/amd64') }));
    expect(choosePlatform(entries, platform('linux/amd64'))?.id).toBe(1);
  });
});
