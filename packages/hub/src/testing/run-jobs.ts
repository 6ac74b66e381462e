import type { OpenedDatabase } from '@slipway/database';
import type { Hub } from '../hub.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import type { Mail } from '../mail/mailer.ts';
import type { TestClock, TestTables } from './test-hub.ts';

/**
 * Does all jobs that are due by the test's clock, and those they ask for, with the runner that a hub
 * has: what fails is put off or kept as failed. Answers how many.
 */
export async function runDueJobs(options: {
  readonly hub: Hub;
  readonly database: OpenedDatabase<TestTables>;
  readonly clock: TestClock;
}): Promise<number> {
  const { clock } = options;
  // Items are stamped by the real clock, which a test's may be behind.
  clock.now = Math.max(clock.now, Date.now()) + 1;
  return await run({ ...options, clock: clock.read });
}

/** Does all jobs that wait, those that are put off as well. */
export async function runJobs(hub: Hub, database: OpenedDatabase<TestTables>): Promise<void> {
  await run({ hub, database, clock: () => Date.now() + 9e9 });
}

async function run(options: {
  readonly hub: Hub;
  readonly database: OpenedDatabase<TestTables>;
  readonly clock: () => number;
}): Promise<number> {
  const { hub, database, clock } = options;
  const log = { info() {}, warn() {}, error() {} };
  const runner = new JobRunner({ database, handlers: hub.jobs, clock, log });
  try {
    return await runner.runDue();
  } finally {
    await runner.stop();
  }
}

/** A mailer that keeps what it is given. */
export function keepingMailer() {
  const sent: Mail[] = [];
  return {
    sent,
    /** The code of the link in the newest letter to an address. */
    code(to: string): string {
      const letter = sent.filter((mail) => mail.to === to).at(-1);
      const code = /#([\w-]{20,})/.exec(letter?.text ?? '')?.[1];
      if (code === undefined) throw new Error(`no link was sent to ${to}`);
      return code;
    },
    mailer: { send: async (mail: Mail) => void sent.push(mail), close: () => {} },
  };
}
