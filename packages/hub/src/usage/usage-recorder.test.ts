import { describeOnEveryDatabase } from '@slipway/database/testing';
import { parseDigest } from '@slipway/oci';
import { expect, test } from 'vitest';
import { apiToken, makeAccessToken, makeAccount, send } from '../testing/client.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';
import { UsageRecorder } from './usage-recorder.ts';

const digest = parseDigest(`sha256:${'0'.repeat(64)}`);

describeOnEveryDatabase('usage', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { origin } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const bearer = await apiToken(origin, ...kirtan);
    const namespace = `${origin}/v2/namespaces/kirtan/repositories`;
    await send(namespace, { method: 'POST', bearer, body: { name: 'app' } });
    const { id } = await database.query
      .selectFrom('hub_repositories')
      .select('id')
      .executeTakeFirstOrThrow();
    const pulls = async () => (await send(`${namespace}/app`, { bearer })).body.pull_count;
    return { clock, database, origin, kirtan, bearer, id, pulls };
  }

  const quiet = { info() {}, warn() {}, error() {} };

  test('is added up in memory and written together, by several workers', async () => {
    const { clock, database, id, pulls } = await start();
    const options = { database, clock: clock.read, log: quiet };
    const workers = [new UsageRecorder(options), new UsageRecorder(options)];
    for (let pull = 0; pull < 500; pull++) {
      for (const worker of workers) worker.pulled({ repositoryId: id, tag: 'latest', digest });
    }
    workers[0]?.pulled({ repositoryId: id + 1000, tag: 'latest', digest });
    expect(await pulls()).toBe(0);
    await Promise.all(workers.map((worker) => worker.close()));
    expect(await pulls()).toBe(1000);
    const rows = await database.query.selectFrom('hub_pull_counts').selectAll().execute();
    expect(rows).toEqual([{ repository_id: id, pulls: 1000, last_pulled_at: clock.now }]);
  });

  test('is kept while it cannot be written', async () => {
    const { clock, database, id, pulls } = await start();
    let broken = true;
    const sometimes = new Proxy(database, {
      get(target, key) {
        if (key === 'run' && broken) return () => Promise.reject(new Error('no disk'));
        const value = Reflect.get(target, key);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const recorder = new UsageRecorder({ database: sometimes, clock: clock.read, log: quiet });
    recorder.pulled({ repositoryId: id, tag: 'latest', digest });
    await recorder.flush();
    recorder.pulled({ repositoryId: id, tag: 'latest', digest });
    broken = false;
    await recorder.close();
    expect(await pulls()).toBe(2);
  });

  test('says when an access token was last used', async () => {
    const { clock, database, origin, kirtan, bearer } = await start();
    const { token, uuid } = await makeAccessToken(origin, kirtan, ['repo:read']);
    const url = `${origin}/v2/access-tokens/${uuid}`;
    expect((await send(url, { bearer })).body.last_used).toBeNull();
    const recorder = new UsageRecorder({ database, clock: clock.read, log: quiet });
    recorder.tokenUsed(uuid);
    await recorder.close();
    expect((await send(url, { bearer })).body.last_used).toBe(new Date(clock.now).toISOString());
    expect(token).toMatch(/^slp_pat_/);
  });
});
