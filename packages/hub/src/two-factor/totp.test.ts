import fc from 'fast-check';
import { expect, test } from 'vitest';
import { newRecoveryCodes, recoveryCodeDigest } from './recovery-codes.ts';
import { newTotpSeed, otpauthUri, totpCode, totpStep } from './totp.ts';

test("RFC 6238's test vectors, in six digits", () => {
  const seed = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ';
  const vectors = [
    [59, '287082'],
    [1111111109, '081804'],
    [1234567890, '005924'],
    [20000000000, '353130'],
  ] as const;
  for (const [seconds, code] of vectors) {
    expect(totpCode(seed, seconds * 1000)).toBe(code);
    expect(totpStep(seed, code, seconds * 1000)).toBe(Math.floor(seconds / 30));
  }
});

test('a code is good for its step and the ones beside it, and says which step it is of', () => {
  const seed = newTotpSeed();
  fc.assert(
    fc.property(
      fc.integer({ min: 1e12, max: 4e12 }),
      fc.integer({ min: -4, max: 4 }),
      (now, off) => {
        const code = totpCode(seed, now + off * 30_000);
        const step = totpStep(seed, code, now);
        // Two steps may have the same code, once in a million times.
        if (step !== undefined) expect(totpCode(seed, step * 30_000)).toBe(code);
        if (Math.abs(off) <= 1) expect(step).toBeDefined();
      },
    ),
  );
});

test('what is no code is refused before anything is computed', () => {
  const seed = newTotpSeed();
  for (const text of ['', '12345', '1234567', 'abcdef', '１２３４５６', '-12345', '1e5000']) {
    expect(totpStep(seed, text, Date.now()), text).toBeUndefined();
  }
});

test('the URI is what authenticator apps read', () => {
  const uri = new URL(
    otpauthUri('GEZDGNBVGY3TQOJQ', { issuer: 'Slipway hub.example', account: 'ada' }),
  );
  expect(uri.protocol).toBe('otpauth:');
  expect(decodeURIComponent(uri.pathname)).toContain('Slipway hub.example:ada');
  expect(Object.fromEntries(uri.searchParams)).toMatchObject({
    ...{ secret: 'GEZDGNBVGY3TQOJQ', issuer: 'Slipway hub.example' },
    ...{ algorithm: 'SHA1', digits: '6', period: '30' },
  });
});

test('recovery codes differ, and are read as people copy them', () => {
  const codes = newRecoveryCodes();
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) {
    expect(code).toMatch(/^(?:[0-9a-hjkmnp-tv-z]{4}-){3}[0-9a-hjkmnp-tv-z]{4}$/);
    const digest = recoveryCodeDigest(code);
    expect(digest).toBeDefined();
    expect(recoveryCodeDigest(` ${code.toUpperCase().replaceAll('-', ' ')} `)).toBe(digest);
    expect(recoveryCodeDigest(code.replaceAll('0', 'O').replaceAll('1', 'l'))).toBe(digest);
  }
  for (const text of ['', '123456', 'aaaa-bbbb', 'u'.repeat(16), '!'.repeat(16)]) {
    expect(recoveryCodeDigest(text), text).toBeUndefined();
  }
});
