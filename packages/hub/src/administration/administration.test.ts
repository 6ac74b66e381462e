import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

describeOnEveryDatabase('what administrators look at', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const bearer = await apiToken(hub.origin, 'admin', adminPassword);
    const read = (path: string) => send(`${hub.origin}/v2/${path}`, { bearer });
    return { clock, database, bearer, read, ...hub };
  }

  test('counts of everything', async () => {
    const { read, origin } = await start();
    const password = await makeAccount(origin, 'ada');
    const ada = await apiToken(origin, 'ada', password);
    for (const name of ['one', 'two']) {
      await send(`${origin}/v2/namespaces/ada/repositories`, {
        ...{ method: 'POST', bearer: ada, body: { name, is_private: name === 'one' } },
      });
    }
    const { body } = await read('administration/overview');
    expect(body).toMatchObject({
      ...{ accounts: 2, administrators: 1, closed_accounts: 0, organizations: 0 },
      ...{ repositories: 2, private_repositories: 1, tags: 0, pulls: 0, sessions: 0 },
    });
  });

  test('health of each part', async () => {
    const { read, database } = await start();
    const { body } = await read('administration/health');
    expect(body).toMatchObject({
      ...{ ok: true, workers: { wanted: 1, running: 1, restarts: 0 } },
      database: { ok: true, engine: database.engine, problem: null },
      ...{ store: { ok: true, problem: null }, disk: { free: 8e9, total: 9e9, problem: null } },
    });
    expect(body.database.version).toMatch(/^\d+\./);
    expect(body.database.size).toBeGreaterThan(0);
    expect(body.uptime_seconds).toBeGreaterThan(0);
  });

  test('the settings in force; nothing of it for others', async () => {
    const { read, origin } = await start();
    const { body } = await read('administration/settings');
    expect(body.results[0]).toMatchObject({ key: 'signUp', value: 'closed', source: 'default' });
    const bearer = await apiToken(origin, 'ada', await makeAccount(origin, 'ada'));
    for (const path of ['overview', 'health', 'settings', 'invitations']) {
      const url = `${origin}/v2/administration/${path}`;
      expect((await send(url, { bearer })).status).toBe(403);
      expect((await send(url)).status).toBe(401);
    }
  });

  test('accounts are searched, filtered, closed, opened and given rights; all is noted', async () => {
    const { read, origin, bearer, database } = await start();
    await makeAccount(origin, 'ada', { full_name: 'Ada Lovelace', email: 'ada@example.com' });
    await makeAccount(origin, 'grace_hopper');
    const names = async (query: string) =>
      (await read(`users?${query}`)).body.results.map(
        (each: { username: string }) => each.username,
      );
    expect(await names('search=LOVE')).toEqual(['ada']);
    expect(await names('search=example.com')).toEqual(['ada']);
    expect(await names('search=e_h')).toEqual(['grace_hopper']);
    expect(await names('search=%25')).toEqual([]);
    expect(await names('filter=administrators')).toEqual(['admin']);
    const change = (body: object) =>
      send(`${origin}/v2/users/ada`, { method: 'PATCH', bearer, body });
    expect((await change({ is_admin: true, email: 'new@example.com' })).body).toMatchObject({
      ...{ is_admin: true, email: 'new@example.com', email_verified: true },
    });
    expect(await names('filter=administrators')).toEqual(['ada', 'admin']);
    await change({ is_active: false });
    expect(await names('filter=closed')).toEqual(['ada']);
    await change({ is_active: true });
    expect(await names('filter=open')).toEqual(['ada', 'admin', 'grace_hopper']);
    const actions = await database.query
      .selectFrom('hub_audit_events')
      .select(['action', 'actor_name'])
      .where('name', '=', 'ada')
      .orderBy('id')
      .execute();
    expect(actions.map(({ action }) => action)).toEqual([
      ...['account.create', 'account.update', 'account.close', 'account.open'],
    ]);
    expect(new Set(actions.map(({ actor_name }) => actor_name))).toEqual(new Set(['admin']));
  });
});
