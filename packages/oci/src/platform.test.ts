import { describe, expect, it } from 'vitest';
import { formatPlatform, platformMatches, tryParsePlatform } from './index.ts';

const parse = (text: string) => {
  const platform = tryParsePlatform(text);
  if (!platform) throw new Error(`no platform: ${text}`);
  return platform;
};

describe('platform', () => {
  it.each([
    ['linux/amd64', 'linux/amd64'],
    ['linux/x86_64', 'linux/amd64'],
    ['linux/aarch64', 'linux/arm64'],
    ['linux/arm64/v8', 'linux/arm64'],
    ['linux/armhf', 'linux/arm/v7'],
    ['linux/arm/v6', 'linux/arm/v6'],
    ['Windows/AMD64', 'windows/amd64'],
  ])('%s is %s', (text, normal) => {
    expect(formatPlatform(parse(text))).toBe(normal);
  });

  it.each(['', 'linux', 'a/b/c/d', 'linux/', 'li nux/amd64'])('refuses %j', (text) => {
    expect(tryParsePlatform(text)).toBeUndefined();
  });

  it('matches by variant only where one is asked for, knowing the implied ones', () => {
    expect(platformMatches(parse('linux/arm'), parse('linux/arm/v6'))).toBe(true);
    expect(platformMatches(parse('linux/arm/v7'), parse('linux/arm'))).toBe(true);
    expect(platformMatches(parse('linux/arm/v7'), parse('linux/arm/v6'))).toBe(false);
    expect(platformMatches(parse('linux/amd64'), parse('linux/arm64'))).toBe(false);
  });
});
