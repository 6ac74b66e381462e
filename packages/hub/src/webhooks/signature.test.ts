import { createHmac, timingSafeEqual } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { signedHeaders } from './signature.ts';

/** What README.md tells receivers to do. */
function accepts(secret: string, { header, body }: { header: string; body: string }): boolean {
  const parts = header.split(',').map((part) => part.split('='));
  const time = parts.find(([name]) => name === 't')?.[1] ?? '';
  const expected = createHmac('sha256', secret).update(`${time}.${body}`).digest();
  return parts
    .filter(([name]) => name === 'v1')
    .some(([, hex = '']) => {
      const given = Buffer.from(hex, 'hex');
      return given.length === expected.length && timingSafeEqual(given, expected);
    });
}

test('who has the new or the old secret accepts what is signed by both, and nobody else', () => {
  const text = fc.string({ unit: 'binary' });
  const secret = fc.string({ minLength: 1 });
  fc.assert(
    fc.property(
      fc.uniqueArray(secret, { minLength: 3, maxLength: 3 }),
      text,
      fc.nat(),
      ([a = '', b = '', c = ''], body, at) => {
        const header = signedHeaders([a, b], { body, at })['x-slipway-signature'] ?? '';
        expect(accepts(a, { header, body })).toBe(true);
        expect(accepts(b, { header, body })).toBe(true);
        expect(accepts(c, { header, body })).toBe(false);
        expect(accepts(a, { header, body: `${body}.` })).toBe(false);
      },
    ),
  );
});

test('the header names its time in seconds; GitHub’s is there beside it', () => {
  const headers = signedHeaders(['key'], { body: '{}', at: 1_700_000_000_999 });
  expect(headers['x-slipway-signature']).toMatch(/^t=1700000000,v1=[0-9a-f]{64}$/);
  const expected = createHmac('sha256', 'key').update('{}').digest('hex');
  expect(headers['x-hub-signature-256']).toBe(`sha256=${expected}`);
  expect(headers).not.toHaveProperty('x-hub-signature-256-previous');
});
