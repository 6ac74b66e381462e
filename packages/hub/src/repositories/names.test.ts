import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { makeAccessToken } from '../testing/client.ts';
import { writeRows } from '../testing/write-rows.ts';
import { pullTag, pushImage } from './testing/registry-traffic.ts';
import { type RepositoryScene, repositoryScene } from './testing/repository-scene.ts';

const day = 24 * 3_600_000;
const app = '/v2/namespaces/ada/repositories/app';

describeOnEveryDatabase('names of repositories', (databases) => {
  async function start(settings = {}) {
    const scene = await repositoryScene(databases, settings);
    const { call, origin, passwords } = scene;
    await call('POST', '/v2/namespaces/ada/repositories', { as: 'ada', body: { name: 'app' } });
    const { digest } = await pushImage(origin, passwords.ada, { name: 'ada/app' });
    return { ...scene, digest };
  }

  const rename = ({ call }: RepositoryScene, from: string, name: string) =>
    call('POST', `/v2/namespaces/ada/repositories/${from}/rename`, { as: 'ada', body: { name } });

  const create = ({ call }: RepositoryScene, as: 'ada' | 'bob', namespace: string, name: string) =>
    call('POST', `/v2/namespaces/${namespace}/repositories`, { as, body: { name } });

  test('a former name pulls, pushes and is read, and nobody can take it', async () => {
    const scene = await start();
    const { call, origin, passwords, digest } = scene;
    const renamed = await rename(scene, 'app', 'tool');
    expect(renamed.body).toMatchObject({ namespace: 'ada', name: 'tool', renamed_from: null });
    for (const name of ['ada/app', 'ada/tool']) {
      expect(await pullTag(origin, undefined, name)).toBe(digest);
    }
    const read = await call('GET', app);
    expect(read.body).toMatchObject({ name: 'tool', renamed_from: 'ada/app' });
    const pushed = await pushImage(origin, passwords.ada, { name: 'ada/app', tag: 'two' });
    expect(pushed.status).toBe(201);
    expect(await pullTag(origin, undefined, 'ada/tool', 'two')).toBe(pushed.digest);
    expect((await create(scene, 'ada', 'ada', 'app')).status).toBe(409);
    expect((await call('GET', '/v2/namespaces/ada/repositories')).body.count).toBe(1);
    const catalog = await call('GET', '/api/search/v4?query=app');
    expect(catalog.body.results.map((each: { name: string }) => each.name)).toEqual(['ada/tool']);
    const aliases = await call('GET', `${app}/aliases`, { as: 'ada' });
    expect(aliases.body.results.map((each: { name: string }) => each.name)).toEqual(['ada/app']);
  });

  test('former names lead to the repository itself: renamed often, and back', async () => {
    const scene = await start();
    const { call, origin, digest } = scene;
    await rename(scene, 'app', 'two');
    await rename(scene, 'two', 'three');
    for (const name of ['app', 'two', 'three']) {
      expect(await pullTag(origin, undefined, `ada/${name}`)).toBe(digest);
    }
    // By a former name too.
    expect((await rename(scene, 'two', 'app')).body.name).toBe('app');
    const aliases = await call('GET', `${app}/aliases`, { as: 'ada' });
    expect(aliases.body.results.map((each: { name: string }) => each.name).sort()).toEqual([
      ...['ada/three', 'ada/two'],
    ]);
    expect((await rename(scene, 'app', 'app')).status).toBe(200);
    await create(scene, 'ada', 'ada', 'other');
    expect((await rename(scene, 'other', 'two')).status).toBe(409);
    expect((await rename(scene, 'other', 'app')).status).toBe(409);
    const strange = { as: 'bob', body: { name: 'mine' } } as const;
    expect((await call('POST', `${app}/rename`, strange)).status).toBe(403);
  });

  test('a transfer to an own organization is done at once; what was shared stays behind', async () => {
    const scene = await start();
    const { call, origin, passwords, database, digest } = scene;
    await call('POST', '/v2/repositories/ada/app/privacy', {
      as: 'ada',
      body: { is_private: true },
    });
    await writeRows(database, async (transaction) => {
      const bob = await transaction
        .selectFrom('hub_accounts')
        .select('id')
        .where('name', '=', 'bob')
        .executeTakeFirstOrThrow();
      const repository = await transaction
        .selectFrom('hub_repositories')
        .select('id')
        .where('path', '=', 'ada/app')
        .executeTakeFirstOrThrow();
      await transaction
        .insertInto('hub_collaborators')
        .values({
          ...{ repository_id: repository.id, account_id: bob.id, permission: 'write' },
          created_at: 0,
        })
        .execute();
    });
    expect(await pullTag(origin, passwords.bob, 'ada/app')).toBe(digest);
    await call('POST', '/v2/repositories/ada/app/stars', { as: 'bob' });
    const body = { namespace: 'acme', name: 'site' };
    const moved = await call('POST', `${app}/transfer`, { as: 'ada', body });
    expect(moved.body).toMatchObject({ namespace: 'acme', name: 'site', star_count: 1 });
    scene.clock.advance(500);
    for (const name of ['ada/app', 'acme/site']) {
      expect(await pullTag(origin, passwords.ada, name)).toBe(digest);
      expect(await pullTag(origin, passwords.bob, name)).toBe(401);
    }
    expect((await call('GET', app, { as: 'ada' })).body.renamed_from).toBe('ada/app');
    expect((await create(scene, 'ada', 'ada', 'app')).status).toBe(409);
    const events = await database.query
      .selectFrom('hub_audit_events')
      .select(['name', 'data'])
      .where('action', '=', 'repo.transfer')
      .orderBy('id')
      .execute();
    expect(events.map((event) => event.name)).toEqual(['acme/site', 'ada/app']);
    expect(JSON.parse(events[0]?.data ?? '')).toEqual({ from: 'ada/app', to: 'acme/site' });
  });

  test('to somebody else it is offered: he accepts or declines, the owner withdraws', async () => {
    const scene = await start();
    const { call, clock, origin, passwords, digest } = scene;
    const offer = () => call('POST', `${app}/transfer`, { as: 'ada', body: { namespace: 'bob' } });
    const first = await offer();
    expect(first.status).toBe(202);
    expect(first.body).toMatchObject({
      repository: 'ada/app',
      target: 'bob/app',
      offered_by: 'ada',
    });
    const offers = async (as: 'ada' | 'bob') =>
      (await call('GET', '/v2/user/transfers', { as })).body.results;
    expect(await offers('ada')).toEqual([]);
    expect(await offers('bob')).toEqual([first.body]);
    expect((await call('GET', `${app}/transfer`, { as: 'ada' })).body.transfer).toEqual(first.body);
    const at = `/v2/user/transfers/${first.body.id}`;
    expect((await call('POST', `${at}/accept`, { as: 'ada' })).status).toBe(404);
    expect((await call('DELETE', at, { as: 'bob' })).status).toBe(204);
    expect((await call('POST', `${at}/accept`, { as: 'bob' })).status).toBe(404);
    await offer();
    expect((await call('DELETE', `${app}/transfer`, { as: 'ada' })).status).toBe(204);
    expect(await offers('bob')).toEqual([]);
    const late = await offer();
    clock.advance(15 * day);
    expect(
      (await call('POST', `/v2/user/transfers/${late.body.id}/accept`, { as: 'bob' })).status,
    ).not.toBe(200);
    const { body } = await freshly(scene, () => offer());
    const accepted = await freshly(scene, () =>
      call('POST', `/v2/user/transfers/${body.id}/accept`, { as: 'bob' }),
    );
    expect(accepted.body).toMatchObject({ namespace: 'bob', name: 'app' });
    expect(await pullTag(origin, undefined, 'ada/app')).toBe(digest);
    // The former owner may do no more than anybody.
    expect((await pushImage(origin, passwords.ada, { name: 'ada/app' })).status).not.toBe(201);
    const nowhere = { as: 'bob', body: { namespace: 'nobody' } } as const;
    const refused = await call('POST', '/v2/namespaces/bob/repositories/app/transfer', nowhere);
    expect(refused.status).toBe(400);
  });

  /** API tokens live ten minutes: after a long time both sign in again. */
  async function freshly<Result>(scene: RepositoryScene, work: () => Promise<Result>) {
    const { origin, passwords, tokens } = scene;
    const { apiToken } = await import('../testing/client.ts');
    const writable = tokens as { ada: string; bob: string };
    for (const name of ['ada', 'bob'] as const) {
      writable[name] = await apiToken(origin, ...passwords[name]);
    }
    return work();
  }

  test('names given up are kept from others for a time, and not from who had them', async () => {
    const scene = await start({ quarantineSeconds: 3600 });
    const { call, origin, passwords, clock } = scene;
    await call('POST', `${app}/transfer`, { as: 'ada', body: { namespace: 'acme' } });
    const gone = '/v2/namespaces/acme/repositories/app/aliases/ada/app';
    expect((await call('DELETE', gone, { as: 'bob' })).status).toBe(403);
    expect((await call('DELETE', gone, { as: 'ada' })).status).toBe(204);
    expect((await call('DELETE', gone, { as: 'ada' })).status).toBe(404);
    clock.advance(500);
    expect(await pullTag(origin, undefined, 'ada/app')).toBe(401);
    const refused = await create(scene, 'ada', 'ada', 'app');
    expect(refused.status).toBe(409);
    expect(refused.body.message).toContain('given up lately');
    const pushed = await pushImage(origin, passwords.ada, { name: 'ada/app' });
    expect(pushed.status).toBe(403);
    expect(JSON.stringify(pushed.body)).toContain('given up lately');
    // Whose repository had it takes it back.
    const back = { as: 'ada', body: { namespace: 'ada' } } as const;
    const moved = await call('POST', '/v2/namespaces/acme/repositories/app/transfer', back);
    expect(moved.body).toMatchObject({ namespace: 'ada', name: 'app' });
    await call('POST', `${app}/transfer`, { as: 'ada', body: { namespace: 'acme' } });
    await call('DELETE', gone, { as: 'ada' });
    clock.advance(3_600_000);
    expect((await freshly(scene, () => create(scene, 'ada', 'ada', 'app'))).status).toBe(201);
  });

  test('deleting says what goes, asks for the name, and keeps the names', async () => {
    const scene = await start();
    const { call, origin, passwords } = scene;
    await rename(scene, 'app', 'tool');
    await call('POST', '/v2/repositories/ada/tool/stars', { as: 'bob' });
    const tool = '/v2/namespaces/ada/repositories/tool';
    expect((await call('GET', `${tool}/deletion`, { as: 'bob' })).status).toBe(403);
    const { body } = await call('GET', `${tool}/deletion`, { as: 'ada' });
    expect(body).toMatchObject({
      ...{ repository: 'ada/tool', tags: 1, manifests: 1, star_count: 1, aliases: ['ada/app'] },
    });
    expect(body.total_bytes).toBeGreaterThan(0);
    expect(body.reclaimed_bytes).toBe(body.total_bytes);
    expect((await call('DELETE', `${tool}?confirm=ada/app`, { as: 'ada' })).status).toBe(400);
    expect((await call('DELETE', `${tool}?confirm=ada/tool`, { as: 'ada' })).status).toBe(202);
    expect(await pullTag(origin, undefined, 'ada/app')).toBe(401);
    expect((await create(scene, 'ada', 'ada', 'app')).status).toBe(201);
    // Docker Hub's clients ask for no name to be typed.
    await call('DELETE', '/v2/repositories/ada/app/', { as: 'ada' });
    expect((await pushImage(origin, passwords.ada, { name: 'ada/app' })).status).toBe(201);
  });

  test('what is archived is pulled from and not pushed to, by any name', async () => {
    const scene = await start();
    const { call, origin, passwords, digest } = scene;
    await rename(scene, 'app', 'tool');
    const tool = '/v2/namespaces/ada/repositories/tool';
    const archived = await call('POST', `${tool}/archive`, { as: 'ada' });
    expect(archived.body).toMatchObject({
      ...{ is_archived: true, status: 0, status_description: 'inactive' },
      permissions: { read: true, write: false, admin: true },
    });
    scene.clock.advance(500);
    for (const name of ['ada/app', 'ada/tool']) {
      expect(await pullTag(origin, undefined, name)).toBe(digest);
      const pushed = await pushImage(origin, passwords.ada, { name });
      expect(pushed.status).toBe(403);
      expect(JSON.stringify(pushed.body)).toContain('archived');
    }
    expect((await call('POST', `${tool}/archive`, { as: 'bob' })).status).toBe(403);
    await call('POST', `${tool}/unarchive`, { as: 'ada' });
    scene.clock.advance(500);
    expect((await pushImage(origin, passwords.ada, { name: 'ada/app' })).status).toBe(201);
  });

  test('a token limited to a repository goes with it', async () => {
    const scene = await start();
    const { origin, passwords, call, digest, database } = scene;
    await call('POST', '/v2/repositories/ada/app/privacy', {
      as: 'ada',
      body: { is_private: true },
    });
    const token = await makeAccessToken(origin, passwords.ada, ['repo:read']);
    await writeRows(database, async (transaction) => {
      const { id } = await transaction
        .selectFrom('hub_repositories')
        .select('id')
        .executeTakeFirstOrThrow();
      await transaction
        .updateTable('hub_access_tokens')
        .set({ restricted: 1 })
        .where('id', '=', token.uuid)
        .execute();
      await transaction
        .insertInto('hub_access_token_repositories')
        .values({ token_id: token.uuid, repository_id: id, reach: 2 })
        .execute();
    });
    await call('POST', `${app}/transfer`, { as: 'ada', body: { namespace: 'acme' } });
    scene.clock.advance(500);
    for (const name of ['ada/app', 'acme/app']) {
      expect(await pullTag(origin, ['ada', token.token], name)).toBe(digest);
    }
  });

  test('what bears the name of an official image is reached with and without library', async () => {
    const { call, origin } = await repositoryScene(databases);
    const admin = ['admin', 'the-first-password'] as const;
    const pushed = await pushImage(origin, admin, { name: 'library/node' });
    expect(pushed.status).toBe(201);
    expect(await pullTag(origin, undefined, 'library/node')).toBe(pushed.digest);
    expect(await pullTag(origin, undefined, 'node')).toBe(pushed.digest);
    expect((await call('GET', '/v2/repositories/library/node')).body.badge).toBe('official');
    // The first administrator's own namespace is a namespace.
    expect((await pushImage(origin, admin, { name: 'admin/app' })).status).toBe(201);
  });
});
