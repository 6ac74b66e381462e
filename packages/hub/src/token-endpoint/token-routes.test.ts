import { registryTokenSchema } from '@slipway/api';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { createRemoteJWKSet, decodeJwt, jwtVerify } from 'jose';
import { expect, test } from 'vitest';
import {
  apiToken,
  askToken,
  basic,
  makeAccessToken,
  makeAccount,
  send,
} from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

const form = { 'content-type': 'application/x-www-form-urlencoded' };

describeOnEveryDatabase('/token', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const started = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(started.origin, 'kirtan')] as const;
    return { clock, database, kirtan, ...started };
  }

  const granted = (answer: { body: { token: string } }) => decodeJwt(answer.body.token).access;

  test('grants what is asked and allowed, with keys to check it by', async () => {
    const { origin, kirtan } = await start();
    const scope = ['repository:kirtan/a:pull,push repository:other/b:pull', 'repository:x:push'];
    const answer = await askToken(origin, { as: kirtan, scope });
    expect(answer.status).toBe(200);
    expect(registryTokenSchema.parse(answer.body)).toEqual(answer.body);
    expect(answer.body.expires_in).toBeGreaterThanOrEqual(60);
    expect(answer.body.refresh_token).toBeUndefined();
    const keys = createRemoteJWKSet(new URL(`${origin}/.well-known/jwks.json`));
    const { payload } = await jwtVerify(answer.body.access_token, keys, { audience: 'slipway' });
    expect(payload.sub).toBe('kirtan');
    expect(payload.access).toEqual([
      { type: 'repository', name: 'kirtan/a', actions: ['pull', 'push'] },
    ]);
    const { body } = await send(`${origin}/token/jwks.json`);
    expect(body.keys).toHaveLength(1);
    expect(body.keys[0]).not.toHaveProperty('d');
  });

  test('writes bare names in full, and gives the catalog', async () => {
    const { origin } = await start();
    const answer = await askToken(origin, {
      as: ['admin', adminPassword],
      scope: ['repository:x:pull,push', 'registry:catalog:*', 'nonsense', 'repository:A/b:pull'],
    });
    expect(granted(answer)).toEqual([
      { type: 'repository', name: 'library/x', actions: ['pull', 'push'] },
      { type: 'registry', name: 'catalog', actions: ['*'] },
    ]);
  });

  test('refuses a wrong password, an unknown name and a malformed header alike', async () => {
    const { origin } = await start();
    for (const authorization of [
      basic('kirtan', 'wrong'),
      basic('nobody', 'wrong'),
      basic('kirtan', 'slp_pat_wrong'),
      'Basic !!!',
    ]) {
      const answer = await send(`${origin}/token?service=slipway`, { headers: { authorization } });
      expect(answer.status).toBe(401);
      expect(answer.body.errors[0].code).toBe('UNAUTHORIZED');
      expect(answer.headers.get('www-authenticate')).toMatch(/^Basic /);
    }
  });

  test('gives a token for us in our name only', async () => {
    const { origin, kirtan } = await start();
    const answer = await send(`${origin}/token?service=other.example`, {
      headers: { authorization: basic(...kirtan) },
    });
    expect(answer.status).toBe(400);
  });

  test('limits failed attempts, but not those who are known to be right', async () => {
    const { origin, kirtan, logged } = await start();
    await askToken(origin, { as: kirtan });
    for (let attempt = 0; attempt < 5; attempt++) {
      expect((await askToken(origin, { as: ['kirtan', `wrong-secret-${attempt}`] })).status).toBe(
        401,
      );
    }
    const refused = await askToken(origin, { as: ['kirtan', 'wrong-secret'] });
    expect(refused.status).toBe(429);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(refused.body.errors[0].code).toBe('TOOMANYREQUESTS');
    expect((await askToken(origin, { as: kirtan })).status).toBe(200);
    const atLogin = await send(`${origin}/v2/users/login/`, {
      method: 'POST',
      body: { username: 'kirtan', password: 'wrong' },
    });
    expect(atLogin.status).toBe(429);
    expect(logged.join()).not.toMatch(/wrong-secret|kirtan-password/);
  });

  test('takes OAuth2 by password and by refresh token, until the password changes', async () => {
    const { origin, kirtan, clock } = await start();
    const [username, password] = kirtan;
    const byPassword = new URLSearchParams({
      ...{ grant_type: 'password', service: 'slipway', client_id: 'docker' },
      ...{ access_type: 'offline', scope: 'repository:kirtan/a:pull', username, password },
    });
    const url = `${origin}/token`;
    const first = await send(url, { method: 'POST', headers: form, body: String(byPassword) });
    expect(first.status).toBe(200);
    const refresh = new URLSearchParams({
      ...{ grant_type: 'refresh_token', service: 'slipway', client_id: 'docker' },
      ...{ scope: 'repository:kirtan/a:push', refresh_token: first.body.refresh_token },
    });
    const again = () => send(url, { method: 'POST', headers: form, body: String(refresh) });
    const second = await again();
    expect(granted(second)).toEqual([{ type: 'repository', name: 'kirtan/a', actions: ['push'] }]);
    expect(second.body.refresh_token).toBe(first.body.refresh_token);
    const changed = await send(`${origin}/v2/user/password`, {
      method: 'POST',
      bearer: await apiToken(origin, ...kirtan),
      body: { current_password: password, new_password: 'another-password' },
    });
    expect(changed.status).toBe(204);
    clock.advance(500);
    const third = await again();
    expect(third.status).toBe(401);
    expect(third.body.error).toBe('invalid_grant');
  });

  test('ties refresh tokens to the access token that got them', async () => {
    const { origin, kirtan, clock } = await start();
    const pat = await makeAccessToken(origin, kirtan, ['repo:read']);
    const first = await askToken(origin, {
      as: ['kirtan', pat.token],
      scope: ['repository:kirtan/a:pull,push'],
      query: '&offline_token=true',
    });
    expect(granted(first)).toEqual([{ type: 'repository', name: 'kirtan/a', actions: ['pull'] }]);
    const refresh = new URLSearchParams({
      ...{ grant_type: 'refresh_token', refresh_token: first.body.refresh_token },
      ...{ scope: 'repository:kirtan/a:pull,push' },
    });
    const again = () =>
      send(`${origin}/token`, { method: 'POST', headers: form, body: String(refresh) });
    expect(granted(await again())).toEqual([
      { type: 'repository', name: 'kirtan/a', actions: ['pull'] },
    ]);
    await send(`${origin}/v2/access-tokens/${pat.uuid}`, {
      method: 'PATCH',
      bearer: await apiToken(origin, ...kirtan),
      body: { is_active: false },
    });
    clock.advance(500);
    expect((await again()).status).toBe(401);
  });

  test('refuses other media types, grant types and bodies without end', async () => {
    const { origin } = await start();
    const post = (body: string, headers: Record<string, string>) =>
      send(`${origin}/token`, { method: 'POST', headers, body });
    expect((await post('{}', { 'content-type': 'application/json' })).status).toBe(415);
    expect((await post('grant_type=magic', form)).status).toBe(400);
    expect((await post(`a=${'x'.repeat(1_100_000)}`, form)).status).toBe(413);
  });
});
