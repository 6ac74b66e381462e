import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { TestBrowser } from '../testing/browser.ts';
import { apiToken, askToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

describeOnEveryDatabase('deleting an account', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const { origin } = hub;
    const password = await makeAccount(origin, 'ada');
    await makeAccount(origin, 'bob');
    const browser = new TestBrowser(origin);
    await browser.signIn('ada', password);
    for (const [name, isPrivate] of [
      ['one', true],
      ['two', false],
    ] as const) {
      const body = { name, is_private: isPrivate };
      await browser.ask('/v2/namespaces/ada/repositories', { method: 'POST', body });
    }
    const remove = (body: object) =>
      browser.ask('/v2/user/deletion', { method: 'POST', body: { username: 'ada', ...body } });
    /** Makes an organization of which these are owners. */
    const organization = async (name: string, owners: readonly string[]) => {
      await browser.ask('/v2/orgs', { method: 'POST', body: { orgname: name, company: name } });
      const bearer = await apiToken(origin, 'admin', adminPassword);
      for (const member of owners) {
        if (member === 'ada') continue;
        await send(`${origin}/v2/orgs/${name}/members`, {
          ...{ method: 'POST', bearer, body: { member, role: 'owner' } },
        });
      }
    };
    return { clock, database, password, browser, remove, organization, ...hub };
  }

  test('says first what happens to its repositories, and asks for name and password', async () => {
    const { browser, remove, clock, password } = await start();
    const { body } = await browser.ask('/v2/user/deletion');
    expect(body).toMatchObject({
      ...{ blocked_by: null, repository_count: 2, may_transfer_to: [], last_owner_of: [] },
      repositories: [
        { name: 'ada/one', is_private: true, pull_count: 0 },
        { name: 'ada/two', is_private: false, pull_count: 0 },
      ],
    });
    expect((await remove({ username: 'bob', password })).status).toBe(400);
    expect((await remove({ password: 'wrong' })).status).toBe(401);
    clock.advance(11 * 60_000);
    expect((await remove({})).body.code).toBe('confirmation-needed');
    expect((await browser.ask('/v2/user')).status).toBe(200);
  });

  test('voids everything at once; the name rests; nothing of it is left', async () => {
    const { browser, remove, origin, clock, password, database } = await start();
    const bearer = await apiToken(origin, 'ada', password);
    const token = await makeAccessToken(origin, ['ada', password], ['repo:admin'], {
      repositories: ['ada/one'],
    });
    const refresh = (
      await askToken(origin, { as: ['ada', token.token], query: '&offline_token=true' })
    ).body.refresh_token;
    expect(
      (
        await send(`${origin}/v2/user/deletion`, {
          method: 'POST',
          bearer,
          body: { username: 'ada' },
        })
      ).status,
    ).toBe(400);
    expect((await remove({})).status).toBe(204);
    expect(browser.cookies.size).toBe(0);
    clock.advance(500);
    expect((await send(`${origin}/v2/user`, { bearer })).status).toBe(401);
    for (const as of [
      ['ada', token.token],
      ['ada', password],
      ['<token>', refresh],
    ] as const) {
      expect((await askToken(origin, { as })).status).toBe(401);
    }
    expect((await send(`${origin}/v2/users/ada`)).status).toBe(404);
    expect((await send(`${origin}/v2/namespaces/ada/repositories/two`)).status).toBe(404);
    for (const table of ['hub_sessions', 'hub_access_tokens', 'hub_refresh_tokens'] as const) {
      expect(await database.query.selectFrom(table).selectAll().execute()).toEqual([]);
    }
    const admin = await apiToken(origin, 'admin', adminPassword);
    const again = async () => {
      const body = { username: 'ada', password: 'plain enough horse' };
      return (await send(`${origin}/v2/users`, { method: 'POST', bearer: admin, body })).status;
    };
    expect(await again()).toBe(409);
    const noted = await database.query
      .selectFrom('hub_audit_events')
      .select(['actor_name', 'data'])
      .where('action', '=', 'account.delete')
      .execute();
    expect(noted).toEqual([
      { actor_name: 'ada', data: JSON.stringify({ repositories: 2, transfer_to: null }) },
    ]);
    clock.advance(91 * 24 * 3_600_000);
    const later = await apiToken(origin, 'admin', adminPassword);
    const body = { username: 'ada', password: 'plain enough horse' };
    const made = await send(`${origin}/v2/users`, { method: 'POST', bearer: later, body });
    expect(made.status).toBe(201);
  });

  test('the last owner of an organization, and the last administrator, must hand over first', async () => {
    const { browser, remove, origin, organization } = await start();
    await organization('acme', ['ada']);
    const { body } = await browser.ask('/v2/user/deletion');
    expect(body).toMatchObject({ last_owner_of: ['acme'], may_transfer_to: ['acme'] });
    expect(body.blocked_by).toContain('make somebody else an owner');
    expect(await remove({})).toMatchObject({ status: 409, body: { message: body.blocked_by } });
    const admin = new TestBrowser(origin);
    await admin.signIn('admin', adminPassword);
    const last = await admin.ask('/v2/user/deletion', {
      method: 'POST',
      body: { username: 'admin' },
    });
    expect(last.status).toBe(409);
  });

  test('repositories go to an organization instead, and are reached by their former names', async () => {
    const { remove, origin, organization, clock } = await start();
    await organization('acme', ['ada', 'bob']);
    expect((await remove({ transfer_to: 'bob' })).status).toBe(400);
    expect((await remove({ transfer_to: 'acme' })).status).toBe(204);
    clock.advance(500);
    const found = await send(`${origin}/v2/namespaces/acme/repositories/two`);
    expect(found.status).toBe(200);
    const scope = ['repository:ada/two:pull'];
    expect((await askToken(origin, { scope })).body.scope).toBe('repository:ada/two:pull');
  });
});
