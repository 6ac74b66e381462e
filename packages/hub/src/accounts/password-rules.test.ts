import fc from 'fast-check';
import { expect, test } from 'vitest';
import { commonPasswords } from './common-passwords.ts';
import { passwordProblem } from './password-rules.ts';

test('length counts, what everybody tries first does not pass', () => {
  for (const good of [
    'plain enough horse',
    'kirtan-password',
    'the-first-password',
    'ünïcödé-wörds',
  ]) {
    expect(passwordProblem(good, { name: 'kirtan', email: 'kirtan@example.com' }), good).toBe(
      undefined,
    );
  }
  for (const bad of [
    ...[
      'short',
      'x'.repeat(257),
      'Password123',
      '12345678',
      '87654321',
      'aaaaaaaaaa',
      'abababababab',
    ],
    ...['qwertyuiop', 'abcdefghij', 'kirtan12', 'Kirtan!!!', 'kirtankirtan', 'kirtan@example.com'],
  ]) {
    expect(passwordProblem(bad, { name: 'kirtan', email: 'kirtan@example.com' }), bad).toBeTypeOf(
      'string',
    );
  }
});

test('no common password passes, in whatever case', () => {
  const common = [...commonPasswords].filter((each) => each.length >= 8);
  expect(common.length).toBeGreaterThan(200);
  fc.assert(
    fc.property(fc.constantFrom(...common), fc.boolean(), (password, upper) => {
      expect(passwordProblem(upper ? password.toUpperCase() : password)).toBeTypeOf('string');
    }),
  );
});

test('random passwords pass, whoever they are for', () => {
  const password = fc
    .string({ minLength: 14, maxLength: 200 })
    .filter((text) => new Set(text).size > 6);
  fc.assert(
    fc.property(password, fc.stringMatching(/^[a-z0-9]{3,30}$/), (text, name) => {
      fc.pre(!text.toLowerCase().includes(name));
      expect(passwordProblem(text, { name })).toBe(undefined);
    }),
  );
});
