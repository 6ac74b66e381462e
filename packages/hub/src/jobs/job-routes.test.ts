import { appendToOutbox, type Command } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { runDueJobs } from '../testing/run-jobs.ts';
import {
  adminPassword,
  openTestDatabase,
  startTestHub,
  TestClock,
  type TestTables,
} from '../testing/test-hub.ts';
import { PeriodicRunner } from './periodic-runner.ts';

const ask: Command<TestTables, { topic: string; payload: unknown }, void> = {
  name: 'test.ask',
  execute: (transaction, { topic, payload }) =>
    appendToOutbox(transaction, { topic, key: 'a key', payload }),
};

describeOnEveryDatabase('jobs for administrators', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock, commands: [ask as never] });
    const { origin, hub } = await startTestHub({ database, clock });
    const call = async (path: string, method = 'GET') =>
      await send(`${origin}/v2/jobs${path}`, {
        method,
        bearer: await apiToken(origin, 'admin', adminPassword),
      });
    return { clock, database, origin, hub, call };
  }

  test('topics with what waits; what failed for good is listed, done again, forgotten', async () => {
    const { clock, database, hub, call } = await start();
    // An event that tells nothing fails each time.
    await database.run(ask, { topic: 'webhook.event', payload: null });
    await database.run(ask, { topic: 'nobody.knows', payload: 1 });
    const topic = async (name: string) =>
      (await call('')).body.topics.find((each: { topic: string }) => each.topic === name);
    expect(await topic('webhook.event')).toMatchObject({ waiting: 1, failed: 0, is_handled: true });
    expect(await topic('nobody.knows')).toMatchObject({ waiting: 1, is_handled: false });
    for (let tries = 0; tries < 25; tries++) {
      await runDueJobs({ hub, database, clock });
      clock.advance(3_600_000);
    }
    expect(await topic('webhook.event')).toMatchObject({ waiting: 0, failed: 1, oldest: null });
    const failed = (await call('/failed?topic=webhook.event')).body;
    expect(failed).toMatchObject({ count: 1 });
    expect(failed.results[0]).toMatchObject({ topic: 'webhook.event', attempts: 20 });
    expect(failed.results[0].error).toContain('TypeError');
    const { id } = failed.results[0];
    expect((await call(`/failed/${id}/retry`, 'POST')).status).toBe(202);
    expect((await call(`/failed/${id}/retry`, 'POST')).status).toBe(404);
    expect(await topic('webhook.event')).toMatchObject({ waiting: 1, failed: 0 });
    for (let tries = 0; tries < 25; tries++) {
      await runDueJobs({ hub, database, clock });
      clock.advance(3_600_000);
    }
    const again = (await call('/failed')).body.results[0].id;
    expect((await call(`/failed/${again}`, 'DELETE')).status).toBe(204);
    expect((await call('/failed')).body.count).toBe(0);
    expect((await call('/failed/x', 'DELETE')).status).toBe(404);
  });

  test('periodic jobs with their last run, and run when told to', async () => {
    const { clock, database, hub, call } = await start();
    const jobs = hub.periodic.filter(({ name }) => name === 'webhooks.prune-deliveries');
    const log = { info() {}, warn() {}, error() {} };
    const runner = new PeriodicRunner({ database, jobs, clock: clock.read, log });
    await runner.runDue();
    expect((await call('/periodic/webhooks.prune-deliveries/run', 'POST')).status).toBe(202);
    expect((await call('/periodic/nothing/run', 'POST')).status).toBe(404);
    expect(await runner.runDue()).toEqual(['webhooks.prune-deliveries']);
    const listed = (await call('/periodic')).body.jobs;
    expect(listed.map(({ name }: { name: string }) => name).sort()).toEqual(
      hub.periodic.map(({ name }) => name).sort(),
    );
    expect(
      listed.find(({ name }: { name: string }) => name === 'webhooks.prune-deliveries'),
    ).toMatchObject({ last_outcome: 'succeeded', last_result: '0 deliveries deleted' });
  });

  test('nobody but an administrator sees any of it', async () => {
    const { origin } = await start();
    const bearer = await apiToken(origin, 'eve', await makeAccount(origin, 'eve'));
    for (const path of ['', '/failed', '/periodic']) {
      expect((await send(`${origin}/v2/jobs${path}`, { bearer })).status).toBe(403);
      expect((await send(`${origin}/v2/jobs${path}`)).status).toBe(401);
    }
  });
});
