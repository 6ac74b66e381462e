import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test, vi } from 'vitest';
import { EgressClient } from '../egress/egress-client.ts';
import { apiToken, askToken, makeAccount, send } from '../testing/client.ts';
import { openidClient, startOpenidServer } from '../testing/openid-server.ts';
import { keepingMailer, runJobs } from '../testing/run-jobs.ts';
import {
  adminPassword,
  openTestDatabase,
  startTestHub,
  TestClock,
  type TestHub,
} from '../testing/test-hub.ts';
import { TravellingBrowser } from '../testing/travelling-browser.ts';

// Each test starts a hub and a genuine provider.
vi.setConfig({ testTimeout: 60_000 });

const providersPath = '/v2/administration/openid-providers';

describeOnEveryDatabase('OpenID', (databases) => {
  async function open(more: object = {}) {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const callback = (slug: string) => `${hub.origin}/v2/session/openid/${slug}/callback`;
    const server = await startOpenidServer([callback('company'), callback('other')]);
    server.claims.set('user-1', {
      ...{ name: 'Ada Lovelace', preferred_username: 'Ada.L', groups: ['developers'] },
      ...{ email: 'Ada@Example.com', email_verified: true },
    });
    const admin = await apiToken(hub.origin, 'admin', adminPassword);
    const add = (slug: string, body: object = {}) =>
      send(hub.origin + providersPath, {
        ...{ method: 'POST', bearer: admin },
        body: {
          ...{ slug, name: 'The Company', issuer: server.issuer, client_id: openidClient.id },
          ...{ client_secret: openidClient.secret, sign_up: true, ...more, ...body },
        },
      });
    const added = await add('company');
    expect(added.status).toBe(201);
    const begin = `${hub.origin}/v2/session/openid/company`;
    const visit = async (browser: TravellingBrowser, url = begin) =>
      (await browser.visit(url, hub.origin)).end;
    return { clock, database, hub, server, admin, add, added, begin, visit };
  }

  type Setting = Awaited<ReturnType<typeof open>>;

  /** Signs up through the provider; the browser is signed in then. */
  async function signUp({ hub, visit }: Setting, username = 'ada') {
    const browser = new TravellingBrowser();
    const end = await visit(browser);
    expect(end.pathname).toBe('/sign-up/openid');
    const path = `${hub.origin}/v2/session/openid-sign-up`;
    const body = { ticket: end.hash.slice(1), username };
    const answer = await browser.change(path, 'POST', body);
    expect(answer.status, JSON.stringify(answer.body)).toBe(200);
    return browser;
  }

  const whoIs = async (hub: TestHub, browser: TravellingBrowser) =>
    (await browser.send(`${hub.origin}/v2/session`)).body;
  const errorOf = (end: URL) =>
    end.pathname === '/sign-in' ? end.searchParams.get('openid_error') : end.href;

  test('whoever a provider vouches for chooses a name, and from then on just signs in', async () => {
    const setting = await open();
    const { hub, visit, begin, database } = setting;
    const browser = new TravellingBrowser();
    const facts = await whoIs(hub, browser);
    expect(facts.hub.openid_providers).toEqual([{ slug: 'company', name: 'The Company' }]);
    const end = await visit(browser);
    const ticket = end.hash.slice(1);
    const path = `${hub.origin}/v2/session/openid-sign-up`;
    const shown = await send(`${path}/preview`, { method: 'POST', body: { ticket } });
    expect(shown.body).toEqual({
      ...{ provider_name: 'The Company', suggested_username: 'ada-l' },
      ...{ full_name: 'Ada Lovelace', email: 'ada@example.com' },
    });
    const choose = (username: string) => browser.change(path, 'POST', { ticket, username });
    expect((await choose('admin')).status).toBe(409);
    expect((await choose('Not A Name')).status).toBe(400);
    const made = await choose('ada');
    expect(made.body).toEqual({ state: 'signed-in', username: 'ada' });
    expect((await choose('ada2')).status).toBe(409);
    expect((await whoIs(hub, browser)).user).toMatchObject({
      ...{ username: 'ada', full_name: 'Ada Lovelace', email: 'ada@example.com' },
      ...{ email_verified: true, has_password: false },
    });
    const again = new TravellingBrowser();
    expect((await visit(again, `${begin}?return_to=/explore?q=1`)).href).toBe(
      `${hub.origin}/explore?q=1`,
    );
    expect((await whoIs(hub, again)).session.method).toBe('openid');
    const identities = await again.send(`${hub.origin}/v2/user/openid-identities`);
    expect(identities.body.results).toMatchObject([{ provider: 'company', subject: 'user-1' }]);
    const actions = await database.query.selectFrom('hub_audit_events').select('action').execute();
    expect(actions.map(({ action }) => action)).toEqual(
      expect.arrayContaining(['hub.openid_provider.create', 'account.openid.link']),
    );
  });

  test('an account without a password makes an access token for its commands', async () => {
    const setting = await open();
    const { hub } = setting;
    const browser = await signUp(setting);
    for (const secret of ['', 'null', 'ada-password']) {
      expect((await askToken(hub.origin, { as: ['ada', secret] })).status).toBe(401);
    }
    const body = { token_label: 'cli', scopes: ['repo:write'] };
    const token = await browser.change(`${hub.origin}/v2/access-tokens`, 'POST', body);
    expect(token.status).toBe(201);
    expect((await askToken(hub.origin, { as: ['ada', token.body.token] })).status).toBe(200);
  });

  test('an address, verified or not, never signs in to an account that is there', async () => {
    const setting = await open({ sign_up: false });
    const { hub, visit } = setting;
    await makeAccount(hub.origin, 'ada', { email: 'ada@example.com' });
    expect(errorOf(await visit(new TravellingBrowser()))).toBe('no-account');
    expect((await whoIs(hub, new TravellingBrowser())).user).toBeNull();
  });

  test('only an address that the provider has verified is believed, and of allowed domains', async () => {
    const setting = await open({ allowed_domains: ['example.com'] });
    const { visit, server } = setting;
    expect((await visit(new TravellingBrowser())).pathname).toBe('/sign-up/openid');
    for (const claims of [
      { email: 'ada@example.com', email_verified: false },
      { email: 'ada@example.com' },
      { email: 'ada@example.com', email_verified: 'true' },
      { email: 'ada@example.com.evil.org', email_verified: true },
      { email: 'example.com', email_verified: true },
      {},
    ]) {
      server.claims.set('user-1', claims);
      expect(errorOf(await visit(new TravellingBrowser())), JSON.stringify(claims)).toBe(
        'not-allowed',
      );
    }
  });

  test('somebody signed in links a provider, unlinks it, and cannot take another’s', async () => {
    const setting = await open();
    const { hub, server, visit } = setting;
    await signUp(setting);
    const password = await makeAccount(hub.origin, 'bob');
    const browser = new TravellingBrowser();
    const session = { username: 'bob', password };
    await browser.change(`${hub.origin}/v2/session`, 'POST', session);
    const path = `${hub.origin}/v2/user/openid-identities`;
    const link = async () => {
      const body = { provider: 'company', return_to: '/settings' };
      const begun = await browser.change(path, 'POST', body);
      expect(begun.status).toBe(200);
      return begun.body.location as string;
    };
    expect(errorOf(await visit(browser, await link()))).toBe('taken');
    server.user = 'user-2';
    browser.forget(server.issuer);
    expect((await visit(browser, await link())).pathname).toBe('/settings');
    const signedIn = new TravellingBrowser();
    await visit(signedIn);
    expect((await whoIs(hub, signedIn)).user.username).toBe('bob');
    // A link that was begun in one session ends in no other.
    server.user = 'user-3';
    browser.forget(server.issuer);
    const location = await link();
    const other = browser.copy();
    await other.change(`${hub.origin}/v2/session`, 'DELETE');
    expect(errorOf(await visit(other, location))).toBe('expired');

    const [identity] = (await signedIn.send(path)).body.results;
    expect((await signedIn.change(`${path}/${identity.id}`, 'DELETE')).status).toBe(204);
    server.user = 'user-2';
    expect((await visit(new TravellingBrowser())).pathname).toBe('/sign-up/openid');
  });

  test('a session whose secret is due gets its new one also on the way back', async () => {
    const setting = await open();
    const { hub, server, visit, clock } = setting;
    const browser = await signUp(setting);
    server.user = 'user-2';
    browser.forget(server.issuer);
    clock.advance(8 * 60_000);
    const path = `${hub.origin}/v2/user/openid-identities`;
    const begun = await browser.change(path, 'POST', { provider: 'company' });
    clock.advance(8 * 60_000);
    expect((await visit(browser, begun.body.location)).pathname).toBe('/');
    clock.advance(60_000);
    expect((await whoIs(hub, browser)).user.username).toBe('ada');
  });

  test('people are told when another way into their account is opened', async () => {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { sent, mailer } = keepingMailer();
    const hub = await startTestHub({ database, clock, mailer });
    const server = await startOpenidServer(
      ['one', 'two'].map((slug) => `${hub.origin}/v2/session/openid/${slug}/callback`),
    );
    server.claims.set('user-1', { email: 'ada@example.com', email_verified: true });
    const bearer = await apiToken(hub.origin, 'admin', adminPassword);
    for (const slug of ['one', 'two']) {
      const client = { client_id: openidClient.id, client_secret: openidClient.secret };
      const body = { slug, name: slug, issuer: server.issuer, ...client, sign_up: true };
      await send(hub.origin + providersPath, { method: 'POST', bearer, body });
    }
    const browser = new TravellingBrowser();
    const { end } = await browser.visit(`${hub.origin}/v2/session/openid/one`, hub.origin);
    await browser.change(`${hub.origin}/v2/session/openid-sign-up`, 'POST', {
      ...{ ticket: end.hash.slice(1), username: 'ada' },
    });
    const begun = await browser.change(`${hub.origin}/v2/user/openid-identities`, 'POST', {
      provider: 'two',
    });
    await browser.visit(begun.body.location, hub.origin);
    await runJobs(hub.hub, database);
    expect(sent.map(({ to, subject }) => `${to} ${subject}`)).toEqual([
      'ada@example.com Your account: two signs in to your account from now on.',
    ]);
  });

  test('the last way in is not given up', async () => {
    const setting = await open();
    const browser = await signUp(setting);
    const path = `${setting.hub.origin}/v2/user/openid-identities`;
    const [identity] = (await browser.send(path)).body.results;
    const answer = await browser.change(`${path}/${identity.id}`, 'DELETE');
    expect(answer.status).toBe(409);
    expect(answer.body.detail).toContain('set a password');
  });

  /** The address with which a provider sends the browser back, not yet followed. */
  async function sentBack({ hub, begin }: Setting, browser: TravellingBrowser): Promise<URL> {
    let next = new URL(begin);
    for (;;) {
      const answer = await browser.send(next.href);
      next = new URL(answer.headers.get('location') ?? '', next);
      if (next.origin === hub.origin) return next;
    }
  }

  test('an answer counts once, in the browser that asked, in time, unchanged', async () => {
    const setting = await open();
    const { visit, clock, hub } = setting;
    const browser = new TravellingBrowser();
    const back = await sentBack(setting, browser);
    const stranger = new TravellingBrowser();
    expect(errorOf(await visit(stranger, back.href))).toBe('expired');
    const change = (name: string, value: string) => {
      const url = new URL(back);
      url.searchParams.set(name, value);
      return url.href;
    };
    expect(errorOf(await visit(browser.copy(), change('state', 'x'.repeat(43))))).toBe('expired');
    hub.limiter.reset();
    // Mixed up: the answer says that it is of another issuer.
    expect(errorOf(await visit(browser.copy(), change('iss', 'https://evil.example')))).toBe(
      'failed',
    );
    expect(errorOf(await visit(browser.copy(), change('code', 'guessed')))).toBe('failed');
    hub.limiter.reset();
    const other = back.href.replace('/company/', '/other/');
    await setting.add('other');
    expect(errorOf(await visit(browser.copy(), other))).toBe('expired');
    const kept = browser.copy();
    expect((await visit(browser, back.href)).pathname).toBe('/sign-up/openid');
    expect(errorOf(await visit(browser, back.href))).toBe('expired');
    hub.limiter.reset();
    // Also with the cookie kept: the provider takes a code once.
    expect(errorOf(await visit(kept, back.href))).toBe('failed');
    const late = new TravellingBrowser();
    const lateBack = await sentBack(setting, late);
    clock.advance(10 * 60_000);
    expect(errorOf(await visit(late, lateBack.href))).toBe('expired');
  });

  test('a choice of name is good for fifteen minutes, and not as anything else', async () => {
    const setting = await open();
    const { visit, clock, hub } = setting;
    const path = `${hub.origin}/v2/session/openid-sign-up`;
    const end = await visit(new TravellingBrowser());
    const post = (ticket: string) =>
      send(path, { method: 'POST', body: { ticket, username: 'ada' } });
    expect((await post('s1.nothing.at-all')).status).toBe(400);
    expect((await post(`${end.hash.slice(1, -6)}AAAAAA`)).status).toBe(400);
    clock.advance(15 * 60_000);
    expect((await post(end.hash.slice(1))).status).toBe(400);
  });

  test('somebody who says no, and guessing, end at the sign-in page or before', async () => {
    const setting = await open();
    const { server, visit, hub } = setting;
    server.user = undefined;
    expect(errorOf(await visit(new TravellingBrowser()))).toBe('refused');
    const statuses = [];
    for (let index = 0; index < 6; index++) {
      const url = `${hub.origin}/v2/session/openid/company/callback?code=x&state=y`;
      statuses.push((await send(url)).status);
    }
    expect(statuses.slice(0, 4)).toEqual([302, 302, 302, 302]);
    expect(statuses.at(-1)).toBe(429);
  });

  test('a provider replaces its keys whenever it likes', async () => {
    const setting = await open();
    const { server, visit } = setting;
    await signUp(setting);
    await server.rotateKeys();
    expect((await visit(new TravellingBrowser())).pathname).toBe('/');
    await server.rotateKeys();
    expect((await visit(new TravellingBrowser())).pathname).toBe('/');
  });

  test('nobody is led to another site', async () => {
    const setting = await open();
    const { visit, begin, hub } = setting;
    await signUp(setting);
    for (const evil of [
      ...['https://evil.example/', '//evil.example', '/\\evil.example', '\\\\evil.example'],
      ...['javascript:alert(1)', '/%09/evil.example', '/\t/evil.example', '////evil.example', 'x'],
    ]) {
      const end = await visit(
        new TravellingBrowser(),
        `${begin}?return_to=${encodeURIComponent(evil)}`,
      );
      expect(end.origin, evil).toBe(hub.origin);
      expect(end.href.slice(hub.origin.length), evil).not.toMatch(/^\/[/\\]/);
    }
  });

  test('groups put into teams and take out again only whom they put there', async () => {
    const mapping = [
      { group: 'developers', organization: 'acme', team: 'devs' },
      { group: 'operators', organization: 'acme', team: 'ops' },
      { group: 'operators', organization: 'nowhere', team: 'ops' },
    ];
    const setting = await open({ teams: mapping, scopes: ['profile', 'email', 'groups'] });
    const { hub, admin, server, visit, database } = setting;
    const post = async (path: string, body: object) => {
      const answer = await send(hub.origin + path, { method: 'POST', bearer: admin, body });
      expect(answer.status, `${path} ${JSON.stringify(answer.body)}`).toBeLessThan(300);
    };
    await post('/v2/orgs', { orgname: 'acme' });
    for (const name of ['devs', 'ops', 'others']) await post('/v2/orgs/acme/groups', { name });
    const teamsOf = async () =>
      (
        await database.query
          .selectFrom('hub_team_members as member')
          .innerJoin('hub_teams as team', 'team.id', 'member.team_id')
          .innerJoin('hub_accounts as account', 'account.id', 'member.account_id')
          .select('team.name')
          .where('account.name', '=', 'ada')
          .orderBy('team.name')
          .execute()
      ).map(({ name }) => name);
    await signUp(setting);
    expect(await teamsOf()).toEqual(['devs']);
    await post('/v2/orgs/acme/groups/others/members', { member: 'ada' });
    const say = async (groups: unknown) => {
      server.claims.set('user-1', { groups });
      await visit(new TravellingBrowser());
      return teamsOf();
    };
    expect(await say(['operators', 'unknown'])).toEqual(['ops', 'others']);
    expect(await say('developers')).toEqual(['devs', 'others']);
    // Somebody has put her there by hand: the provider has no say in it.
    await post('/v2/orgs/acme/groups/ops/members', { member: 'ada' });
    expect(await say(['operators'])).toEqual(['ops', 'others']);
    expect(await say([])).toEqual(['ops', 'others']);
    expect(await say(['developers'])).toEqual(['devs', 'ops', 'others']);
    const removed = await send(`${hub.origin}${providersPath}/company`, {
      ...{ method: 'DELETE', bearer: admin },
    });
    expect(removed.status).toBe(204);
    expect(await teamsOf()).toEqual(['ops', 'others']);
  });

  test('administrators alone see and change providers, and nobody sees their secrets', async () => {
    const { hub, admin, added, database, server, visit } = await open();
    const path = `${hub.origin}${providersPath}/company`;
    expect(added.body).toMatchObject({
      has_client_secret: true,
      redirect_uri: `${hub.origin}/v2/session/openid/company/callback`,
    });
    const checked = await send(`${path}/check`, { method: 'POST', bearer: admin });
    expect(checked.body).toMatchObject({ issuer: server.issuer, has_userinfo: true });
    const row = await database.query
      .selectFrom('hub_openid_providers')
      .selectAll()
      .executeTakeFirstOrThrow();
    const everything = JSON.stringify([added.body, checked.body, row, hub.logged]);
    expect(everything).not.toContain(openidClient.secret);
    const password = await makeAccount(hub.origin, 'ada');
    const bearer = await apiToken(hub.origin, 'ada', password);
    for (const method of ['GET', 'PATCH', 'DELETE']) {
      const body = method === 'PATCH' ? { body: { name: 'x' } } : {};
      expect((await send(path, { method, bearer, ...body })).status).toBe(403);
    }
    const patch = (body: object) => send(path, { method: 'PATCH', bearer: admin, body });
    expect((await patch({ is_enabled: false })).body.is_enabled).toBe(false);
    await expect(visit(new TravellingBrowser())).rejects.toThrow('404');
    expect((await patch({ is_enabled: true, client_secret: 'wrong' })).status).toBe(200);
    expect(errorOf(await visit(new TravellingBrowser()))).toBe('failed');
    expect((await patch({ client_secret: openidClient.secret })).status).toBe(200);
    expect((await visit(new TravellingBrowser())).pathname).toBe('/sign-up/openid');
    expect((await send(path, { method: 'DELETE', bearer: admin })).status).toBe(204);
    expect((await send(path, { bearer: admin })).status).toBe(404);
  });

  test('an issuer in a private network, or without TLS, needs the administrator of the machine', async () => {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const resolve = async (host: string) => [
      { address: host === 'inside.example' ? '10.0.0.1' : '93.184.215.14', family: 4 },
    ];
    const hub = await startTestHub({ database, clock, egress: new EgressClient({ resolve }) });
    const bearer = await apiToken(hub.origin, 'admin', adminPassword);
    const create = (slug: string, issuer: string) =>
      send(hub.origin + providersPath, {
        ...{ method: 'POST', bearer, body: { slug, name: 'x', issuer, client_id: 'x' } },
      });
    for (const issuer of [
      ...['http://127.0.0.1:9/', 'https://169.254.169.254/', 'https://inside.example/'],
      ...['http://outside.example/', 'https://user:pass@outside.example/', 'file:///etc/passwd'],
    ]) {
      expect((await create('a', issuer)).status, issuer).toBe(400);
    }
    expect((await create('a', 'https://outside.example/')).status).toBe(201);
  });
});
