import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ClientScene, startScene } from '../support/client-scene.ts';
import { exchange, type HttpAnswer } from '../support/http-exchange.ts';
import { askApi, signIn } from '../support/hub-api.ts';
import { imageManifest, RegistryClient } from '../support/registry-client.ts';

/**
 * Clients whose address of Docker Hub is compiled in: their calls as their sources make them, and of
 * the answers what those sources read.
 */
describe('calls of clients that cannot be pointed here', () => {
  let scene: ClientScene;
  let origin: string;
  const tags = Array.from({ length: 12 }, (_, index) => `1.${index}`);

  beforeAll(async () => {
    scene = await startScene();
    origin = scene.hub.origin;
    const repository = 'kirtan/app';
    const client = await RegistryClient.signIn(scene.hub, [repository], scene.owner);
    const config = Buffer.from('{"architecture":"amd64","os":"linux"}');
    await client.pushBlob(repository, config);
    for (const tag of tags) {
      const layer = Buffer.from(`layer of ${tag}`);
      await client.pushBlob(repository, layer);
      await client.putManifest(repository, tag, imageManifest(config, [layer]));
    }
    const privacy = { method: 'POST', path: '/v2/repositories/kirtan/app/privacy', status: 200 };
    await askApi(origin, { as: scene.owner, ...privacy, body: { is_private: false } });
    const body = { orgname: 'acme', full_name: 'Acme' };
    await askApi(origin, { as: scene.owner, method: 'POST', path: '/v2/orgs', body, status: 201 });
  });
  afterAll(() => scene?.end());

  async function send(
    path: string,
    options: { method?: string; body?: unknown; authorization?: string } = {},
  ): Promise<HttpAnswer> {
    const { method = 'GET', body, authorization } = options;
    return await exchange(origin, path, {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(authorization === undefined ? {} : { authorization }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }

  test('dockerhub-description signs in with a token and replaces both descriptions', async () => {
    const { name, password } = scene.owner;
    const made = await askApi<{ token: string }>(origin, {
      ...{ as: scene.owner, method: 'POST', path: '/v2/access-tokens', status: 201 },
      body: { token_label: 'readme', scopes: ['repo:admin'] },
    });
    for (const secret of [password, made.token]) {
      const signedIn = await send('/v2/auth/token', {
        method: 'POST',
        body: { identifier: name, secret },
      });
      expect(signedIn.status).toBe(200);
      const { access_token } = signedIn.json<{ access_token: string }>();
      const changed = await send('/v2/repositories/kirtan/app', {
        method: 'PATCH',
        authorization: `Bearer ${access_token}`,
        body: { description: 'Short', full_description: '# Long' },
      });
      expect(changed.status).toBe(200);
    }
    const read = await send('/v2/repositories/kirtan/app/');
    expect(read.json()).toMatchObject({ description: 'Short', full_description: '# Long' });
  });

  test('the dockerhub library sends its token as JWT, with a slash at the end of each path', async () => {
    const { name: username, password } = scene.owner;
    const login = await send('/v2/users/login/', { method: 'POST', body: { username, password } });
    const authorization = `JWT ${login.json<{ token: string }>().token}`;
    const call = (method: string, path: string, body?: unknown) =>
      send(path, { method, authorization, ...(body === undefined ? {} : { body }) });
    const made = await call('POST', '/v2/repositories/', {
      ...{ namespace: 'acme', name: 'tool', description: 'A tool', is_private: true },
      full_description: '',
    });
    expect(made.status).toBe(201);
    const one = '/v2/repositories/acme/tool/';
    expect((await call('GET', one)).json()).toMatchObject({
      ...{ user: 'acme', namespace: 'acme', name: 'tool', is_private: true },
    });
    expect((await call('PATCH', one, { description: 'Another' })).status).toBe(200);
    const group = await call('POST', '/v2/orgs/acme/groups/', { name: 'dev', description: '' });
    expect(group.status).toBe(201);
    const { id } = group.json<{ id: number }>();
    expect(Number.isInteger(id)).toBe(true);
    const granted = { group_id: id, group_name: 'dev', permission: 'write' };
    const grant = await call('POST', `${one}groups/`, { group_id: id, permission: 'write' });
    expect(grant.json()).toMatchObject(granted);
    expect((await call('GET', `${one}groups/${id}/`)).json()).toMatchObject(granted);
    const changed = await call('PATCH', `${one}groups/${id}/`, { permission: 'read' });
    expect(changed.status).toBe(200);
    expect((await call('DELETE', `${one}groups/${id}/`)).status).toBe(204);
    expect((await call('DELETE', one)).status).toBe(202);
    expect((await call('GET', one)).status).toBe(404);
  });

  test('renovate follows absolute links of pages that it asked to be larger than they may', async () => {
    const seen: string[] = [];
    let path: string | null = '/v2/repositories/kirtan/app/tags?page_size=5&ordering=last_updated';
    while (path !== null) {
      const answer: HttpAnswer = await send(path);
      expect(answer.status).toBe(200);
      const page = answer.json<{
        next: string | null;
        results: { id: unknown; name: string; last_updated: string; tag_status: string }[];
      }>();
      for (const tag of page.results) {
        expect(Number.isInteger(tag.id)).toBe(true);
        expect(tag.last_updated).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/);
        expect(tag.tag_status).toBe('active');
        seen.push(tag.name);
      }
      if (page.next !== null) expect(page.next).toMatch(/^http:\/\//);
      path = page.next === null ? null : page.next.replace(origin, '');
    }
    // Newest first, each once.
    expect(seen).toEqual(tags.toReversed());
    const clamped = await send('/v2/repositories/kirtan/app/tags?page_size=1000');
    expect(clamped.json<{ results: unknown[] }>().results).toHaveLength(12);
  });

  test('hub-mcp lists, checks, reads and searches', async () => {
    const { name: username, password } = scene.owner;
    const login = await send('/v2/users/login', { method: 'POST', body: { username, password } });
    const authorization = `Bearer ${login.json<{ token: string }>().token}`;
    const orgs = await send('/v2/user/orgs?page=1&page_size=10', { authorization });
    expect(orgs.json()).toMatchObject({ count: 1, results: [{ orgname: 'acme' }] });
    const list = await send('/v2/namespaces/kirtan/repositories?page=1&page_size=10', {
      authorization,
    });
    expect(list.json()).toMatchObject({ count: 1, results: [{ name: 'app', status: 1 }] });
    const one = '/v2/namespaces/kirtan/repositories/app';
    expect((await send(one, { method: 'HEAD', authorization })).status).toBe(200);
    expect((await send(`${one}/tags/none`, { method: 'HEAD', authorization })).status).toBe(404);
    const tag = (await send(`${one}/tags/1.3`, { authorization })).json<{
      v2: unknown;
      full_size: unknown;
      images: { architecture: string; digest: string; size: number }[];
    }>();
    expect(tag).toMatchObject({ v2: true, full_size: expect.any(Number) });
    expect(tag.images[0]).toMatchObject({
      architecture: expect.any(String),
      digest: expect.stringMatching(/^sha256:/),
      size: expect.any(Number),
    });
    const query =
      'custom_boosted_results=true&query=app&type=image&badges=&categories=&architectures=&operating_systems=&sort=pull_count&order=desc&from=0&size=5&images=';
    const found = await send(`/api/search/v4?${query}`);
    expect(found.json()).toMatchObject({
      total: 1,
      results: [
        {
          ...{ id: expect.any(String), name: 'kirtan/app', slug: expect.any(String) },
          ...{ type: 'image', short_description: 'Short', star_count: 0, archived: false },
          pull_count: expect.any(String),
          publisher: { id: expect.any(String), name: expect.any(String) },
        },
      ],
    });
  });

  test('watchtower asks for a challenge, a token and the head of a manifest', async () => {
    const challenge = await send('/v2/');
    expect(challenge.status).toBe(401);
    const header = challenge.header('www-authenticate');
    const [, realm = '', service = ''] =
      /^Bearer realm="([^"]+)",service="([^"]+)"/.exec(header) ?? [];
    const scope = encodeURIComponent('repository:kirtan/app:pull');
    const url = `${realm}?service=${encodeURIComponent(service)}&scope=${scope}`;
    const { token } = (await send(url.replace(origin, ''))).json<{ token: string }>();
    const head = await send('/v2/kirtan/app/manifests/1.3', {
      method: 'HEAD',
      authorization: `Bearer ${token}`,
    });
    expect(head.status).toBe(200);
    expect(head.header('docker-content-digest')).toMatch(/^sha256:[0-9a-f]{64}$/);
  });

  test('Docker Desktop’s sign-in asks for a token of its own', async () => {
    const authorization = `Bearer ${await signIn(origin, scene.owner)}`;
    const path = '/v2/access-tokens/desktop-generate';
    const made = await send(path, { method: 'POST', authorization, body: {} });
    expect(made.status).toBe(201);
    const { data } = made.json<{ data: { token: string } }>();
    const password = data.token;
    await expect(signIn(origin, { name: scene.owner.name, password })).resolves.toEqual(
      expect.any(String),
    );
  });
});
