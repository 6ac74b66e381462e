import { createMemoryStore } from '@slipway/content';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registryRoutes } from './routes.ts';
import { sha256, TestClient } from './testing/client.ts';
import type { FakeHubTables } from './testing/fake-hub.ts';
import { startTestServer, type TestServer, testDatabaseOptions } from './testing/test-server.ts';

describeOnEveryDatabase('registry: who may do what', (databases) => {
  let server: TestServer;
  beforeEach(async () => {
    const database = await databases.open<FakeHubTables>(testDatabaseOptions());
    server = await startTestServer({ database, content: createMemoryStore() });
    const admin = new TestClient(server.origin, 'admin');
    await admin.pushImage('closed/b', 'v1', 'secret');
    await admin.pushImage('open/b', 'v1', 'public');
  });
  afterEach(async () => {
    await server.close();
    expect(server.failures).toEqual([]);
  });

  const paths = (name: string) =>
    registryRoutes
      .filter(({ template }) => template.includes('<name>'))
      .map(({ method, template }) => ({
        method,
        path: template
          .replace('<name>', name)
          .replace('<reference>', 'v1')
          .replace('<digest>', sha256('secret'))
          .replace('<id>', '00000000-0000-4000-8000-000000000000'),
      }));

  const answerOf = async (
    client: TestClient,
    { method, path }: { method: string; path: string },
  ) => {
    const answer = await client.send(method, path);
    const name = path.split('/')[3] ?? '';
    const challenge = (answer.headers.get('www-authenticate') ?? '').replace(`/${name}:`, '/:');
    return [method, answer.status, challenge, await answer.text()];
  };

  test('without credentials every route answers 401 with a challenge', async () => {
    const nobody = new TestClient(server.origin);
    for (const route of [...paths('open/b'), { method: 'GET', path: '/v2/' }]) {
      const answer = await nobody.send(route.method, route.path);
      expect([route, answer.status]).toEqual([route, 401]);
      expect(answer.headers.get('www-authenticate')).toContain('Basic realm');
      if (route.method === 'HEAD') expect(await answer.text()).toBe('');
      else expect(await answer.json()).toMatchObject({ errors: [{ code: 'UNAUTHORIZED' }] });
    }
  });

  test('a repository the caller may not see answers as one that is not there, on every route', async () => {
    const stranger = new TestClient(server.origin, 'stranger');
    const there = paths('closed/b');
    const absent = paths('closed/c');
    for (const [at, route] of there.entries()) {
      const answer = await answerOf(stranger, route);
      expect(answer[1]).toBe(401);
      const other = absent[at];
      if (other) expect(answer).toEqual(await answerOf(stranger, other));
    }
  });

  test('what is public can be pulled, and nothing more', async () => {
    const stranger = new TestClient(server.origin, 'stranger');
    expect((await stranger.send('GET', '/v2/open/b/manifests/v1')).status).toBe(200);
    for (const { method, template, action } of registryRoutes) {
      if (action !== 'push' && action !== 'delete') continue;
      const path = template
        .replace('<name>', 'open/b')
        .replace(/<(?:reference|digest|id)>/, sha256('public'));
      const answer = await stranger.send(method, path);
      expect([method, path, answer.status]).toEqual([method, path, 403]);
      expect(await answer.json()).toMatchObject({ errors: [{ code: 'DENIED' }] });
    }
  });

  test('a mount from what the caller may not see is a session, as from nowhere', async () => {
    const stranger = new TestClient(server.origin, 'stranger');
    const answers = [];
    for (const from of ['&from=closed/b', '&from=closed/none', '']) {
      const path = `/v2/stranger/x/blobs/uploads/?mount=${sha256('secret')}${from}`;
      answers.push((await stranger.send('POST', path)).status);
    }
    expect(answers).toEqual([202, 202, 202]);
    const path = `/v2/stranger/x/blobs/uploads/?mount=${sha256('public')}`;
    expect((await stranger.send('POST', path)).status).toBe(201);
  });

  test('the catalog lists what the caller may pull, by pages', async () => {
    const names = async (caller: string, query = '') => {
      const answer = await new TestClient(server.origin, caller).send(
        'GET',
        `/v2/_catalog${query}`,
      );
      return [await answer.json(), answer.headers.get('link')];
    };
    expect(await names('stranger')).toEqual([{ repositories: ['open/b'] }, null]);
    expect(await names('admin', '?n=1')).toEqual([
      { repositories: ['closed/b'] },
      '</v2/_catalog?n=1&last=closed%2Fb>; rel="next"',
    ]);
    expect(await names('admin', '?n=1&last=closed%2Fb')).toEqual([
      { repositories: ['open/b'] },
      null,
    ]);
  });
});
