import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { PeriodicRunner } from '../jobs/periodic-runner.ts';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { ImagePusher, type TestImage } from '../testing/image-pusher.ts';
import { runJobs } from '../testing/run-jobs.ts';
import { adminPassword, openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { garbageJobs } from './garbage-job.ts';

const image = (...contents: string[]): TestImage => ({
  layers: contents.map((content) => [{ path: 'a', content }]),
});

describeOnEveryDatabase('storage', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { hub, origin, registry } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const push = async (name: string) => ImagePusher.for(origin, `kirtan/${name}`, kirtan);
    const asKirtan = async (path: string) =>
      send(`${origin}/v2/namespaces/kirtan${path}`, { bearer: await apiToken(origin, ...kirtan) });
    const asAdmin = async (method: string, path: string, body?: object) =>
      send(`${origin}/v2/administration${path}`, {
        ...{ method, bearer: await apiToken(origin, 'admin', adminPassword) },
        ...(body ? { body } : {}),
      });
    const jobs = async () => {
      await runJobs(hub, database);
      const count = hub.periodic.find(({ name }) => name === 'hub.count-storage');
      await count?.run({ signal: new AbortController().signal });
    };
    return { clock, database, hub, registry, origin, push, asKirtan, asAdmin, jobs };
  }

  test('is what a repository takes, and what it shares with others', async () => {
    const { push, asKirtan, asAdmin, jobs, database, origin } = await start();
    const one = await push('one');
    const shared = 'a layer of both '.repeat(100);
    await one.image(image(shared, 'of the first alone'), 'latest');
    await (await push('two')).image(image(shared, 'of the second alone, and larger'), 'latest');
    const stray = await one.blob('waits for its manifest');
    const { body } = await asKirtan('/repositories/one/storage');
    expect(body).toMatchObject({ unreferenced_bytes: stray.size, manifests: 1, tags: 1 });
    expect(body.own_bytes + body.shared_bytes).toBe(body.total_bytes);
    expect(body.shared_bytes).toBeGreaterThan(0);
    await jobs();
    const all = await database.query
      .selectFrom('registry_blobs')
      .select(({ fn }) => fn.sum<number>('size').as('bytes'))
      .executeTakeFirstOrThrow();
    const namespace = await asKirtan('/storage');
    expect(namespace.body.total_bytes).toBe(Number(all.bytes));
    expect(namespace.body.repositories.map(({ name }: { name: string }) => name).sort()).toEqual([
      ...['kirtan/one', 'kirtan/two'],
    ]);
    const hub = await asAdmin('GET', '/storage');
    expect(hub.body).toMatchObject({
      ...{ bytes: Number(all.bytes), repositories: 2, tags: 2, manifests: 2, garbage_bytes: 0 },
      namespaces: [{ name: 'kirtan', total_bytes: Number(all.bytes) }],
    });
    expect(hub.body.linked_bytes).toBeGreaterThan(hub.body.bytes);
    const deleted = await send(`${origin}/v2/namespaces/kirtan/repositories/two`, {
      ...{ method: 'DELETE', bearer: await apiToken(origin, 'kirtan', 'kirtan-password') },
    });
    expect(deleted.status).toBe(202);
    await jobs();
    expect((await asKirtan('/storage')).body).toMatchObject({
      ...{ total_bytes: body.total_bytes, repositories: [{ name: 'kirtan/one' }] },
    });
  });

  test('garbage is shown to administrators, and collected when they say so', async () => {
    const { clock, database, registry, push, asAdmin, origin, jobs } = await start();
    const pusher = await push('app');
    const gone = await pusher.image(image('goes'), 'goes');
    await pusher.image(image('stays'), 'stays');
    await pusher.request('DELETE', `manifests/${gone.digest}`);
    expect((await asAdmin('POST', '/garbage-collection', { dry_run: true })).body).toMatchObject({
      ...{ dry_run: true, blobs: 0, bytes: 0 },
    });
    clock.advance(25 * 3_600_000);
    const preview = await asAdmin('POST', '/garbage-collection', { dry_run: true });
    expect(preview.body).toMatchObject({ blobs: 2, unlinked: 1, error: null });
    const silent = { info() {}, warn() {}, error() {} };
    const runner = new PeriodicRunner({
      jobs: garbageJobs({ database, registry, everyMs: 3_600_000 }),
      ...{ database, clock: clock.read, log: silent },
    });
    runner.start();
    try {
      await expect
        .poll(async () => (await asAdmin('POST', '/garbage-collection', {})).status)
        .toBe(202);
      await expect
        .poll(async () => (await asAdmin('GET', '/garbage-collection')).body.results[0], {
          timeout: 30_000,
        })
        .toMatchObject({ ...{ blobs: 2, unlinked: 1, bytes: preview.body.bytes }, error: null });
    } finally {
      await runner.stop();
    }
    expect((await pusher.request('GET', 'manifests/stays')).status).toBe(401);
    const again = await ImagePusher.for(origin, 'kirtan/app', ['kirtan', 'kirtan-password']);
    expect((await again.request('GET', 'manifests/stays')).status).toBe(200);
    await jobs();
  }, 60_000);
});
