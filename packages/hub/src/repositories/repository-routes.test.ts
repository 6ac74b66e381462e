import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { makeAccessToken } from '../testing/client.ts';
import { pushImage } from './testing/registry-traffic.ts';
import { repositoryScene } from './testing/repository-scene.ts';

describeOnEveryDatabase('repositories', (databases) => {
  test('are made in the own namespace, in organizations, and in library by administrators', async () => {
    const { call } = await repositoryScene(databases);
    const body = {
      ...{ name: 'app', description: 'An app', full_description: '# App' },
      ...{ is_private: true, categories: ['security', { slug: 'networking', name: 'x' }] },
      registry: 'docker.io',
    };
    const made = await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body });
    expect(made.status).toBe(201);
    expect(made.body).toMatchObject({
      ...{ name: 'app', namespace: 'ada', is_private: true, description: 'An app' },
      ...{
        full_description: '# App',
        affiliation: 'owner',
        status: 1,
        status_description: 'active',
      },
      permissions: { read: true, write: true, admin: true },
      categories: [
        { slug: 'security', name: 'Security' },
        { slug: 'networking', name: 'Networking' },
      ],
      ...{ has_starred: false, is_archived: false, badge: 'none', renamed_from: null },
    });
    const anywhere = { name: 'site', namespace: 'acme' };
    expect((await call('POST', '/v2/repositories/', { as: 'ada', body: anywhere })).status).toBe(
      201,
    );
    expect((await call('POST', '/v2/repositories', { as: 'bob', body: anywhere })).status).toBe(
      403,
    );
    expect(
      (await call('POST', '/v2/repositories/acme/', { as: 'ada', body: { name: 'two' } })).status,
    ).toBe(201);
    const base = '/v2/namespaces/library/repositories';
    expect((await call('POST', base, { as: 'ada', body: { name: 'node' } })).status).toBe(403);
    const official = await call('POST', base, { as: 'admin', body: { name: 'node' } });
    expect(official.body).toMatchObject({ badge: 'official', is_private: false });
    const again = await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body });
    expect(again.status).toBe(409);
    expect(again.body.message).toContain('taken');
  });

  test('say which member is too long, too many or not known', async () => {
    const { call } = await repositoryScene(databases);
    for (const [member, value] of [
      ['description', 'x'.repeat(101)],
      ['full_description', 'x'.repeat(25_001)],
      ['categories', ['security', 'networking', 'web-servers', 'web-analytics']],
      ['categories', ['nonsense']],
      ['name', 'Upper'],
    ] as const) {
      const body = { name: 'app', [member]: value };
      const answer = await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body });
      expect(answer.status, member).toBe(400);
      expect(Object.keys(answer.body.fields)[0]).toMatch(new RegExp(`^${member}`));
    }
    const query = `?name=${'x'.repeat(300)}`;
    expect((await call('GET', `/v2/namespaces/ada/repositories${query}`)).status).toBe(400);
  });

  test('are changed as Docker Hub’s clients do it', async () => {
    const { call, clock } = await repositoryScene(databases);
    await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body: { name: 'app' } });
    clock.advance(60_000);
    const body = { description: 'New', full_description: '# New', categories: ['security'] };
    const changed = await call('PATCH', '/v2/repositories/ada/app/', { as: 'ada', body });
    expect(changed.body).toMatchObject({ ...body, categories: [{ slug: 'security' }] });
    expect(Date.parse(changed.body.last_modified)).toBe(clock.now);
    expect(Date.parse(changed.body.last_updated)).toBe(clock.now - 60_000);
    const rules = { immutable_tags: true, immutable_tags_rules: 'v.*, release-.*' };
    const fixed = await call('PATCH', '/v2/repositories/ada/app', { as: 'ada', body: rules });
    expect(fixed.body.immutable_tags_settings).toEqual({
      enabled: true,
      rules: ['v.*', 'release-.*'],
    });
    const off = await call('PATCH', '/v2/repositories/ada/app', {
      as: 'ada',
      body: { immutable_tags: false },
    });
    expect(off.body.immutable_tags_settings).toEqual({
      enabled: false,
      rules: ['v.*', 'release-.*'],
    });
    const wrong = { immutable_tags_rules: '(' };
    expect(
      (await call('PATCH', '/v2/repositories/ada/app', { as: 'ada', body: wrong })).status,
    ).toBe(400);
    const secret = { is_private: true };
    const hidden = await call('POST', '/v2/repositories/ada/app/privacy', {
      as: 'ada',
      body: secret,
    });
    expect(hidden.body.is_private).toBe(true);
    expect((await call('HEAD', '/v2/repositories/ada/app', { as: 'ada' })).status).toBe(200);
    expect((await call('HEAD', '/v2/repositories/ada/app')).status).toBe(404);
    expect(
      (await call('POST', '/v2/repositories/ada/app/privacy', { as: 'bob', body: secret })).status,
    ).toBe(404);
  });

  test('are listed by part of the name and in each order; a page beyond the end is none', async () => {
    const { call, clock, origin, passwords } = await repositoryScene(databases);
    for (const name of ['beta', 'alpha', 'gamma-app', 'delta']) {
      const body = { name, is_private: name === 'delta' };
      await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body });
      clock.advance(1000);
    }
    await call('POST', '/v2/repositories/ada/beta/stars/', { as: 'bob' });
    await pushImage(origin, passwords.ada, { name: 'ada/alpha' });
    const list = async (query: string, as?: 'ada' | 'bob') => {
      const answer = await call('GET', `/v2/namespaces/ada/repositories${query}`, as ? { as } : {});
      return answer.body.results.map((each: { name: string }) => each.name);
    };
    expect(await list('', 'ada')).toEqual(['alpha', 'beta', 'delta', 'gamma-app']);
    expect(await list('')).toEqual(['alpha', 'beta', 'gamma-app']);
    expect(await list('?ordering=-name')).toEqual(['gamma-app', 'beta', 'alpha']);
    expect(await list('?ordering=-last_updated')).toEqual(['alpha', 'gamma-app', 'beta']);
    expect(await list('?ordering=-star_count')).toEqual(['beta', 'gamma-app', 'alpha']);
    expect(await list('?ordering=pull_count&name=a')).toHaveLength(3);
    expect(await list('?name=App')).toEqual(['gamma-app']);
    expect(await list('?name=delta')).toEqual([]);
    expect(await list('?ordering=nonsense')).toHaveLength(3);
    const page = await call('GET', '/v2/repositories/ada/?page_size=2&page=2');
    expect(page.body).toMatchObject({ count: 3, next: null });
    expect(page.body.previous).toContain('page=1');
    expect((await call('GET', '/v2/repositories/ada?page_size=2&page=3')).status).toBe(404);
    const tokens = await makeAccessToken(origin, passwords.ada, ['repo:public_read']);
    expect(tokens.token).toBeDefined();
  });

  test('are closed by administrators alone, and leave every list', async () => {
    const { call } = await repositoryScene(databases);
    await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body: { name: 'app' } });
    const path = '/v2/repositories/ada/app';
    const closing = { is_closed: true };
    expect((await call('PATCH', path, { as: 'ada', body: closing })).status).toBe(403);
    expect((await call('PATCH', path, { as: 'admin', body: closing })).status).toBe(204);
    expect((await call('GET', '/v2/repositories/ada', { as: 'ada' })).body.count).toBe(0);
    expect((await call('GET', '/api/search/v4?query=app', { as: 'ada' })).body.total).toBe(0);
    expect((await call('PATCH', path, { as: 'admin', body: { is_closed: false } })).status).toBe(
      200,
    );
    expect((await call('GET', '/api/search/v4?query=app')).body.total).toBe(1);
  });

  test('every change is in the audit log, once', async () => {
    const { call, database } = await repositoryScene(databases);
    await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body: { name: 'app' } });
    const path = '/v2/repositories/ada/app';
    const body = { description: 'New', is_private: true, categories: ['security'] };
    await call('PATCH', path, { as: 'ada', body });
    await call('PATCH', path, { as: 'ada', body });
    await call('POST', '/v2/namespaces/ada/repositories/app/archive', { as: 'ada' });
    await call('POST', '/v2/namespaces/ada/repositories/app/unarchive', { as: 'ada' });
    await call('DELETE', path, { as: 'ada' });
    const rows = await database.query
      .selectFrom('hub_audit_events')
      .select(['action', 'name', 'actor_name', 'address'])
      .where('action', 'like', 'repo.%')
      .orderBy('id')
      .execute();
    expect(rows.map((row) => row.action)).toEqual([
      ...['repo.create', 'repo.update', 'repo.category.updated', 'repo.change_privacy'],
      ...['repo.archive', 'repo.unarchive', 'repo.delete'],
    ]);
    for (const row of rows) {
      expect(row).toMatchObject({ name: 'ada/app', actor_name: 'ada', address: '192.0.2.1' });
    }
  });
});
