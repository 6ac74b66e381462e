import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  parseRepositoryName,
  parseTag,
  splitRepositoryName,
  tryParseRepositoryName,
  tryParseTag,
} from './index.ts';

describe('repository name', () => {
  it.each([
    ['kirtan/my-app', 'kirtan/my-app'],
    ['nginx', 'library/nginx'],
    ['a/b', 'a/b'],
    ['a__b/c.d', 'a__b/c.d'],
    ['a---b/c_d', 'a---b/c_d'],
  ])('%s names %s', (text, name) => {
    expect(tryParseRepositoryName(text)).toBe(name);
    const parts = splitRepositoryName(parseRepositoryName(text));
    expect(`${parts.namespace}/${parts.name}`).toBe(name);
  });

  it.each([
    ['a/b/c', /exactly namespace\/name/],
    ['docker.io/node', /holds no dot/],
    ['Kirtan/app', /lower-case/],
    ['a/', /separated/],
    ['/a', /separated/],
    ['', /separated/],
    ['a/b..c', /separated/],
    ['a/../b', /exactly/],
    ['a/..', /separated/],
    ['-a/b', /separated/],
    ['a-/b', /separated/],
    ['a%2fb', /separated/],
    ['a___b/c', /separated/],
    [`a/${'b'.repeat(255)}`, /longer than 255/],
  ])('refuses %j and says why', (text, why) => {
    expect(tryParseRepositoryName(text)).toBeUndefined();
    expect(() => parseRepositoryName(text)).toThrow(why);
  });

  it('answers hostile input in linear time, with nothing that could leave a folder', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a-_./'), maxLength: 400 }), (text) => {
        const name = tryParseRepositoryName(text);
        if (name === undefined) return;
        expect(name).not.toMatch(/\.\.|^\/|\/$|\/\//);
        expect(name.split('/')).toHaveLength(2);
      }),
    );
  });
});

describe('tag', () => {
  it.each(['latest', 'v1.0', '_x', 'A-b_c.d', 'x'.repeat(128)])('takes %s', (text) => {
    expect(tryParseTag(text)).toBe(text);
  });

  it.each(['', '.a', '-a', 'a/b', 'a b', 'a:b', 'x'.repeat(129), 'é', 'a\n'])(
    'refuses %j',
    (text) => {
      expect(tryParseTag(text)).toBeUndefined();
      expect(() => parseTag(text)).toThrow(/invalid tag/);
    },
  );
});
