import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import type { HubSettings } from '../hub-settings.ts';
import { TestBrowser } from '../testing/browser.ts';
import { apiToken, basic, makeAccessToken, send } from '../testing/client.ts';
import { keepingMailer, runJobs } from '../testing/run-jobs.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

const password = 'plain enough horse';

/** What `/token` of a hub with a public URL answers. */
function askToken(origin: string, as: readonly [string, string], scope = '') {
  return send(`${origin}/token?service=hub.example&scope=${scope}`, {
    headers: { authorization: basic(...as) },
  });
}

describeOnEveryDatabase('signing up', (databases) => {
  async function start(options: Partial<HubSettings> & { mail?: boolean } = {}) {
    const { mail = false, ...settings } = options;
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const post = keepingMailer();
    const hub = await startTestHub({
      ...{ database, clock },
      settings: mail ? { publicUrl: 'https://hub.example', ...settings } : settings,
      ...(mail ? { mailer: post.mailer } : {}),
    });
    const admin = await apiToken(hub.origin, 'admin', adminPassword);
    const browser = new TestBrowser(hub.origin);
    const signUp = async (body: object, as = browser) => {
      const answer = await as.ask('/v2/sign-up', { method: 'POST', body: { password, ...body } });
      hub.limiter.reset();
      await as.refresh();
      return answer;
    };
    const deliver = () => runJobs(hub.hub, database);
    return { clock, database, post, admin, browser, signUp, deliver, ...hub };
  }

  test('is closed unless somebody opens it', async () => {
    const { signUp, browser } = await start();
    expect((await signUp({ username: 'ada' })).status).toBe(403);
    expect((await browser.ask('/v2/session')).body.hub.sign_up).toBe('closed');
  });

  test('open to anyone, without mail: signed in at once, under a free and sane name', async () => {
    const { signUp, browser, admin, origin } = await start({ signUp: 'open' });
    const answer = await signUp({ username: 'ada', full_name: 'Ada L.', email: 'Ada@Example.com' });
    expect(answer.status).toBe(201);
    expect((await browser.ask('/v2/session')).body.user).toMatchObject({
      ...{ username: 'ada', full_name: 'Ada L.', email: 'ada@example.com' },
      ...{ email_verified: false, read_only: null },
    });
    const made = await browser.ask('/v2/namespaces/ada/repositories', {
      method: 'POST',
      body: { name: 'app' },
    });
    expect(made.status).toBe(201);
    const other = new TestBrowser(origin);
    const tried = async (body: object) => (await signUp(body, other)).status;
    expect(await tried({ username: 'ada' })).toBe(409);
    expect(await tried({ username: 'settings' })).toBe(400);
    expect(await tried({ username: 'grace', password: 'short' })).toBe(400);
    expect(await tried({ username: 'grace', password: 'password123' })).toBe(400);
    expect(await tried({ username: 'gracehopper', password: 'gracehopper1' })).toBe(400);
    expect(await tried({ username: 'grace', email: 'nothing' })).toBe(400);
    expect(await tried({ username: 'grace', email: 'a@b.c\r\nBcc: d@e.f' })).toBe(400);
    const foreign = await other.ask('/v2/sign-up', {
      method: 'POST',
      body: { username: 'grace', password },
      headers: { origin: 'https://evil.example' },
    });
    expect(foreign.status).toBe(403);
    const log = await send(`${origin}/v2/users?search=ADA`, { bearer: admin });
    expect(log.body.results[0]).toMatchObject({ username: 'ada', full_name: 'Ada L.' });
  });

  test('with mail: reads only until the address is confirmed, and is told so', async () => {
    const { signUp, browser, post, deliver, origin, clock, logged, database } = await start({
      ...{ signUp: 'open', mail: true },
    });
    expect((await signUp({ username: 'ada' })).body.fields).toHaveProperty('email');
    expect((await signUp({ username: 'ada', email: 'ada@example.com' })).status).toBe(201);
    const user = (await browser.ask('/v2/session')).body.user;
    expect(user).toMatchObject({ email_verified: false });
    expect(user.read_only).toContain('not confirmed');
    const create = () =>
      browser.ask('/v2/namespaces/ada/repositories', { method: 'POST', body: { name: 'app' } });
    expect(await create()).toMatchObject({ status: 403, body: { message: user.read_only } });
    const scope = 'repository:ada/app:pull,push';
    const push = async () => (await askToken(origin, ['ada', password], scope)).body.scope;
    expect(await push()).not.toContain('push');
    const token = await makeAccessToken(origin, ['ada', password], ['repo:admin']);
    const byToken = await askToken(origin, ['ada', token.token], scope);
    expect(byToken.body.scope).not.toContain('push');
    await deliver();
    expect(post.sent.map(({ to }) => to)).toEqual(['ada@example.com']);
    expect(post.sent[0]?.text).toContain('https://hub.example/verify-email#');
    const code = post.code('ada@example.com');
    expect(
      JSON.stringify(await database.query.selectFrom('hub_account_links').selectAll().execute()),
    ).not.toContain(code);
    const confirm = () =>
      send(`${origin}/v2/email-verification`, { method: 'POST', body: { code } });
    expect((await confirm()).body).toEqual({ username: 'ada', email: 'ada@example.com' });
    expect((await confirm()).status).toBe(404);
    clock.advance(500);
    expect((await create()).status).toBe(201);
    expect(await push()).toContain('push');
    expect(logged.join('\n')).not.toContain(code);
  });

  test('the letter is sent again, seldom; its link ends', async () => {
    const { signUp, browser, post, deliver, origin, clock, limiter } = await start({
      ...{ signUp: 'open', mail: true },
    });
    await signUp({ username: 'ada', email: 'ada@example.com' });
    const again = () => browser.ask('/v2/user/email/verification', { method: 'POST' });
    expect((await again()).status).toBe(429);
    clock.advance(61_000);
    expect((await again()).status).toBe(202);
    await deliver();
    expect(post.sent).toHaveLength(2);
    const code = post.code('ada@example.com');
    clock.advance(49 * 3_600_000);
    const late = await send(`${origin}/v2/email-verification`, { method: 'POST', body: { code } });
    expect(late.status).toBe(404);
    for (let index = 0; index < 5; index++) {
      await send(`${origin}/v2/email-verification`, {
        method: 'POST',
        body: { code: `x${index}` },
      });
    }
    const guessing = await send(`${origin}/v2/email-verification`, {
      method: 'POST',
      body: { code: 'another' },
    });
    expect(guessing.status).toBe(429);
    limiter.reset();
  });

  test('a new address holds once it is confirmed, and asks for a password just shown', async () => {
    const { signUp, browser, post, deliver, origin, clock } = await start({
      ...{ signUp: 'open', mail: true },
    });
    await signUp({ username: 'ada', email: 'ada@example.com' });
    await deliver();
    const confirm = async (to: string) =>
      send(`${origin}/v2/email-verification`, { method: 'POST', body: { code: post.code(to) } });
    await confirm('ada@example.com');
    const change = () =>
      browser.ask('/v2/user/email', { method: 'PUT', body: { email: 'new@example.com' } });
    clock.advance(11 * 60_000);
    expect((await change()).body.code).toBe('confirmation-needed');
    const confirmation = { method: 'POST', body: { password } };
    expect((await browser.ask('/v2/session/confirmation', confirmation)).status).toBe(204);
    expect((await change()).status).toBe(202);
    const email = async () => (await browser.ask('/v2/user')).body.email;
    expect(await email()).toBe('ada@example.com');
    await deliver();
    expect(post.sent.filter(({ to }) => to === 'ada@example.com').at(-1)?.text).toContain(
      'to be changed to new@example.com',
    );
    expect((await confirm('new@example.com')).status).toBe(200);
    expect(await email()).toBe('new@example.com');
  });

  test('by invitation: its link once, for its address alone, until it is withdrawn or ends', async () => {
    const { signUp, admin, origin, post, deliver, clock } = await start({
      ...{ signUp: 'invitation', mail: true },
    });
    const url = `${origin}/v2/administration/invitations`;
    const invite = async (body: object) =>
      (await send(url, { method: 'POST', bearer: admin, body })).body;
    expect((await signUp({ username: 'ada', email: 'ada@example.com' })).status).toBe(403);
    const mailed = await invite({ email: 'Ada@example.com', note: 'new colleague' });
    expect(mailed).toMatchObject({ mailed: true, email: 'ada@example.com', state: 'open' });
    await deliver();
    const invitation = post.code('ada@example.com');
    expect(mailed.link.endsWith(`/sign-up#${invitation}`)).toBe(true);
    const shown = await send(`${origin}/v2/sign-up/invitation`, {
      method: 'POST',
      body: { code: invitation },
    });
    expect(shown.body).toMatchObject({ inviter: 'admin', email: 'ada@example.com' });
    const other = { username: 'eve', email: 'eve@example.com', invitation };
    expect((await signUp(other)).status).toBe(400);
    const browser = new TestBrowser(origin);
    const made = await signUp({ username: 'ada', email: 'ada@example.com', invitation }, browser);
    expect(made.status).toBe(201);
    // The letter reached him: his address is confirmed.
    expect((await browser.ask('/v2/session')).body.user.read_only).toBeNull();
    expect((await signUp({ username: 'bob', email: 'ada@example.com', invitation })).status).toBe(
      403,
    );
    const several = await invite({ most_uses: 2 });
    const code = several.link.split('#')[1];
    const join = async (username: string) =>
      (await signUp({ username, email: `${username}@example.com`, invitation: code })).status;
    expect(await join('bob')).toBe(201);
    const gone = await send(`${url}/${several.id}`, { method: 'DELETE', bearer: admin });
    expect(gone.status).toBe(204);
    expect(await join('cleo')).toBe(403);
    const short = await invite({ expires_in_days: 1 });
    clock.advance(25 * 3_600_000);
    const late = { username: 'dan', email: 'd@e.org', invitation: short.link.split('#')[1] };
    expect((await signUp(late)).status).toBe(403);
    const again = await apiToken(origin, 'admin', adminPassword);
    const listed = (await send(url, { bearer: again })).body.results;
    expect(listed.map((each: { state: string }) => each.state).sort()).toEqual([
      ...['expired', 'used', 'withdrawn'],
    ]);
    expect(JSON.stringify(listed)).not.toContain(invitation);
  });
});

describeOnEveryDatabase('passwords', (databases) => {
  async function start(mail: boolean) {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const post = keepingMailer();
    const hub = await startTestHub({
      ...{ database, clock },
      ...(mail ? { mailer: post.mailer, settings: { publicUrl: 'https://hub.example' } } : {}),
    });
    const admin = await apiToken(hub.origin, 'admin', adminPassword);
    const body = { username: 'ada', password, email: 'ada@example.com' };
    await send(`${hub.origin}/v2/users`, { method: 'POST', bearer: admin, body });
    const browser = new TestBrowser(hub.origin);
    await browser.signIn('ada', password);
    const deliver = () => runJobs(hub.hub, database);
    return { clock, database, post, admin, browser, deliver, ...hub };
  }

  const next = 'another horse entirely';

  test('changing one ends other sessions and what the former had got, not this session or access tokens', async () => {
    const { browser, origin, clock, post, deliver } = await start(true);
    const phone = new TestBrowser(origin);
    await phone.signIn('ada', password);
    const bearer = await apiToken(origin, 'ada', password);
    const token = await makeAccessToken(origin, ['ada', password], ['repo:read']);
    const change = (body: object) => browser.ask('/v2/user/password', { method: 'POST', body });
    expect((await change({ current_password: 'wrong', new_password: next })).status).toBe(401);
    expect((await change({ new_password: next })).status).toBe(401);
    const weak = await change({ current_password: password, new_password: 'iloveyou1' });
    expect(weak.body.fields).toHaveProperty('new_password');
    expect((await change({ current_password: password, new_password: next })).status).toBe(204);
    expect((await browser.ask('/v2/user')).status).toBe(200);
    clock.advance(500);
    expect((await browser.ask('/v2/user')).status).toBe(200);
    expect((await phone.ask('/v2/user')).status).toBe(401);
    expect((await send(`${origin}/v2/user`, { bearer })).status).toBe(401);
    expect((await askToken(origin, ['ada', token.token])).status).toBe(200);
    await deliver();
    expect(post.sent.at(-1)?.text).toContain('Your password was changed.');
  });

  test('reset by mail answers alike whether there is an account or not', async () => {
    const { browser, origin, clock, post, deliver, limiter, logged } = await start(true);
    const ask = async (identifier: string) => {
      const answer = await send(`${origin}/v2/password-reset`, {
        method: 'POST',
        body: { identifier },
        headers: { host: 'evil.example' },
      });
      limiter.reset();
      return [answer.status, answer.body];
    };
    expect(await ask('nobody')).toEqual(await ask('ADA@example.com'));
    await deliver();
    expect(post.sent.map(({ to }) => to)).toEqual(['ada@example.com']);
    // Never the host that a stranger named.
    expect(post.sent[0]?.text).toContain('https://hub.example/reset-password#');
    await ask('ada');
    await deliver();
    expect(post.sent).toHaveLength(1);
    const code = post.code('ada@example.com');
    const choose = (new_password: string) =>
      send(`${origin}/v2/password-reset/confirm`, { method: 'POST', body: { code, new_password } });
    expect((await choose('short')).status).toBe(400);
    expect((await choose(next)).status).toBe(204);
    expect((await choose(next)).status).toBe(404);
    clock.advance(500);
    expect((await browser.ask('/v2/user')).status).toBe(401);
    expect((await browser.signIn('ada', next)).status).toBe(200);
    clock.advance(61_000);
    await ask('ada');
    await deliver();
    const late = post.code('ada@example.com');
    clock.advance(31 * 60_000);
    const answer = await send(`${origin}/v2/password-reset/confirm`, {
      method: 'POST',
      body: { code: late, new_password: password },
    });
    expect(answer.status).toBe(404);
    for (let index = 0; index < 5; index++) {
      await send(`${origin}/v2/password-reset`, { method: 'POST', body: { identifier: 'ada' } });
    }
    expect((await ask('ada'))[0]).toBe(429);
    expect(logged.join('\n')).not.toContain(code);
  });

  test('without mail an administrator hands a link over, once', async () => {
    const { browser, origin, admin, clock } = await start(false);
    const asked = await send(`${origin}/v2/password-reset`, {
      method: 'POST',
      body: { identifier: 'ada' },
    });
    expect(asked).toMatchObject({ status: 409 });
    const url = `${origin}/v2/users/ada/password-reset`;
    const made = await send(url, { method: 'POST', bearer: admin });
    expect(made.status).toBe(201);
    expect(made.body.link).toMatch(new RegExp(`^${origin}/reset-password#`));
    const code = made.body.link.split('#')[1];
    const choose = () =>
      send(`${origin}/v2/password-reset/confirm`, {
        method: 'POST',
        body: { code, new_password: next },
      });
    expect((await choose()).status).toBe(204);
    expect((await choose()).status).toBe(404);
    clock.advance(500);
    expect((await browser.ask('/v2/user')).status).toBe(401);
    expect((await browser.signIn('ada', next)).status).toBe(200);
  });

  test('an account made without one cannot be signed in to until it is chosen by a link', async () => {
    const { origin, admin, browser } = await start(false);
    const body = { username: 'grace' };
    await send(`${origin}/v2/users`, { method: 'POST', bearer: admin, body });
    expect((await browser.signIn('grace', '')).status).toBe(400);
    expect((await browser.signIn('grace', 'a password that nobody has')).status).toBe(401);
    const made = await send(`${origin}/v2/users/grace/password-reset`, {
      ...{ method: 'POST', bearer: admin },
    });
    const code = made.body.link.split('#')[1];
    await send(`${origin}/v2/password-reset/confirm`, {
      method: 'POST',
      body: { code, new_password: next },
    });
    expect((await browser.signIn('grace', next)).status).toBe(200);
  });
});
