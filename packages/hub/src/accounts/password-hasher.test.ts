import { describe, expect, test } from 'vitest';
import { TooBusyError } from '../sign-in/sign-in-error.ts';
import { PasswordHasher } from './password-hasher.ts';
import { VerifiedPasswords } from './verified-passwords.ts';

describe('password hashing', () => {
  test('is argon2id with OWASP’s parameters, each hash its own', async () => {
    const hasher = new PasswordHasher();
    const [one, two] = await Promise.all([hasher.hash('same'), hasher.hash('same')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await hasher.verify(one, 'same')).toBe(true);
    expect(await hasher.verify(one, 'other')).toBe(false);
    expect(await hasher.verify(undefined, 'a password that nobody has')).toBe(false);
  });

  test('refuses more than can be answered in time, and goes on afterwards', async () => {
    const hasher = new PasswordHasher();
    const attempts = Array.from({ length: 140 }, () => hasher.verify(undefined, 'x'));
    const outcomes = await Promise.allSettled(attempts);
    const refused = outcomes.filter((outcome) => outcome.status === 'rejected');
    expect(refused.length).toBeGreaterThan(0);
    for (const { reason } of refused) expect(reason).toBeInstanceOf(TooBusyError);
    expect(await hasher.verify(undefined, 'x')).toBe(false);
  }, 60_000);

  test('is remembered for a minute, for one account and password alone', () => {
    let now = 1000;
    const seen = new VerifiedPasswords(() => now);
    seen.add({ id: 1, generation: 1 }, 'right');
    expect(seen.has({ id: 1, generation: 1 }, 'right')).toBe(true);
    expect(seen.has({ id: 1, generation: 2 }, 'right')).toBe(false);
    expect(seen.has({ id: 2, generation: 1 }, 'right')).toBe(false);
    expect(seen.has({ id: 1, generation: 1 }, 'wrong')).toBe(false);
    now += 60_001;
    expect(seen.has({ id: 1, generation: 1 }, 'right')).toBe(false);
  });
});
