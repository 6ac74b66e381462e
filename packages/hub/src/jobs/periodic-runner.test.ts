import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, onTestFinished, test } from 'vitest';
import { jobCommands } from './all-job-commands.ts';
import type { PeriodicJob } from './job.ts';
import { jobMigrations } from './job-migrations.ts';
import type { JobTables } from './job-tables.ts';
import { runPeriodicJobNow } from './periodic-commands.ts';
import { PeriodicRunner } from './periodic-runner.ts';

const silent = { info() {}, warn() {}, error() {} };
const hour = 3_600_000;

describeOnEveryDatabase('periodic jobs', ({ open }) => {
  async function start() {
    const database = await open<JobTables>({
      commands: jobCommands as readonly unknown[] as never[],
      migrations: [jobMigrations],
    });
    const clock = { now: 1_000_000 };
    const runner = (jobs: readonly PeriodicJob[]) => {
      const made = new PeriodicRunner({ database, jobs, clock: () => clock.now, log: silent });
      onTestFinished(() => made.stop());
      return made;
    };
    const row = () =>
      database.query.selectFrom('hub_periodic_jobs').selectAll().executeTakeFirstOrThrow();
    return { database, clock, runner, row };
  }

  test('run when they are due, and not before; what they did is kept', async () => {
    const { clock, runner, row } = await start();
    let runs = 0;
    const sweep: PeriodicJob = {
      ...{ name: 'sweep', about: 'Sweeps', everyMs: hour },
      run: async () => {
        runs += 1;
        return `swept ${runs}`;
      },
    };
    const jobs = runner([sweep]);
    expect(await jobs.runDue()).toEqual([]);
    clock.now += 30_000;
    expect(await jobs.runDue()).toEqual(['sweep']);
    expect(await jobs.runDue()).toEqual([]);
    expect(await row()).toMatchObject({
      ...{ last_outcome: 'succeeded', last_result: 'swept 1', next_at: clock.now + hour },
      ...{ holder: null, held_until: null },
    });
    clock.now += hour;
    await jobs.runDue();
    expect(runs).toBe(2);
  });

  test('one process of all nodes runs a job, and another goes on when that has died', async () => {
    const { clock, runner } = await start();
    const end = Promise.withResolvers<string>();
    let runs = 0;
    const job: PeriodicJob = {
      ...{ name: 'long', about: 'Takes long', everyMs: hour },
      run: () => {
        runs += 1;
        return end.promise;
      },
    };
    const [first, second] = [runner([job]), runner([job])];
    await first.runDue();
    clock.now += 30_000;
    const running = first.runDue();
    await expect.poll(() => runs).toBe(1);
    expect(await second.runDue()).toEqual([]);
    // The first has said nothing for as long as its lease.
    clock.now += 30_000;
    const taken = second.runDue();
    await expect.poll(() => runs).toBe(2);
    end.resolve('done');
    expect(await taken).toEqual(['long']);
    await running;
  });

  test('one that fails is tried again sooner than its time, and says why', async () => {
    const { clock, runner, row } = await start();
    const job: PeriodicJob = {
      ...{ name: 'broken', about: 'Fails', everyMs: 24 * hour },
      run: async () => {
        throw new Error('the disk is full');
      },
    };
    const jobs = runner([job]);
    await jobs.runDue();
    clock.now += 30_000;
    await jobs.runDue();
    expect(await row()).toMatchObject({
      ...{ last_outcome: 'failed', last_result: 'Error: the disk is full' },
      next_at: clock.now + 5 * 60_000,
    });
  });

  test('run now, at once and also while a run is under way', async () => {
    const { database, clock, runner } = await start();
    const ends: PromiseWithResolvers<string>[] = [];
    const job: PeriodicJob = {
      ...{ name: 'asked', about: 'Is asked for', everyMs: 24 * hour },
      run: () => {
        const end = Promise.withResolvers<string>();
        ends.push(end);
        return end.promise;
      },
    };
    const jobs = runner([job]);
    await jobs.runDue();
    const now = () => database.run(runPeriodicJobNow, { name: 'asked', now: clock.now });
    expect(await now()).toBe(true);
    const running = jobs.runDue();
    await expect.poll(() => ends.length).toBe(1);
    clock.now += 1000;
    await now();
    ends[0]?.resolve('first');
    await running;
    const again = jobs.runDue();
    await expect.poll(() => ends.length).toBe(2);
    ends[1]?.resolve('second');
    expect(await again).toEqual(['asked']);
    expect(await jobs.runDue()).toEqual([]);
    expect(await database.run(runPeriodicJobNow, { name: 'other', now: 0 })).toBe(false);
  });

  test('what a new version wants more often does not wait for the old time', async () => {
    const { clock, runner, row } = await start();
    const job = (everyMs: number): PeriodicJob => ({
      ...{ name: 'often', about: 'Changes', everyMs },
      run: async () => 'done',
    });
    const jobs = runner([job(24 * hour)]);
    await jobs.runDue();
    clock.now += 30_000;
    await jobs.runDue();
    await runner([job(hour)]).runDue();
    expect((await row()).next_at).toBe(clock.now + hour);
  });
});
