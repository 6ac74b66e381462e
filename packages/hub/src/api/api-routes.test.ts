import {
  accessTokenPageSchema,
  accessTokenSchema,
  authTokenAnswerSchema,
  loginAnswerSchema,
  problemSchema,
  repositoryPageSchema,
  repositorySchema,
  tagPageSchema,
  userPageSchema,
  userSchema,
} from '@slipway/api';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, askToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

describeOnEveryDatabase('the API', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { origin, hub, logged } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const bearer = await apiToken(origin, ...kirtan);
    const admin = await apiToken(origin, 'admin', adminPassword);
    return { clock, origin, hub, logged, kirtan, bearer, admin };
  }

  test('signs in at both addresses, with a slash or without', async () => {
    const { origin, kirtan } = await start();
    const [username, password] = kirtan;
    for (const slash of ['', '/']) {
      const login = await send(`${origin}/v2/users/login${slash}`, {
        method: 'POST',
        body: { username, password },
      });
      expect(login.status).toBe(200);
      expect(loginAnswerSchema.parse(login.body)).toEqual(login.body);
      const auth = await send(`${origin}/v2/auth/token${slash}`, {
        method: 'POST',
        body: { identifier: username, secret: password },
      });
      expect(authTokenAnswerSchema.parse(auth.body)).toEqual(auth.body);
    }
    const wrong = await send(`${origin}/v2/users/login`, {
      method: 'POST',
      body: { username, password: 'wrong' },
    });
    expect(wrong.status).toBe(401);
    expect(wrong.headers.get('content-type')).toBe('application/problem+json');
    expect(problemSchema.parse(wrong.body)).toEqual(wrong.body);
  });

  test('personal access tokens: made, shown once, listed, renamed, deleted', async () => {
    const { origin, kirtan, bearer } = await start();
    const url = `${origin}/v2/access-tokens`;
    const made = await makeAccessToken(origin, kirtan, ['repo:read', 'repo:write']);
    expect(accessTokenSchema.parse(made)).toEqual(made);
    const listed = (await send(`${url}?page_size=1000`, { bearer })).body;
    expect(accessTokenPageSchema.parse(listed)).toEqual(listed);
    expect(listed).toMatchObject({ count: 1, active_count: 1, next: null });
    expect(listed.results[0].token).toBe('');
    const renamed = await send(`${url}/${made.uuid}/`, {
      method: 'PATCH',
      bearer,
      body: { token_label: 'renamed', is_active: false },
    });
    expect(renamed.body).toMatchObject({ token_label: 'renamed', is_active: false });
    const others = await apiToken(origin, 'admin', adminPassword);
    expect((await send(`${url}/${made.uuid}`, { bearer: others })).status).toBe(404);
    expect((await send(`${url}/${made.uuid}`, { method: 'DELETE', bearer })).status).toBe(204);
    expect((await send(`${url}/${made.uuid}`, { method: 'DELETE', bearer })).status).toBe(404);
  });

  test('accounts: made by administrators under names that meet no address', async () => {
    const { origin, hub, admin, bearer } = await start();
    const create = (username: string, password = 'long-enough') =>
      send(`${origin}/v2/users`, { method: 'POST', bearer: admin, body: { username, password } });
    const made = await create('ada');
    expect(made.status).toBe(201);
    expect(userSchema.parse(made.body)).toEqual(made.body);
    expect((await create('ada')).status).toBe(409);
    expect((await create('grace', 'short')).status).toBe(400);
    const firstSegments = hub.routes.map(({ template }) => template.split('/')[2] ?? '');
    for (const name of [...firstSegments, 'library', 'orgs', '_catalog', 'a.b', 'A', 'a', 'a--b']) {
      expect((await create(name)).status, name).toBe(400);
    }
    const page = (await send(`${origin}/v2/users?page_size=2`, { bearer: admin })).body;
    expect(userPageSchema.parse(page)).toEqual(page);
    expect(page.results.map((user: { username: string }) => user.username)).toEqual([
      'ada',
      'admin',
    ]);
    const next = (await send(page.next, { bearer: admin })).body;
    expect(next.results).toHaveLength(1);
    expect(next.next).toBeNull();
    const beyond = await send(`${origin}/v2/users?page=9`, { bearer: admin });
    expect(beyond.status).toBe(404);
    const self = (await send(`${origin}/v2/user/`, { bearer })).body;
    expect(self).toMatchObject({ username: 'kirtan', is_admin: false });
    const last = await send(`${origin}/v2/users/admin`, { method: 'DELETE', bearer: admin });
    expect(last.status).toBe(409);
  });

  test('repositories: made, listed to whom they are visible, changed, deleted', async () => {
    const { origin, bearer } = await start();
    const url = `${origin}/v2/namespaces/kirtan/repositories`;
    const create = (body: object) => send(url, { method: 'POST', bearer, body });
    const made = await create({ name: 'app', namespace: 'kirtan', is_private: true });
    expect(made.status).toBe(201);
    expect(repositorySchema.parse(made.body)).toEqual(made.body);
    expect((await create({ name: 'app' })).status).toBe(409);
    const invalid = await create({ name: '../x', description: 'd'.repeat(101) });
    expect(invalid.status).toBe(400);
    expect(Object.keys(invalid.body.fields)).toEqual(['name', 'description']);
    await create({ name: 'shared' });
    const names = async (token?: string) => {
      const { body } = await send(url, { bearer: token });
      expect(repositoryPageSchema.parse(body)).toEqual(body);
      return body.results.map((entry: { name: string }) => entry.name);
    };
    expect(await names(bearer)).toEqual(['app', 'shared']);
    expect(await names()).toEqual(['shared']);
    const patched = await send(`${url}/app`, {
      method: 'PATCH',
      bearer,
      body: { description: 'An app', sparse: true, is_private: false },
    });
    expect(patched.body).toMatchObject({ description: 'An app', sparse: true, is_private: false });
    expect(await names()).toEqual(['app', 'shared']);
    expect((await send(`${url}/app`, { method: 'HEAD' })).status).toBe(200);
    expect((await send(`${url}/app`, { method: 'DELETE', bearer })).status).toBe(202);
    expect((await send(`${url}/app`, { bearer })).status).toBe(404);
  });

  test('a first push makes the repository as its account wants it; deleting it takes all', async () => {
    const { origin, clock, kirtan, bearer } = await start();
    await send(`${origin}/v2/user`, {
      method: 'PATCH',
      bearer,
      body: { default_visibility: 'private' },
    });
    const scope = ['repository:kirtan/new:pull,push', 'registry:catalog:*'];
    const { token } = (await askToken(origin, { as: kirtan, scope })).body;
    const manifest = JSON.stringify({
      schemaVersion: 2,
      mediaType: 'application/vnd.oci.image.index.v1+json',
      manifests: [],
    });
    const push = () =>
      send(`${origin}/v2/kirtan/new/manifests/latest`, {
        method: 'PUT',
        bearer: token,
        body: manifest,
        headers: { 'content-type': 'application/vnd.oci.image.index.v1+json' },
      });
    expect((await push()).status).toBe(201);
    clock.advance(500);
    const url = `${origin}/v2/namespaces/kirtan/repositories/new`;
    expect((await send(url, { bearer })).body.is_private).toBe(true);
    const tags = (await send(`${url}/tags`, { bearer })).body;
    expect(tagPageSchema.parse(tags)).toEqual(tags);
    expect(tags.results[0].name).toBe('latest');
    const catalog = await send(`${origin}/v2/_catalog`, { bearer: token });
    expect(catalog.body.repositories).toEqual(['kirtan/new']);
    const narrow = (await askToken(origin, { as: kirtan, scope: scope.slice(0, 1) })).body.token;
    const refused = await send(`${origin}/v2/_catalog`, { bearer: narrow });
    expect(refused.status).toBe(401);
    expect(refused.headers.get('www-authenticate')).toContain('scope="registry:catalog:*"');
    const everyone = (await askToken(origin, { scope: ['registry:catalog:*'] })).body.token;
    expect((await send(`${origin}/v2/_catalog`, { bearer: everyone })).body.repositories).toEqual(
      [],
    );
    expect((await send(url, { method: 'DELETE', bearer })).status).toBe(202);
    clock.advance(500);
    expect((await push()).status).toBe(201);
    clock.advance(500);
    expect((await send(`${url}/tags`, { bearer })).body.count).toBe(1);
  });

  test('what a push has just made is there for its next request, and for others', async () => {
    const { origin, kirtan } = await start();
    const scope = ['repository:kirtan/fresh:pull,push'];
    const { token } = (await askToken(origin, { as: kirtan, scope })).body;
    const url = `${origin}/v2/kirtan/fresh`;
    expect((await send(`${url}/tags/list`, { bearer: token })).status).toBe(404);
    const started = await send(`${url}/blobs/uploads/`, { method: 'POST', bearer: token });
    expect(started.status).toBe(202);
    const location = new URL(started.headers.get('location') ?? '', origin).href;
    const chunk = await send(location, { method: 'PATCH', bearer: token, body: 'layer' });
    expect(chunk.status).toBe(202);
    const anyone = (await askToken(origin, { scope })).body.token;
    expect((await send(`${url}/tags/list`, { bearer: anyone })).status).toBe(200);
  });

  test('says what is wrong with a request, and never fails for it', async () => {
    const { origin, bearer, logged } = await start();
    const url = `${origin}/v2/access-tokens`;
    const post = (body: string, type = 'application/json') =>
      send(url, { method: 'POST', bearer, body, headers: { 'content-type': type } });
    for (const [status, answer] of [
      [400, await post('{')],
      [400, await post('{"token_label":"SECRET","scopes":["repo:everything"]}')],
      [415, await post('a=b', 'application/x-www-form-urlencoded')],
      [413, await post(`{"token_label":"${'x'.repeat(1_100_000)}"}`)],
      [405, await send(url, { method: 'PUT', bearer })],
      [404, await send(`${origin}/v2/orgs/some`, { bearer })],
      [404, await send(`${origin}/v2/namespaces/kirtan/repositories/a%2Fb`, { bearer })],
      [401, await send(url, { bearer: 'a.b.c' })],
    ] as const) {
      expect(answer.status).toBe(status);
      expect(problemSchema.parse(answer.body)).toEqual(answer.body);
    }
    expect(logged.join()).not.toContain('failed');
  });
});
