import fc from 'fast-check';
import { expect, test } from 'vitest';
import { customHeaderProblem, looksSecret } from './custom-headers.ts';

test.each([
  ['Host', 'x'],
  ['content-length', '1'],
  ['Transfer-Encoding', 'chunked'],
  ['X-Slipway-Signature', 'x'],
  ['x-hub-signature-256', 'x'],
  ['Proxy-Authorization', 'x'],
  ['User-Agent', 'x'],
  ['a b', 'x'],
  ['', 'x'],
  ['x:y', 'x'],
  ['x-one', 'a\r\nhost: b'],
  ['x-one', ' a'],
  ['x-one', ''],
  ['x-one', 'é'],
  ['x-one', 'a'.repeat(4097)],
])('%s: %j is refused', (name, value) => {
  expect(customHeaderProblem({ name, value })).toBeTypeOf('string');
});

test('nothing that passes can end a header line', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, value) => {
      if (customHeaderProblem({ name, value }) !== undefined) return;
      expect(() => new Headers({ [name]: value })).not.toThrow();
      expect(`${name}${value}`).not.toMatch(/[\r\n\0]/);
    }),
  );
});

test.each([
  ['Authorization', 'x', true],
  ['X-Api-Key', 'x', true],
  ['X-Auth', 'x', true],
  ['Cookie', 'a=b', true],
  ['X-Any', 'Bearer abc', true],
  ['X-Any', 'ghp_16C7e42F292c6912E7710c838347Ae178B4a', true],
  ['X-Environment', 'production', false],
  ['X-Team', 'the-platform-team', false],
])('%s: %s is secret: %s', (name, value, secret) => {
  expect(looksSecret({ name, value })).toBe(secret);
});
