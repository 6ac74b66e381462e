import { describeOnEveryDatabase } from '@slipway/database/testing';
import { describe, expect, test } from 'vitest';
import { TestBrowser } from '../testing/browser.ts';
import { apiToken, askToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { writeRows, writeRowsCommand } from '../testing/write-rows.ts';
import { totpCode } from '../two-factor/totp.ts';
import { cookieName, readSessionCookie, sessionCookie } from './session-cookie.ts';

describe('the session’s cookie', () => {
  test('is bound to host and TLS where it can be, to the prefix otherwise', () => {
    const place = (origin: string, pathPrefix = '') => ({ origin, pathPrefix });
    expect(cookieName(place('https://hub.example'))).toBe('__Host-slipway_session');
    expect(cookieName(place('https://hub.example', '/hub'))).toBe('slipway_session');
    expect(cookieName(place('http://127.0.0.1:5000'))).toBe('slipway_session');
    expect(sessionCookie('x', place('https://hub.example'), 60)).toBe(
      '__Host-slipway_session=x; Path=/; Max-Age=60; HttpOnly; SameSite=Lax; Secure',
    );
    expect(sessionCookie('x', place('http://h', '/hub'), 60)).toContain('Path=/hub;');
    const header = 'a=1; slipway_session=good; b=2';
    expect(readSessionCookie(header, place('http://h'))).toBe('good');
    expect(readSessionCookie(header, place('https://h'))).toBeUndefined();
    expect(readSessionCookie(undefined, place('http://h'))).toBeUndefined();
  });
});

describeOnEveryDatabase('browsers’ sessions', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const password = await makeAccount(hub.origin, 'kirtan');
    const browser = new TestBrowser(hub.origin);
    return { clock, database, password, browser, ...hub };
  }

  test('sign in, be known, sign out', async () => {
    const { browser, origin, password, database, logged } = await start();
    const before = (await browser.ask('/v2/session')).body;
    expect(before).toMatchObject({ user: null, csrf_token: null, session: null });
    expect(before.hub).toMatchObject({ sign_up: 'closed', mail: false });
    const answer = await browser.signIn('kirtan', password);
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ state: 'signed-in', username: 'kirtan' });
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(browser.received[0]).toMatch(/HttpOnly; SameSite=Lax$/);
    const known = (await browser.ask('/v2/session')).body;
    expect(known.user).toMatchObject({ username: 'kirtan', is_admin: false, two_factor: false });
    expect((await browser.ask('/v2/user')).body.username).toBe('kirtan');
    const secret = browser.cookies.get('slipway_session') ?? '';
    expect(secret).toMatch(/^slp_ses_/);
    const stored = JSON.stringify(
      await database.query.selectFrom('hub_sessions').selectAll().execute(),
    );
    expect(stored).not.toContain(secret);
    expect(logged.join('\n')).not.toContain(secret);
    const kept = new Map(browser.cookies);
    expect((await browser.ask('/v2/session', { method: 'DELETE' })).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    for (const [name, value] of kept) browser.cookies.set(name, value);
    expect((await browser.ask('/v2/user')).status).toBe(401);
    expect((await send(`${origin}/v2/session`, { method: 'DELETE' })).status).toBe(204);
  });

  test('an address signs in where it is of one account, a confirmed one before others', async () => {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock, commands: [writeRowsCommand] });
    const { origin } = await startTestHub({ database, clock });
    const password = await makeAccount(origin, 'kirtan');
    await makeAccount(origin, 'other');
    const signIn = async (name: string) =>
      (await new TestBrowser(origin).signIn(name, password)).status;
    const address = (name: string, confirmed: number | null) =>
      writeRows(database, (transaction) =>
        transaction
          .updateTable('hub_accounts')
          .set({ email: 'kirtan@example.com', email_verified_at: confirmed })
          .where('name', '=', name)
          .execute(),
      );
    expect(await signIn('kirtan@example.com')).toBe(401);
    await address('kirtan', null);
    expect(await signIn('Kirtan@Example.com')).toBe(200);
    await address('other', null);
    expect(await signIn('kirtan@example.com')).toBe(401);
    await address('kirtan', 1);
    expect(await signIn('kirtan@example.com')).toBe(200);
  });

  test('a wrong password, an access token, or too many tries do not sign in', async () => {
    const { browser, origin, password, limiter, clock } = await start();
    const wrong = await browser.signIn('kirtan', 'wrong-password');
    expect(wrong.status).toBe(401);
    const bearer = await apiToken(origin, 'kirtan', password);
    const made = await send(`${origin}/v2/access-tokens`, {
      method: 'POST',
      bearer,
      body: { token_label: 'x', scopes: ['repo:admin'] },
    });
    expect((await browser.signIn('kirtan', made.body.token)).status).toBe(403);
    limiter.reset();
    // What was found right a minute ago is not held up.
    clock.advance(60_001);
    for (let index = 0; index < 5; index++) await browser.signIn('kirtan', 'wrong-password');
    const limited = await browser.signIn('kirtan', password);
    expect(limited.status).toBe(429);
    expect(limited.headers.get('retry-after')).toBe('30');
    expect(browser.cookies.size).toBe(0);
  });

  test('changes need the token and one of the hub’s own pages; signing in does not work from elsewhere', async () => {
    const { browser, password } = await start();
    await browser.signIn('kirtan', password);
    const change = (headers: Record<string, string>) =>
      browser.ask('/v2/user', {
        method: 'PATCH',
        body: { default_visibility: 'private' },
        headers,
      });
    expect((await change({})).status).toBe(200);
    expect((await change({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
    for (const headers of [
      { 'x-csrf-token': '' },
      { 'x-csrf-token': 'guessed' },
      { origin: 'https://evil.example' },
      { origin: 'null' },
      { 'sec-fetch-site': 'cross-site' },
      { 'sec-fetch-site': 'same-site' },
      { 'sec-fetch-site': 'none' },
    ] as Record<string, string>[]) {
      expect((await change(headers)).status, JSON.stringify(headers)).toBe(403);
    }
    // Another site's form cannot sign its visitor in as somebody else.
    const foreign = await browser.ask('/v2/session', {
      method: 'POST',
      body: { username: 'kirtan', password },
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    // Reading is bound to the browser by SameSite and the lack of CORS, and needs neither.
    expect(
      (await browser.ask('/v2/user', { headers: { 'sec-fetch-site': 'cross-site' } })).status,
    ).toBe(200);
  });

  test('the cookie is nothing to the registry and the token endpoint', async () => {
    const { browser, password } = await start();
    await browser.signIn('kirtan', password);
    expect((await browser.ask('/v2/')).status).toBe(401);
    const scope = 'scope=repository:kirtan/app:pull,push';
    const answer = await browser.ask(`/token?service=slipway&${scope}`);
    expect(answer.body.scope).toBe('');
  });

  test('the secret is replaced as it is used; the former one serves requests under way', async () => {
    const { browser, password, clock } = await start();
    await browser.signIn('kirtan', password);
    const first = new Map(browser.cookies);
    clock.advance(16 * 60_000);
    expect((await browser.ask('/v2/user')).status).toBe(200);
    const second = browser.cookies.get('slipway_session');
    expect(second).not.toBe(first.get('slipway_session'));
    const late = new TestBrowser(browser.origin);
    for (const [name, value] of first) late.cookies.set(name, value);
    expect((await late.ask('/v2/user')).status).toBe(200);
    expect(late.received).toEqual([]);
    clock.advance(31_000);
    expect((await late.ask('/v2/user')).status).toBe(401);
    expect(late.cookies.size).toBe(0);
    expect((await browser.ask('/v2/user')).status).toBe(200);
  });

  test('ends when it is not used, and after its time in any case', async () => {
    const { browser, password, clock } = await start();
    const day = 24 * 3_600_000;
    await browser.signIn('kirtan', password);
    for (let days = 0; days < 52; days += 13) {
      clock.advance(13 * day);
      expect((await browser.ask('/v2/user')).status).toBe(200);
    }
    clock.advance(9 * day);
    expect((await browser.ask('/v2/user')).status).toBe(401);
    await browser.signIn('kirtan', password);
    clock.advance(14 * day + 1);
    expect((await browser.ask('/v2/user')).status).toBe(401);
  });

  test('are listed, ended one by one and all at once, on every worker', async () => {
    const { browser, password, clock, database, origin } = await start();
    const worker = await startTestHub({ database, clock });
    await browser.signIn('kirtan', password);
    const phone = new TestBrowser(worker.origin);
    await phone.signIn('kirtan', password);
    const { body } = await browser.ask('/v2/sessions');
    expect(body.count).toBe(2);
    expect(body.results.map((each: { current: boolean }) => each.current).sort()).toEqual([
      false,
      true,
    ]);
    expect(body.results[0]).toMatchObject({ address: '192.0.2.1', method: 'password' });
    const other = body.results.find((each: { current: boolean }) => !each.current);
    const end = `/v2/sessions/${other.id}`;
    expect((await browser.ask(end, { method: 'DELETE' })).status).toBe(204);
    expect((await browser.ask(end, { method: 'DELETE' })).status).toBe(404);
    expect((await phone.ask('/v2/user')).status).toBe(401);
    await phone.signIn('kirtan', password);
    const bearer = await apiToken(origin, 'kirtan', password);
    const { refresh_token: refresh } = (
      await askToken(origin, { as: ['kirtan', password], query: '&offline_token=true' })
    ).body;
    expect((await browser.ask('/v2/sessions', { method: 'DELETE' })).status).toBe(204);
    clock.advance(500);
    expect((await phone.ask('/v2/user')).status).toBe(401);
    expect((await browser.ask('/v2/user')).status).toBe(401);
    expect((await send(`${origin}/v2/user`, { bearer })).status).toBe(401);
    expect((await askToken(origin, { as: ['<token>', refresh] })).status).toBe(401);
  });

  test('with a second factor the password alone opens none: a code does, once', async () => {
    const { browser, origin, password, clock } = await start();
    const bearer = await apiToken(origin, 'kirtan', password);
    const path = `${origin}/v2/user/two-factor`;
    const { secret } = (await send(path, { method: 'POST', bearer, body: { password } })).body;
    const code = () => {
      clock.advance(30_000);
      return totpCode(secret, clock.now);
    };
    await send(`${path}/confirm`, { method: 'POST', bearer, body: { code: code() } });
    const asked = await browser.signIn('kirtan', password);
    expect(asked.body).toMatchObject({ state: 'second-factor' });
    expect(browser.cookies.size).toBe(0);
    const { ticket } = asked.body;
    const finish = (typed: string) =>
      browser.ask('/v2/session/second-factor', { method: 'POST', body: { ticket, code: typed } });
    expect((await finish('000000')).status).toBe(401);
    expect((await finish(code())).body).toEqual({ state: 'signed-in', username: 'kirtan' });
    const { user, session } = (await browser.refresh()).body;
    expect(user).toMatchObject({ username: 'kirtan', two_factor: true });
    expect(session.method).toBe('password+totp');
    expect((await finish(code())).status).toBe(401);
  });

  test('one that changed its password goes on at once on every worker', async () => {
    const { browser, password, clock, database } = await start();
    const worker = await startTestHub({ database, clock });
    await browser.signIn('kirtan', password);
    const elsewhere = new TestBrowser(worker.origin);
    for (const [name, value] of browser.cookies) elsewhere.cookies.set(name, value);
    expect((await elsewhere.ask('/v2/user')).status).toBe(200);
    const body = { current_password: password, new_password: 'plain enough horse' };
    const changed = await browser.ask('/v2/user/password', { method: 'POST', body });
    expect(changed.status).toBe(204);
    expect((await elsewhere.ask('/v2/user')).status).toBe(200);
    expect((await browser.ask('/v2/user')).status).toBe(200);
  });

  test('administrators see them and end them; a closed account has none', async () => {
    const { browser, password, origin, clock } = await start();
    await browser.signIn('kirtan', password);
    const bearer = await apiToken(origin, 'admin', adminPassword);
    const url = `${origin}/v2/users/kirtan/sessions`;
    expect((await send(url, { bearer })).body.count).toBe(1);
    expect((await send(url, { method: 'DELETE', bearer })).status).toBe(204);
    expect((await browser.ask('/v2/user')).status).toBe(401);
    await browser.signIn('kirtan', password);
    await send(`${origin}/v2/users/kirtan`, { method: 'DELETE', bearer });
    clock.advance(500);
    expect((await browser.ask('/v2/user')).status).toBe(401);
  });
});

describeOnEveryDatabase('the API’s rate limit', (databases) => {
  test('counts by account and by address, and says so in Docker Hub’s headers', async () => {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { origin } = await startTestHub({ database, clock, apiRequests: 5 });
    const bearer = await apiToken(origin, 'admin', adminPassword);
    const first = await send(`${origin}/v2/user`, { bearer });
    expect(first.headers.get('x-ratelimit-limit')).toBe('5');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('4');
    const reset = Math.ceil((clock.now + 60_000) / 1000);
    expect(first.headers.get('x-ratelimit-reset')).toBe(String(reset));
    for (let index = 0; index < 4; index++) await send(`${origin}/v2/user`, { bearer });
    const refused = await send(`${origin}/v2/user`, { bearer });
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-retry-after')).toBe(String(reset));
    expect(refused.headers.get('retry-after')).toBe('60');
    expect(refused.headers.get('x-ratelimit-remaining')).toBe('0');
    const nowhere = await send(`${origin}/v2/user/nothing/of/this`);
    expect(nowhere.headers.get('x-ratelimit-limit')).toBe('5');
    // Nobody signed in is counted by his address, and /token not at all.
    expect((await send(`${origin}/v2/session`)).status).toBe(200);
    for (let index = 0; index < 9; index++) expect((await askToken(origin, {})).status).toBe(200);
    clock.advance(60_000);
    expect((await send(`${origin}/v2/user`, { bearer })).status).toBe(200);
  });
});
