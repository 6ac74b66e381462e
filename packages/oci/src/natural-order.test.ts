import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { naturalSortKey } from './natural-order.ts';

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b));
const sorted = (tags: readonly string[]) =>
  [...tags].sort((a, b) => byBytes(naturalSortKey(a), naturalSortKey(b)));

const tagCharacter = fc.constantFrom(...'0019abrcvALT._-');
const anyTag = fc
  .array(tagCharacter, { minLength: 1, maxLength: 20 })
  .map((characters) => characters.join(''))
  .filter((text) => /^[A-Za-z0-9_]/.test(text));
const number = fc.bigInt({ min: 0n, max: 10n ** 40n });
const version = fc.array(number, { minLength: 1, maxLength: 5 });

function compareVersions(a: readonly bigint[], b: readonly bigint[]): number {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left = 0n, right = 0n] = [a[index], b[index]];
    if (left !== right) return left < right ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

/** SemVer 2.0.0, section 11, for identifiers of a pre-release. */
function compareIdentifiers(a: readonly (string | bigint)[], b: readonly (string | bigint)[]) {
  for (let index = 0; index < Math.min(a.length, b.length); index++) {
    const [left = '', right = ''] = [a[index], b[index]];
    if (left === right) continue;
    if (typeof left !== typeof right) return typeof left === 'bigint' ? -1 : 1;
    return left < right ? -1 : 1;
  }
  return Math.sign(a.length - b.length);
}

describe('the natural order of tags', () => {
  test('is what people expect', () => {
    const expected = [
      '0.9',
      '1.9',
      'v1.9',
      '1.10.0-alpha',
      '1.10.0-alpha.1',
      '1.10.0-alpha.beta',
      '1.10.0-beta.2',
      '1.10.0-beta.11',
      '1.10.0-rc.1',
      '1.10.0',
      '1.10.0-alpine',
      '1.10.0-alpine3.9',
      '1.10.0-alpine3.10',
      '1.10.1',
      '1.10.1a',
      '2',
      '2.0.0rc1',
      '2.0.0',
      '20240101',
      'alpine',
      'alpine-3.9',
      'alpine-3.10',
      'main',
      'latest',
    ];
    expect(sorted([...expected].reverse())).toEqual(expected);
  });

  test('numbers count by value, however long they are', () => {
    fc.assert(
      fc.property(version, version, (a, b) => {
        const [left, right] = [a.join('.').slice(0, 128), b.join('.').slice(0, 128)];
        const order = Math.sign(byBytes(naturalSortKey(left), naturalSortKey(right)));
        const read = (text: string) => text.split('.').filter(Boolean).map(BigInt);
        if (left.endsWith('.') || right.endsWith('.')) return;
        expect(order).toBe(compareVersions(read(left), read(right)));
      }),
    );
  });

  test('pre-releases come before their release, in the order of SemVer', () => {
    const identifier = fc.oneof(
      fc.bigInt({ min: 0n, max: 99n }),
      fc.stringMatching(/^[a-z]{1,5}$/),
    );
    const identifiers = fc
      .tuple(fc.constantFrom('alpha', 'beta', 'dev', 'rc'), fc.array(identifier, { maxLength: 3 }))
      .map(([word, rest]) => [word, ...rest]);
    const core = fc.array(fc.bigInt({ min: 0n, max: 30n }), { minLength: 3, maxLength: 3 });
    fc.assert(
      fc.property(core, identifiers, identifiers, (numbers, a, b) => {
        const release = numbers.join('.');
        const key = (parts: readonly (string | bigint)[]) =>
          naturalSortKey(`${release}-${parts.join('.')}`);
        expect(byBytes(key(a), naturalSortKey(release))).toBe(-1);
        expect(Math.sign(byBytes(key(a), key(b)))).toBe(compareIdentifiers(a, b));
        expect(byBytes(naturalSortKey(release), naturalSortKey(`${release}-slim`))).toBe(-1);
        expect(byBytes(naturalSortKey(`${release}-slim`), naturalSortKey(`${release}.1`))).toBe(-1);
      }),
    );
  });

  test('two tags never have the same key, and every database can keep it', () => {
    fc.assert(
      fc.property(anyTag, anyTag, (a, b) => {
        expect(naturalSortKey(a) === naturalSortKey(b)).toBe(a === b);
        expect(naturalSortKey(a)).not.toContain('\0');
        expect(byBytes(naturalSortKey(a), naturalSortKey('latest'))).toBe(a === 'latest' ? 0 : -1);
      }),
    );
  });

  test('a number of 128 digits, the longest that a tag has, is one of them', () => {
    expect(sorted(['9'.repeat(128), '1'.repeat(127), '9'.repeat(127)])).toEqual([
      '1'.repeat(127),
      '9'.repeat(127),
      '9'.repeat(128),
    ]);
  });
});
