import type { OpenedDatabase } from '@slipway/database';
import type { Hub } from '../hub.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import type { TestClock, TestTables } from './test-hub.ts';

/**
 * Does all jobs that are due by the test's clock, and those they ask for, with the runner that a hub
 * has: what fails is put off or kept as failed.
 */
export async function runDueJobs(options: {
  readonly hub: Hub;
  readonly database: OpenedDatabase<TestTables>;
  readonly clock: TestClock;
}): Promise<number> {
  const { hub, database, clock } = options;
  const log = { info() {}, warn() {}, error() {} };
  // Items are stamped by the real clock, which a test's may be behind.
  clock.now = Math.max(clock.now, Date.now()) + 1;
  const runner = new JobRunner({ database, handlers: hub.jobs, clock: clock.read, log });
  try {
    return await runner.runDue();
  } finally {
    await runner.stop();
  }
}
