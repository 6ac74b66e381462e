import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, askToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import {
  adminPassword,
  openTestDatabase,
  startTestHub,
  TestClock,
  type TestHub,
} from '../testing/test-hub.ts';
import { totpCode } from './totp.ts';

const step = 30_000;

describeOnEveryDatabase('two-factor authentication', (databases) => {
  async function open() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    return { clock, database, hub };
  }

  /** An account with two-factor authentication on; `code` is what its device shows next. */
  async function withTwoFactor({ hub, clock }: { hub: TestHub; clock: TestClock }, name = 'ada') {
    const password = await makeAccount(hub.origin, name);
    const bearer = await apiToken(hub.origin, name, password);
    const path = `${hub.origin}/v2/user/two-factor`;
    const started = await send(path, { method: 'POST', bearer, body: { password } });
    expect(started.status).toBe(201);
    const code = () => {
      clock.advance(step);
      return totpCode(started.body.secret, clock.now);
    };
    const confirmed = await send(`${path}/confirm`, {
      method: 'POST',
      bearer,
      body: { code: code() },
    });
    expect(confirmed.status).toBe(200);
    const codes: string[] = confirmed.body.recovery_codes;
    return { name, password, bearer, code, codes, path, secret: started.body.secret as string };
  }

  const login = (hub: TestHub, username: string, password: string) =>
    send(`${hub.origin}/v2/users/login`, { method: 'POST', body: { username, password } });
  const finish = (hub: TestHub, ticket: string, code: string, query = '') =>
    send(`${hub.origin}/v2/users/2fa-login${query}`, {
      method: 'POST',
      body: { login_2fa_token: ticket, code },
    });
  const ticketOf = async (hub: TestHub, account: { name: string; password: string }) =>
    (await login(hub, account.name, account.password)).body.login_2fa_token as string;

  test("Docker Hub's sign-in: the password, its very words, then the code", async () => {
    const { hub, clock } = await open();
    const ada = await withTwoFactor({ hub, clock });
    const first = await login(hub, ada.name, ada.password);
    expect(first.status).toBe(401);
    expect(first.body.detail).toBe('Require secondary authentication on MFA enabled account');
    expect(first.headers.get('cache-control')).toBe('no-store');
    const second = await finish(hub, first.body.login_2fa_token, ada.code());
    expect(second.status).toBe(200);
    const own = await send(`${hub.origin}/v2/user`, { bearer: second.body.token });
    expect(own.body.username).toBe('ada');
    const more = await finish(hub, await ticketOf(hub, ada), ada.code(), '?refresh_token=true');
    expect(more.body.refresh_token).toMatch(/^slp_rt_/);
    expect((await login(hub, ada.name, 'not the password')).body.login_2fa_token).toBeUndefined();
  });

  test('a bare password is refused wherever no code can be asked for; access tokens go on', async () => {
    const { hub, clock } = await open();
    const password = await makeAccount(hub.origin, 'ada');
    const token = await makeAccessToken(hub.origin, ['ada', password], ['repo:write']);
    const offline = await askToken(hub.origin, {
      as: ['ada', password],
      query: '&offline_token=true&client_id=docker',
    });
    expect(offline.body.refresh_token).toBeDefined();
    const bearer = await apiToken(hub.origin, 'ada', password);
    const path = `${hub.origin}/v2/user/two-factor`;
    const started = await send(path, { method: 'POST', bearer, body: { password } });
    const code = totpCode(started.body.secret, clock.now);
    await send(`${path}/confirm`, { method: 'POST', bearer, body: { code } });

    const basic = await askToken(hub.origin, { as: ['ada', password] });
    expect(basic.status).toBe(401);
    expect(basic.body.errors[0].message).toContain('personal access token');
    const form = (fields: Record<string, string>) =>
      send(`${hub.origin}/token`, {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({
          service: 'slipway',
          client_id: 'docker',
          ...fields,
        }).toString(),
      });
    const oauth = await form({ grant_type: 'password', username: 'ada', password });
    expect(oauth.status).toBe(401);
    expect(oauth.body.error_description).toContain('personal access token');
    const auth = await send(`${hub.origin}/v2/auth/token`, {
      method: 'POST',
      body: { identifier: 'ada', secret: password },
    });
    expect(auth.status).toBe(401);
    expect(auth.body.message).toContain('personal access token');
    // What the password alone had got goes no further.
    const refresh = { grant_type: 'refresh_token', refresh_token: offline.body.refresh_token };
    expect((await form(refresh)).status).toBe(401);
    expect((await askToken(hub.origin, { as: ['ada', token.token] })).status).toBe(200);
    expect((await login(hub, 'ada', token.token)).status).toBe(200);
  });

  test('a code is good once, also for two who show it at the same moment', async () => {
    const { hub, clock } = await open();
    const ada = await withTwoFactor({ hub, clock });
    const tickets = await Promise.all([1, 2, 3, 4].map(() => ticketOf(hub, ada)));
    const code = ada.code();
    const answers = await Promise.all(tickets.map((ticket) => finish(hub, ticket, code)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401, 401, 401]);
    // Nor is one good that is older than the last one taken.
    const older = totpCode(ada.secret, clock.now - step);
    expect((await finish(hub, await ticketOf(hub, ada), older)).status).toBe(401);
  });

  test('a ticket is good once, for five minutes, for five codes, and for the password it came from', async () => {
    const { hub, clock } = await open();
    const ada = await withTwoFactor({ hub, clock });
    const once = await ticketOf(hub, ada);
    expect((await finish(hub, once, ada.code())).status).toBe(200);
    expect((await finish(hub, once, ada.code())).body.detail).toContain('begin again');
    const late = await ticketOf(hub, ada);
    clock.advance(5 * 60_000);
    expect((await finish(hub, late, ada.code())).status).toBe(401);
    const tried = await ticketOf(hub, ada);
    hub.limiter.reset();
    for (let index = 0; index < 4; index++) await finish(hub, tried, '000000');
    hub.limiter.reset();
    await finish(hub, tried, '000000');
    expect((await finish(hub, tried, ada.code())).body.detail).toContain('begin again');
    hub.limiter.reset();
    const before = await ticketOf(hub, ada);
    const bearer = (await finish(hub, await ticketOf(hub, ada), ada.code())).body.token;
    const changed = await send(`${hub.origin}/v2/user/password`, {
      ...{ method: 'POST', bearer },
      body: { current_password: ada.password, new_password: 'a whole new password' },
    });
    expect(changed.status).toBe(204);
    expect((await finish(hub, before, ada.code())).body.detail).toContain('begin again');
    expect((await finish(hub, 'slp_2fa_none', ada.code())).status).toBe(401);
  });

  test('guessing ends: by address soon, by account from wherever it comes', async () => {
    const { hub, clock, database } = await open();
    const ada = await withTwoFactor({ hub, clock });
    const guess = async () => finish(hub, await ticketOf(hub, ada), '000000');
    const statuses = [];
    for (let index = 0; index < 6; index++) statuses.push((await guess()).status);
    expect(statuses).toEqual([401, 401, 401, 401, 401, 429]);
    for (let index = 0; index < 6; index++) {
      hub.limiter.reset();
      await guess();
    }
    hub.limiter.reset();
    const locked = await finish(hub, await ticketOf(hub, ada), ada.code());
    expect(locked.status).toBe(429);
    expect(Number(locked.headers.get('retry-after'))).toBeGreaterThan(600);
    // A recovery code cannot be guessed, and so is looked at still; it ends the lock.
    hub.limiter.reset();
    expect((await finish(hub, await ticketOf(hub, ada), ada.codes[0] ?? '')).status).toBe(200);
    expect((await finish(hub, await ticketOf(hub, ada), ada.code())).status).toBe(200);
    const actions = (
      await database.query.selectFrom('hub_audit_events').select('action').execute()
    ).map(({ action }) => action);
    expect(actions).toContain('account.two_factor.enable');
    expect(actions).toContain('account.two_factor.lock');
    expect(actions).toContain('account.two_factor.recovery_code.use');
  });

  test('each recovery code is good once, and new ones void the old', async () => {
    const { hub, clock } = await open();
    const ada = await withTwoFactor({ hub, clock });
    expect(ada.codes).toHaveLength(10);
    const [first = '', second = ''] = ada.codes;
    const tickets = await Promise.all([1, 2].map(() => ticketOf(hub, ada)));
    const answers = await Promise.all(tickets.map((ticket) => finish(hub, ticket, first)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
    const bearer = answers.find(({ status }) => status === 200)?.body.token;
    const state = await send(ada.path, { bearer });
    expect(state.body).toMatchObject({ enabled: true, recovery_codes_left: 9 });
    hub.limiter.reset();
    const renewed = await send(`${ada.path}/recovery-codes`, {
      ...{ method: 'POST', bearer },
      body: { password: ada.password, code: ada.code() },
    });
    expect(renewed.body.recovery_codes).toHaveLength(10);
    expect((await finish(hub, await ticketOf(hub, ada), second)).status).toBe(401);
    const fresh = renewed.body.recovery_codes[0];
    expect((await finish(hub, await ticketOf(hub, ada), fresh)).status).toBe(200);
  });

  test('setting up needs the password and a code that fits; turning off needs both', async () => {
    const { hub, clock, database } = await open();
    const password = await makeAccount(hub.origin, 'ada');
    const bearer = await apiToken(hub.origin, 'ada', password);
    const path = `${hub.origin}/v2/user/two-factor`;
    const post = (end: string, body: object) => send(path + end, { method: 'POST', bearer, body });
    expect((await post('', { password: 'wrong' })).status).toBe(401);
    expect((await post('/confirm', { code: '123456' })).status).toBe(409);
    const first = await post('', { password });
    expect(first.headers.get('cache-control')).toBe('no-store');
    // Nothing is asked for before a code has shown that the device knows the secret.
    expect((await askToken(hub.origin, { as: ['ada', password] })).status).toBe(200);
    const second = await post('', { password });
    expect((await post('/confirm', { code: totpCode(first.body.secret, clock.now) })).status).toBe(
      400,
    );
    const { secret } = second.body;
    expect((await post('/confirm', { code: totpCode(secret, clock.now) })).status).toBe(200);
    expect((await post('', { password })).status).toBe(409);
    const row = await database.query.selectFrom('hub_totp').selectAll().executeTakeFirstOrThrow();
    expect(JSON.stringify(row)).not.toContain(secret);
    expect(hub.logged.join()).not.toContain(secret);

    clock.advance(step);
    const code = totpCode(secret, clock.now);
    expect((await post('/disable', { password: 'wrong', code })).status).toBe(401);
    expect((await post('/disable', { password, code: '000000' })).status).toBe(401);
    expect((await send(path, { bearer })).body.enabled).toBe(true);
    expect((await post('/disable', { password, code })).status).toBe(204);
    expect((await send(path, { bearer })).body).toEqual({
      ...{ enabled: false, enabled_at: null, recovery_codes_left: 0 },
    });
    expect((await askToken(hub.origin, { as: ['ada', password] })).status).toBe(200);
  });

  test('an administrator turns it off for somebody who has lost everything', async () => {
    const { hub, clock } = await open();
    const ada = await withTwoFactor({ hub, clock });
    const path = `${hub.origin}/v2/users/ada/two-factor`;
    expect((await send(path, { method: 'DELETE', bearer: ada.bearer })).status).toBe(403);
    const bearer = await apiToken(hub.origin, 'admin', adminPassword);
    expect((await send(path, { method: 'DELETE', bearer })).status).toBe(204);
    expect((await send(path, { method: 'DELETE', bearer })).status).toBe(409);
    expect((await login(hub, 'ada', ada.password)).status).toBe(200);
  });

  test('every worker knows tickets, codes and locks', async () => {
    const { hub, clock, database } = await open();
    const ada = await withTwoFactor({ hub, clock });
    const other = await startTestHub({ database, clock });
    const ticket = await ticketOf(hub, ada);
    const code = ada.code();
    expect((await finish(other, ticket, code)).status).toBe(200);
    expect((await finish(hub, await ticketOf(hub, ada), code)).status).toBe(401);
  });
});
