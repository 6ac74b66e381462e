import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fixedKeyRing, masterKey, parseMasterKeys } from './master-key.ts';
import { SecretBox, SecretBoxError } from './secret-box.ts';

const key = () => masterKey(randomBytes(32));

test('what is sealed opens in its context only, and no change of it opens', () => {
  const box = new SecretBox(fixedKeyRing([key()]));
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), fc.string(), fc.nat(), (secret, context, at) => {
      const sealed = box.seal(secret, context);
      expect(box.open(sealed, context)).toBe(secret);
      expect(() => box.open(sealed, `${context}x`)).toThrow(SecretBoxError);
      const place = at % sealed.length;
      const other = sealed[place] === 'A' ? 'B' : 'A';
      const changed = sealed.slice(0, place) + other + sealed.slice(place + 1);
      // The last character of base64url may carry bits that say nothing.
      const same = Buffer.from(changed.split('.')[2] ?? '', 'base64url').equals(
        Buffer.from(sealed.split('.')[2] ?? '', 'base64url'),
      );
      if (same && changed.startsWith(sealed.slice(0, 20))) return;
      expect(() => box.open(changed, context)).toThrow(SecretBoxError);
    }),
  );
});

test('two sealings of one text differ', () => {
  const box = new SecretBox(fixedKeyRing([key()]));
  expect(box.seal('same', 'here')).not.toBe(box.seal('same', 'here'));
});

test('the first key seals, all open, and a text of a lost key says which key it wants', () => {
  const [older, newer] = [key(), key()];
  const before = new SecretBox(fixedKeyRing([older]));
  const after = new SecretBox(fixedKeyRing([newer, older]));
  const sealed = before.seal('seed', 'row 1');
  expect(after.open(sealed, 'row 1')).toBe('seed');
  expect(after.isCurrent(sealed)).toBe(false);
  expect(after.isCurrent(after.seal('seed', 'row 1'))).toBe(true);
  const lost = new SecretBox(fixedKeyRing([newer]));
  expect(() => lost.open(sealed, 'row 1')).toThrow(older.id);
});

test('text that was never sealed is refused, whatever it is', () => {
  const box = new SecretBox(fixedKeyRing([key()]));
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(() => box.open(text, 'row')).toThrow(SecretBoxError);
    }),
  );
});

test('a key does not print', () => {
  const bytes = randomBytes(32);
  const printed = `${inspect(masterKey(bytes))} ${JSON.stringify(masterKey(bytes))}`;
  expect(printed).not.toContain(bytes.toString('base64'));
  expect(printed).not.toContain(bytes.toString('hex'));
});

test('a list of keys is read whole or not at all', () => {
  const [one, two] = [randomBytes(32).toString('base64'), randomBytes(32).toString('base64')];
  expect(parseMasterKeys(`${one},${two}`)).toHaveLength(2);
  expect(parseMasterKeys(`${one}\n${two}\n`)).toHaveLength(2);
  for (const wrong of [
    '',
    ',',
    'short',
    `${one},short`,
    `${one}x`,
    one.slice(0, -4),
    '*'.repeat(44),
  ]) {
    expect(parseMasterKeys(wrong), wrong).toBeUndefined();
  }
});
