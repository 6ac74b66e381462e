import {
  appendToOutbox,
  type Command,
  claimOutbox,
  type Database,
  type OutboxItem,
  type OutboxTables,
} from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, onTestFinished, test } from 'vitest';
import { jobCommands } from './all-job-commands.ts';
import type { JobHandler } from './job.ts';
import { releaseJobs } from './job-commands.ts';
import { jobMigrations } from './job-migrations.ts';
import { JobRunner } from './job-runner.ts';
import type { JobTables } from './job-tables.ts';
import { Postponed } from './postponed.ts';

type Tables = JobTables & OutboxTables;

const ask: Command<Tables, { readonly topic: string; readonly keys: readonly string[] }, void> = {
  name: 'test.ask',
  async execute(transaction, { topic, keys }) {
    for (const key of keys) await appendToOutbox(transaction, { topic, key, payload: { key } });
  },
};

const silent = { info() {}, warn() {}, error() {} };

describeOnEveryDatabase('jobs', ({ open }) => {
  async function start() {
    const database = await open<Tables>({
      commands: [ask, ...(jobCommands as readonly unknown[] as never[])],
      migrations: [jobMigrations],
    });
    const clock = { now: Date.now() + 1000 };
    const runner = (handlers: readonly JobHandler[], options: object = {}) => {
      const made = new JobRunner({
        ...{ database, handlers, log: silent, clock: () => clock.now },
        ...options,
      });
      onTestFinished(() => made.stop());
      return made;
    };
    const give = (...keys: string[]) => database.run(ask, { topic: 'work', keys });
    return { database, clock, runner, give };
  }

  const left = async (database: Database<Tables>) =>
    (await database.query.selectFrom('outbox').selectAll().execute()).length;
  const failed = (database: Database<Tables>) =>
    database.query.selectFrom('hub_failed_jobs').selectAll().execute();

  test('each item is handled once and gone; so is what handling it asks for', async () => {
    const { database, runner, give } = await start();
    const seen: string[] = [];
    const work: JobHandler = {
      topic: 'work',
      concurrency: 3,
      async handle({ key }) {
        seen.push(key);
        if (key === 'a') await database.run(ask, { topic: 'more', keys: ['from a'] });
      },
    };
    const more: JobHandler = {
      topic: 'more',
      async handle({ key }) {
        seen.push(key);
      },
    };
    await give('a', 'b', 'c', 'd', 'e');
    await runner([work, more]).runDue();
    expect(seen.sort()).toEqual(['a', 'b', 'c', 'd', 'e', 'from a']);
    expect(await left(database)).toBe(0);
  });

  test('one that fails comes again later and later, then is kept for administrators', async () => {
    const { database, clock, runner, give } = await start();
    const tries: number[] = [];
    const poison: JobHandler = {
      topic: 'work',
      attempts: 4,
      retryAfter: (attempts) => attempts * 1000,
      async handle({ attempts }: OutboxItem) {
        tries.push(attempts);
        throw new Error('broken for good');
      },
    };
    await give('bad');
    const jobs = runner([poison]);
    await jobs.runDue();
    for (const wait of [1000, 2000, 3000]) {
      clock.now += wait - 1;
      expect(await jobs.runDue()).toBe(0);
      clock.now += 1;
      await jobs.runDue();
    }
    expect(tries).toEqual([1, 2, 3, 4]);
    expect(await left(database)).toBe(0);
    expect(await failed(database)).toMatchObject([
      { topic: 'work', key: 'bad', attempts: 4, error: 'Error: broken for good' },
    ]);
  });

  test('one whose process dies each time is not tried for ever', async () => {
    const { database, clock, runner, give } = await start();
    await give('deadly');
    for (let claims = 0; claims < 2; claims++) {
      await database.run(claimOutbox, { topic: 'work', limit: 1, leaseMs: 1000, now: clock.now });
      clock.now += 1000;
    }
    let handled = 0;
    const handle = async () => {
      handled += 1;
    };
    await runner([{ topic: 'work', attempts: 2, handle }]).runDue();
    expect(handled).toBe(0);
    expect((await failed(database))[0]?.error).toContain('its process ended');
  });

  test('what cannot begin is put off without counting as a try', async () => {
    const { clock, runner, give } = await start();
    const tries: number[] = [];
    const busy: JobHandler = {
      topic: 'work',
      attempts: 2,
      async handle({ attempts }) {
        tries.push(attempts);
        if (tries.length < 6) throw new Postponed(1000, 'busy');
      },
    };
    await give('later');
    const jobs = runner([busy]);
    for (let round = 0; round < 7; round++) {
      await jobs.runDue();
      clock.now += 1000;
    }
    expect(tries).toEqual([1, 1, 1, 1, 1, 1]);
  });

  test('a long job keeps its lease; one that nobody holds any more goes to another', async () => {
    const { database, runner, give } = await start();
    const begun = Promise.withResolvers<void>();
    const end = Promise.withResolvers<void>();
    let handled = 0;
    const slow: JobHandler = {
      topic: 'work',
      async handle() {
        handled += 1;
        begun.resolve();
        await end.promise;
      },
    };
    await give('long');
    const options = { clock: () => Date.now() + 2000, leaseMs: 300, pollMs: 20 };
    const first = runner([slow], options);
    const second = runner([slow], options);
    first.start();
    await begun.promise;
    second.start();
    await new Promise((resolve) => setTimeout(resolve, 900));
    expect(handled).toBe(1);
    end.resolve();
    await expect.poll(() => left(database)).toBe(0);
    expect(handled).toBe(1);
  });

  test('what a dead process held is free at once where there is no other', async () => {
    const { database, clock, runner, give } = await start();
    await give('held');
    await database.run(claimOutbox, { topic: 'work', limit: 1, leaseMs: 60_000, now: clock.now });
    const seen: string[] = [];
    const jobs = runner([{ topic: 'work', handle: async ({ key }) => void seen.push(key) }]);
    expect(await jobs.runDue()).toBe(0);
    await database.run(releaseJobs, null);
    await jobs.runDue();
    expect(seen).toEqual(['held']);
  });

  test('a running process hears of an item within a second, and ends when it is told to', async () => {
    const { database, runner, give } = await start();
    const handledAt = Promise.withResolvers<number>();
    const jobs = runner(
      [{ topic: 'work', handle: async () => handledAt.resolve(performance.now()) }],
      { clock: Date.now },
    );
    jobs.start();
    await new Promise((resolve) => setTimeout(resolve, 600));
    const askedAt = performance.now();
    await give('soon');
    expect((await handledAt.promise) - askedAt).toBeLessThan(1000);
    await jobs.stop();
    await give('after the end');
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await left(database)).toBe(1);
  });

  test('told to end, a job gives back what it has not done', async () => {
    const { database, runner, give } = await start();
    const begun = Promise.withResolvers<void>();
    const handle: JobHandler['handle'] = (_item, { signal }) => {
      begun.resolve();
      return new Promise((_, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason)),
      );
    };
    await give('half done');
    const jobs = runner([{ topic: 'work', handle }]);
    jobs.start();
    await begun.promise;
    await jobs.stop();
    const [item] = await database.query.selectFrom('outbox').selectAll().execute();
    expect(item).toMatchObject({ attempts: 0, claimed_until: null });
  });
});
