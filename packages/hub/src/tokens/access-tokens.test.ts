import { accessTokenPageSchema } from '@slipway/api';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { TestBrowser } from '../testing/browser.ts';
import { apiToken, askToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

describeOnEveryDatabase('personal access tokens', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const { origin } = hub;
    const ada = ['ada', await makeAccount(origin, 'ada')] as const;
    const bob = ['bob', await makeAccount(origin, 'bob')] as const;
    const bearer = await apiToken(origin, ...ada);
    const push = async (as: readonly [string, string], name: string, makePrivate = true) => {
      const made = await send(`${origin}/v2/namespaces/${as[0]}/repositories`, {
        method: 'POST',
        bearer: await apiToken(origin, ...as),
        body: { name, is_private: makePrivate },
      });
      if (made.status !== 201) throw new Error(`no repository: ${made.status}`);
    };
    await push(ada, 'one');
    await push(ada, 'two');
    await push(ada, 'open', false);
    await push(bob, 'secret');
    await push(bob, 'shared', false);
    /** What a token's holder is granted of a repository. */
    const granted = async (token: string, name: string) => {
      const scope = [`repository:${name}:pull,push,delete`];
      const { scope: text } = (await askToken(origin, { as: ['ada', token], scope })).body;
      return text.split(':')[2] ?? '';
    };
    return { clock, database, bearer, ada, granted, ...hub };
  }

  test('limited to chosen repositories they reach those alone', async () => {
    const { origin, ada, granted, bearer } = await start();
    const made = await makeAccessToken(origin, ada, ['repo:write'], { repositories: ['ada/one'] });
    expect(made).toMatchObject({ repositories: ['ada/one'], public_read: false });
    expect(await granted(made.token, 'ada/one')).toBe('pull,push');
    for (const other of ['ada/two', 'ada/open', 'bob/shared', 'bob/secret', 'ada/new']) {
      expect(await granted(made.token, other), other).toBe('');
    }
    const names = async (token: string) => {
      const as = await apiToken(origin, 'ada', token);
      const { body } = await send(`${origin}/v2/namespaces/ada/repositories`, { bearer: as });
      return body.results.map((each: { name: string }) => each.name);
    };
    expect(await names(made.token)).toEqual(['one']);
    const wide = await makeAccessToken(origin, ada, ['repo:admin'], {
      ...{ repositories: ['ada/two'], public_read: true },
    });
    expect(await granted(wide.token, 'ada/two')).toBe('pull,push,delete');
    expect(await granted(wide.token, 'ada/open')).toBe('pull');
    expect(await granted(wide.token, 'bob/shared')).toBe('pull');
    expect(await granted(wide.token, 'ada/one')).toBe('');
    const page = (await send(`${origin}/v2/access-tokens`, { bearer })).body;
    expect(accessTokenPageSchema.parse(page)).toEqual(page);
    expect(page.results.map((each: { repositories: unknown }) => each.repositories)).toContainEqual(
      ['ada/two'],
    );
  });

  test('what one may not see cannot be chosen, and is not told from what is not there', async () => {
    const { origin, bearer } = await start();
    const create = (body: object) =>
      send(`${origin}/v2/access-tokens`, {
        ...{ method: 'POST', bearer },
        body: { token_label: 'x', ...body },
      });
    const hidden = await create({ repositories: ['bob/secret'] });
    const absent = await create({ repositories: ['bob/absent'] });
    expect(hidden.status).toBe(400);
    expect(hidden.body.message.replace('secret', 'absent')).toBe(absent.body.message);
    expect((await create({ repositories: [] })).status).toBe(400);
    expect((await create({ public_read: true })).status).toBe(400);
    expect((await create({ expires_at: '2001-01-01T00:00:00Z' })).status).toBe(400);
  });

  test('expire, are deactivated and come back, within a second on every worker', async () => {
    const { origin, ada, bearer, granted, clock } = await start();
    const until = new Date(clock.now + 60_000).toISOString();
    const made = await makeAccessToken(origin, ada, ['repo:read'], { expires_at: until });
    const change = (is_active: boolean) =>
      send(`${origin}/v2/access-tokens/${made.uuid}`, {
        ...{ method: 'PATCH', bearer, body: { is_active } },
      });
    expect(await granted(made.token, 'ada/one')).toBe('pull');
    await change(false);
    const refused = await askToken(origin, { as: ['ada', made.token] });
    expect(refused.status).toBe(401);
    await change(true);
    clock.advance(500);
    expect(await granted(made.token, 'ada/one')).toBe('pull');
    clock.advance(60_000);
    expect((await askToken(origin, { as: ['ada', made.token] })).status).toBe(401);
  });

  test('older clients find them at /v2/api_tokens; Docker’s own make one for themselves', async () => {
    const { origin, bearer, granted } = await start();
    const older = `${origin}/v2/api_tokens`;
    const made = await send(older, {
      method: 'POST',
      bearer,
      body: { token_label: 'hub-tool', is_active: false },
    });
    expect(made).toMatchObject({ status: 201, body: { scopes: ['repo:admin'], is_active: true } });
    expect((await send(`${older}?page=1&page_size=100`, { bearer })).body.count).toBe(1);
    const one = `${older}/${made.body.uuid}`;
    const body = { token_label: 'renamed', is_active: true };
    const renamed = await send(one, { method: 'PATCH', bearer, body });
    expect(renamed.body.token_label).toBe('renamed');
    expect((await send(one, { bearer })).body.token).toBe('');
    expect((await send(one, { method: 'DELETE', bearer })).status).toBe(202);
    const generated = await send(`${origin}/v2/access-tokens/desktop-generate`, {
      ...{ method: 'POST', bearer },
    });
    expect(generated.status).toBe(201);
    expect(generated.headers.get('cache-control')).toBe('no-store');
    expect(await granted(generated.body.data.token, 'ada/one')).toBe('pull,push,delete');
    const page = await send(older, { bearer });
    expect(page.body.results[0]).toMatchObject({ generated_by: 'auto', token: '' });
    const { id } = (await send(`${origin}/v2/user`, { bearer })).body;
    const plan = await send(`${origin}/api/billing/v4/accounts/${id}/hub-plan`, { bearer });
    expect(plan.body).toMatchObject({ name: 'slipway' });
  });

  test('cannot make or see tokens, and every change of them is noted', async () => {
    const { origin, ada, database } = await start();
    const made = await makeAccessToken(origin, ada, ['repo:admin']);
    const as = await apiToken(origin, 'ada', made.token);
    expect((await send(`${origin}/v2/access-tokens`, { bearer: as })).status).toBe(403);
    const browser = new TestBrowser(origin);
    await browser.signIn(...ada);
    const one = `/v2/access-tokens/${made.uuid}`;
    await browser.ask(one, { method: 'PATCH', body: { is_active: false } });
    await browser.ask(one, { method: 'DELETE' });
    const events = await database.query
      .selectFrom('hub_audit_events')
      .selectAll()
      .where('action', 'like', 'account.access_token.%')
      .orderBy('id')
      .execute();
    expect(events.map(({ action }) => action.split('.')[2])).toEqual([
      'create',
      'update',
      'delete',
    ]);
    expect(events.every(({ actor_name, address }) => actor_name === 'ada' && address !== '')).toBe(
      true,
    );
    expect(JSON.stringify(events)).not.toContain(made.token);
  });
});
