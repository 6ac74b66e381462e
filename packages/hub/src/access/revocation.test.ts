import { createHash } from 'node:crypto';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, askToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { freshnessMilliseconds } from './fresh-cache.ts';

const scope = ['repository:kirtan/app:pull,push,delete'];

describeOnEveryDatabase('what is revoked by one worker', (databases) => {
  /** Two workers of one hub; `kirtan/app` is there and private. */
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const one = await startTestHub({ database, clock });
    const other = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(one.origin, 'kirtan')] as const;
    const bearer = await apiToken(one.origin, ...kirtan);
    const made = await send(`${one.origin}/v2/namespaces/kirtan/repositories`, {
      method: 'POST',
      bearer,
      body: { name: 'app', is_private: true },
    });
    expect(made.status).toBe(201);
    const admin = await apiToken(one.origin, 'admin', adminPassword);
    const tags = (token: string) =>
      send(`${other.origin}/v2/kirtan/app/tags/list`, { bearer: token });
    return { clock, database, one, other, kirtan, bearer, admin, tags };
  }

  const change = (origin: string, path: string, method: string, bearer: string, body?: unknown) =>
    send(`${origin}${path}`, { method, bearer, ...(body === undefined ? {} : { body }) });

  test('is so for the other half a second later: an access token', async () => {
    const { clock, one, other, kirtan, bearer, tags } = await start();
    const pat = await makeAccessToken(one.origin, kirtan, ['repo:read']);
    const { token } = (await askToken(one.origin, { as: ['kirtan', pat.token], scope })).body;
    expect((await tags(token)).status).toBe(200);
    await change(one.origin, `/v2/access-tokens/${pat.uuid}`, 'DELETE', bearer);
    clock.advance(freshnessMilliseconds);
    const refused = await tags(token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('error="invalid_token"');
    expect((await askToken(other.origin, { as: ['kirtan', pat.token], scope })).status).toBe(401);
  });

  test('an access token that expires', async () => {
    const { clock, one, kirtan, tags } = await start();
    const expires = new Date(clock.now + 10_000).toISOString();
    const pat = await makeAccessToken(one.origin, kirtan, ['repo:read'], { expires_at: expires });
    const { token } = (await askToken(one.origin, { as: ['kirtan', pat.token], scope })).body;
    expect((await tags(token)).status).toBe(200);
    clock.advance(10_000);
    expect((await tags(token)).status).toBe(401);
  });

  test('a password, with what it got', async () => {
    const { clock, one, other, kirtan, bearer, tags } = await start();
    const { token } = (await askToken(one.origin, { as: kirtan, scope })).body;
    expect((await tags(token)).status).toBe(200);
    const body = { current_password: kirtan[1], new_password: 'quite-another' };
    const changed = await change(one.origin, '/v2/user/password', 'POST', bearer, body);
    expect(changed.status).toBe(204);
    // The other worker has just seen the old password: what the new one got holds there at once.
    const renewed = await apiToken(one.origin, 'kirtan', body.new_password);
    expect((await send(`${other.origin}/v2/user`, { bearer: renewed })).status).toBe(200);
    clock.advance(freshnessMilliseconds);
    expect((await tags(token)).status).toBe(401);
    expect((await send(`${other.origin}/v2/user`, { bearer })).status).toBe(401);
    expect((await askToken(other.origin, { as: kirtan, scope })).status).toBe(401);
    expect((await askToken(one.origin, { as: kirtan, scope })).status).toBe(401);
  });

  test('an account, also when it is opened again', async () => {
    const { clock, one, kirtan, admin, tags } = await start();
    const { token } = (await askToken(one.origin, { as: kirtan, scope })).body;
    const pat = await makeAccessToken(one.origin, kirtan, ['repo:admin']);
    expect((await tags(token)).status).toBe(200);
    await change(one.origin, '/v2/users/kirtan', 'PATCH', admin, { is_active: false });
    clock.advance(freshnessMilliseconds);
    expect((await tags(token)).status).toBe(401);
    expect((await askToken(one.origin, { as: kirtan })).status).toBe(401);
    await change(one.origin, '/v2/users/kirtan', 'PATCH', admin, { is_active: true });
    clock.advance(freshnessMilliseconds);
    expect((await tags(token)).status).toBe(401);
    expect((await askToken(one.origin, { as: ['kirtan', pat.token] })).status).toBe(401);
    expect((await askToken(one.origin, { as: kirtan })).status).toBe(200);
  });

  test('while what is allowed holds for the other at once, whatever it remembers', async () => {
    const { one, other, kirtan, bearer } = await start();
    const path = '/v2/namespaces/kirtan/repositories/app';
    const read = async (of: { origin: string }, asker?: string) =>
      (await send(`${of.origin}/v2/repositories/kirtan/app`, { bearer: asker })).status;
    const granted = async () => (await askToken(other.origin, { scope })).body.scope ?? '';
    expect([await read(other), await granted()]).toEqual([404, '']);
    await change(one.origin, path, 'PATCH', bearer, { is_private: false });
    expect([await read(other), await granted()]).toEqual([200, 'repository:kirtan/app:pull']);
    const anonymous = (await askToken(other.origin, { scope })).body.token;
    const pull = () => send(`${other.origin}/v2/kirtan/app/tags/list`, { bearer: anonymous });
    expect((await pull()).status).toBe(200);
    await change(one.origin, path, 'PATCH', bearer, { is_private: true });
    // The page reads it anew, and what it read holds for the registry as well.
    expect([await read(other), (await pull()).status]).toEqual([404, 401]);
    await change(one.origin, path, 'PATCH', bearer, { is_private: false });
    expect((await pull()).status).toBe(200);
    const guest = await makeAccount(one.origin, 'guest');
    const guests = await apiToken(other.origin, 'guest', guest);
    await change(one.origin, path, 'PATCH', bearer, { is_private: true });
    expect(await read(other, guests)).toBe(404);
    const shared = await change(one.origin, `${path}/collaborators`, 'POST', bearer, {
      user: 'guest',
      permission: 'read',
    });
    expect(shared.status).toBeLessThan(300);
    expect(await read(other, guests)).toBe(200);
    expect((await askToken(other.origin, { as: ['guest', guest], scope })).body.scope).toBe(
      'repository:kirtan/app:pull',
    );
    expect((await askToken(one.origin, { as: kirtan, scope })).status).toBe(200);
  });

  test('a repository closed, deleted, or made private', async () => {
    const { clock, one, kirtan, bearer, admin, tags } = await start();
    const path = '/v2/namespaces/kirtan/repositories/app';
    await change(one.origin, path, 'PATCH', bearer, { is_private: false });
    clock.advance(freshnessMilliseconds);
    const anonymous = (await askToken(one.origin, { scope })).body.token;
    const { token } = (await askToken(one.origin, { as: kirtan, scope })).body;
    expect((await tags(anonymous)).status).toBe(200);
    await change(one.origin, path, 'PATCH', bearer, { is_private: true });
    clock.advance(freshnessMilliseconds);
    expect((await tags(anonymous)).status).toBe(401);
    expect((await tags(token)).status).toBe(200);
    expect((await change(one.origin, path, 'PATCH', bearer, { is_closed: true })).status).toBe(403);
    expect((await change(one.origin, path, 'PATCH', admin, { is_closed: true })).status).toBe(204);
    clock.advance(freshnessMilliseconds);
    expect((await tags(token)).body.errors[0].code).toBe('NAME_UNKNOWN');
    const open = await change(one.origin, path, 'PATCH', admin, { is_closed: false });
    expect(open.status).toBe(200);
    clock.advance(freshnessMilliseconds);
    expect((await tags(token)).status).toBe(200);
    expect((await change(one.origin, path, 'DELETE', bearer)).status).toBe(202);
    clock.advance(freshnessMilliseconds);
    expect((await tags(token)).body.errors[0].code).toBe('NAME_UNKNOWN');
  });

  test('holds in the transaction of a push at once, whatever was remembered', async () => {
    const { one, other, kirtan, bearer } = await start();
    const pat = await makeAccessToken(one.origin, kirtan, ['repo:write']);
    const { token } = (await askToken(one.origin, { as: ['kirtan', pat.token], scope })).body;
    const digest = `sha256:${createHash('sha256').update('layer').digest('hex')}`;
    const push = () =>
      send(`${other.origin}/v2/kirtan/app/blobs/uploads/?digest=${digest}`, {
        method: 'POST',
        bearer: token,
        body: 'layer',
        headers: { 'content-type': 'application/octet-stream' },
      });
    expect((await push()).status).toBe(201);
    await change(one.origin, `/v2/access-tokens/${pat.uuid}`, 'DELETE', bearer);
    // No time has passed: the worker still remembers the token as good.
    expect((await push()).status).toBe(403);
  });
});
