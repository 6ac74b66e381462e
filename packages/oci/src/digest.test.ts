import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  digestAlgorithm,
  digestHex,
  makeDigest,
  OciError,
  parseDigest,
  tryParseDigest,
} from './index.ts';

const hexDigit = fc.constantFrom(...'0123456789abcdef');
const hex = (length: number) => fc.string({ unit: hexDigit, minLength: length, maxLength: length });

describe('digest', () => {
  it('takes every sha256 and sha512 and gives its parts back', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('sha256' as const, 'sha512' as const),
        fc.gen(),
        (algorithm, g) => {
          const digits = g(hex, algorithm === 'sha256' ? 64 : 128);
          const digest = parseDigest(`${algorithm}:${digits}`);
          expect(digestAlgorithm(digest)).toBe(algorithm);
          expect(digestHex(digest)).toBe(digits);
          expect(makeDigest(algorithm, digits)).toBe(digest);
        },
      ),
    );
  });

  it.each([
    '',
    'sha256:',
    `sha256:${'A'.repeat(64)}`,
    `sha256:${'a'.repeat(63)}`,
    `sha256:${'a'.repeat(65)}`,
    `sha512:${'a'.repeat(64)}`,
    `md5:${'a'.repeat(32)}`,
    `sha256:${'a'.repeat(64)}\n`,
    `sha256:../../${'a'.repeat(58)}`,
    `SHA256:${'a'.repeat(64)}`,
  ])('refuses %j', (text) => {
    expect(tryParseDigest(text)).toBeUndefined();
    expect(() => parseDigest(text)).toThrow(OciError);
  });

  it('refuses whatever is not exactly of the form', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(tryParseDigest(text)).toBeUndefined();
      }),
    );
  });

  it('quotes a bounded part of what it refuses', () => {
    expect(() => parseDigest('x'.repeat(10_000))).toThrow(
      /^invalid digest "x{150}…": expected sha256/,
    );
  });
});
