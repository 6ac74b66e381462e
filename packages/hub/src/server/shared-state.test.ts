import { describe, expect, it } from 'vitest';
import { LoginAttempts } from './login-attempts.ts';
import { UploadCounter } from './upload-counter.ts';

const keys = { account: 'kirtan', address: '192.0.2.1' };

function attempts(failures = 3) {
  const time = { now: 0 };
  return { time, logins: new LoginAttempts({ failures, windowMs: 10_000, clock: () => time.now }) };
}

function fail(logins: LoginAttempts, times: number, who = keys): void {
  for (let count = 0; count < times; count++) {
    logins.check(who);
    logins.failed(who);
  }
}

describe('LoginAttempts', () => {
  it('refuses after so many failures, until the window ends', () => {
    const { time, logins } = attempts();
    fail(logins, 3);
    time.now = 2500;
    expect(logins.check(keys)).toEqual({ allowed: false, retryAfterSeconds: 8 });
    time.now = 10_000;
    expect(logins.check(keys).allowed).toBe(true);
  });

  it('forgets what the account mistyped once it got it right', () => {
    const { logins } = attempts();
    fail(logins, 2);
    logins.check(keys);
    logins.succeeded(keys);
    fail(logins, 2);
    expect(logins.check(keys).allowed).toBe(true);
  });

  it('keeps one address from trying many accounts', () => {
    const { logins } = attempts();
    for (let count = 0; count < 15; count++)
      fail(logins, 1, { ...keys, account: `account${count}` });
    expect(logins.check({ ...keys, account: 'another' }).allowed).toBe(false);
    expect(logins.check({ account: 'another', address: '192.0.2.2' }).allowed).toBe(true);
  });

  it('keeps many addresses from trying one account, but not one address from locking it', () => {
    const { logins } = attempts();
    fail(logins, 3);
    expect(logins.check({ ...keys, address: '192.0.2.9' }).allowed).toBe(true);
    for (let count = 0; count < 27; count++)
      fail(logins, 1, { ...keys, address: `10.0.0.${count}` });
    expect(logins.check({ ...keys, address: '10.0.1.1' }).allowed).toBe(false);
  });

  it('lets many right attempts run at once, and bounds how many guesses do', () => {
    const { logins } = attempts();
    const allowed = Array.from({ length: 200 }, () => logins.check(keys).allowed);
    expect(allowed.filter(Boolean)).toHaveLength(3 + 64);
  });
});

describe('UploadCounter', () => {
  it('limits each account and all together, and takes slots back', () => {
    const counter = new UploadCounter({ total: 3, perAccount: 2 });
    expect(['a', 'a', 'a', 'b', 'b'].map((account) => counter.acquire(account))).toEqual([
      true,
      true,
      false,
      true,
      false,
    ]);
    counter.release('a');
    counter.release('nobody');
    expect(counter.active).toBe(2);
    expect(counter.acquire('b')).toBe(true);
  });
});
