import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { pushImage } from '../repositories/testing/registry-traffic.ts';
import { repositoryScene } from '../repositories/testing/repository-scene.ts';

describeOnEveryDatabase('quotas', (databases) => {
  const limit = { storageBytes: null, repositories: 2, privateRepositories: 1 };

  test('limit repositories and private ones, however they come to be', async () => {
    const { call, origin, passwords } = await repositoryScene(databases, { quotas: limit });
    const make = (name: string, isPrivate: boolean, namespace = 'ada') =>
      call('POST', `/v2/namespaces/${namespace}/repositories`, {
        ...{ as: 'ada', body: { name, is_private: isPrivate } },
      });
    expect((await make('one', true)).status).toBe(201);
    const second = await make('two', true);
    expect(second.status).toBe(409);
    expect(second.body.message).toContain('1 of 1 private repositories');
    expect((await make('two', false)).status).toBe(201);
    const hiding = { as: 'ada', body: { is_private: true } } as const;
    expect((await call('POST', '/v2/repositories/ada/two/privacy', hiding)).status).toBe(409);
    expect((await make('three', false)).body.message).toContain('2 of 2 repositories');
    const pushed = await pushImage(origin, passwords.ada, { name: 'ada/three' });
    expect(pushed.status).toBe(403);
    expect(JSON.stringify(pushed.body)).toContain('2 of 2 repositories');
    await make('one', true, 'acme');
    const moving = { as: 'ada', body: { namespace: 'acme', name: 'two' } } as const;
    const moved = await call('POST', '/v2/namespaces/ada/repositories/one/transfer', moving);
    expect(moved.status).toBe(409);
    const usage = await call('GET', '/v2/namespaces/ada/usage', { as: 'ada' });
    expect(usage.body).toMatchObject({
      ...{ namespace: 'ada', is_custom: false, storage_bytes: { limit: null } },
      ...{ repositories: { used: 2, limit: 2 }, private_repositories: { used: 1, limit: 1 } },
    });
    expect((await call('GET', '/v2/namespaces/acme/usage', { as: 'ada' })).status).toBe(200);
    expect((await call('GET', '/v2/namespaces/ada/usage', { as: 'bob' })).status).toBe(403);
  });

  test('limit what is stored, in the push itself, and say what to do', async () => {
    const { call, origin, passwords } = await repositoryScene(databases);
    const quota = '/v2/namespaces/ada/quota';
    const bytes = { storage_bytes: 10_000 };
    expect((await call('PUT', quota, { as: 'ada', body: bytes })).status).toBe(403);
    const set = await call('PUT', quota, { as: 'admin', body: bytes });
    expect(set.body).toMatchObject({ is_custom: true, storage_bytes: { used: 0, limit: 10_000 } });
    const push = (name: string, size: number) =>
      pushImage(origin, passwords.ada, { name, layer: name.padEnd(size, 'x') });
    expect((await push('ada/one', 4000)).status).toBe(201);
    expect((await push('ada/two', 4000)).status).toBe(201);
    const refused = await push('ada/three', 4000);
    expect(refused.status).toBe(403);
    const [error] = refused.body.errors;
    expect(error.code).toBe('DENIED');
    expect(error.message).toMatch(/would use 1\d(\.\d+)? kB of 10 kB: delete images/);
    const usage = await call('GET', '/v2/namespaces/ada/usage', { as: 'ada' });
    expect(usage.body.storage_bytes.used).toBeGreaterThan(8000);
    const all = await call('GET', '/v2/administration/quotas', { as: 'admin' });
    expect(all.body.results[0]).toMatchObject({ namespace: 'ada', is_custom: true });
    const more = await call('PUT', quota, { as: 'admin', body: { storage_bytes: 'default' } });
    expect(more.body).toMatchObject({ is_custom: false, storage_bytes: { limit: null } });
    expect((await push('ada/three', 4000)).status).toBe(201);
    expect((await call('PUT', '/v2/namespaces/none/quota', { as: 'admin', body: {} })).status).toBe(
      404,
    );
    const wrong = { storage_bytes: -1 };
    expect((await call('PUT', quota, { as: 'admin', body: wrong })).status).toBe(400);
  });
});
