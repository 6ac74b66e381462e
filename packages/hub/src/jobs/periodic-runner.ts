import { randomUUID } from 'node:crypto';
import type { Database } from '@slipway/database';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { PeriodicJob } from './job.ts';
import { type JobObserver, noJobObserver } from './job-observer.ts';
import type { JobTables } from './job-tables.ts';
import {
  addPeriodicJobs,
  beginPeriodicJob,
  endPeriodicJob,
  renewPeriodicJob,
} from './periodic-commands.ts';

export interface PeriodicRunnerOptions {
  readonly database: Database<JobTables>;
  readonly jobs: readonly PeriodicJob[];
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: JobObserver;
  /** Milliseconds between looks (1000). */
  readonly pollMs?: number;
  /** How long a job stays with a process that says nothing any more (30,000). */
  readonly leaseMs?: number;
}

/** A job's first run waits so long, so that a start is quick. */
const firstRunAfter = 30_000;
/** A run that failed is not waited for longer than this. */
const retryAfter = 5 * 60_000;
/** Jobs under way at once. */
const concurrency = 2;

/** Runs periodic jobs when they are due, each in one process of all nodes at a time. */
export class PeriodicRunner {
  readonly #options: PeriodicRunnerOptions;
  readonly #jobs: ReadonlyMap<string, PeriodicJob>;
  readonly #holder = randomUUID();
  readonly #stop = new AbortController();
  readonly #underWay = new Map<string, Promise<void>>();
  readonly #leaseMs: number;
  #added = false;
  #timer: NodeJS.Timeout | undefined;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: PeriodicRunnerOptions) {
    this.#options = options;
    this.#jobs = new Map(options.jobs.map((job) => [job.name, job]));
    if (this.#jobs.size < options.jobs.length) throw new Error('two periodic jobs share a name');
    this.#leaseMs = options.leaseMs ?? 30_000;
  }

  start(): void {
    this.#lookIn(0);
  }

  /** Begins nothing more; resolves when what is under way has ended, told to by its signal. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the process ends'));
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#underWay.values());
  }

  /** Runs what is due once, and waits for it; gives the names. For tests. */
  async runDue(): Promise<string[]> {
    const begun = await this.#begin();
    await Promise.all(this.#underWay.values());
    return begun;
  }

  #lookIn(milliseconds: number): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, milliseconds);
  }

  async #look(): Promise<void> {
    try {
      await this.#begin();
    } catch (err) {
      this.#options.log.warn({ err }, 'periodic jobs cannot be looked for; it is tried again');
    }
    this.#lookIn(this.#options.pollMs ?? 1000);
  }

  async #begin(): Promise<string[]> {
    const { database, clock } = this.#options;
    await this.#add();
    const now = clock();
    const due = await database.query
      .selectFrom('hub_periodic_jobs')
      .select('name')
      .where('next_at', '<=', now)
      .where((where) => where.or([where('held_until', 'is', null), where('held_until', '<=', now)]))
      .orderBy('next_at')
      .execute();
    const begun: string[] = [];
    for (const { name } of due) {
      const job = this.#jobs.get(name);
      if (!job || this.#underWay.has(name) || this.#underWay.size >= concurrency) continue;
      const until = now + this.#leaseMs;
      const holder = this.#holder;
      if (!(await database.run(beginPeriodicJob, { name, holder, now, until }))) continue;
      const run = this.#run(job).finally(() => this.#underWay.delete(name));
      this.#underWay.set(name, run);
      begun.push(name);
    }
    return begun;
  }

  /** Each job's row, with its first run some time after the start. */
  async #add(): Promise<void> {
    if (this.#added) return;
    const now = this.#options.clock();
    const jobs = [...this.#jobs.values()].map(({ name, everyMs }) => ({
      name,
      at: now + Math.min(firstRunAfter, everyMs),
      latest: now + everyMs,
    }));
    await this.#options.database.run(addPeriodicJobs, { jobs });
    this.#added = true;
  }

  async #run(job: PeriodicJob): Promise<void> {
    const { name, everyMs } = job;
    const { database, clock, log, observer = noJobObserver } = this.#options;
    const holder = this.#holder;
    const startedAt = performance.now();
    const renewal = setInterval(() => {
      database
        .run(renewPeriodicJob, { name, holder, until: clock() + this.#leaseMs })
        .catch((err) => log.warn({ err, job: name }, 'a periodic job cannot be held'));
    }, this.#leaseMs / 3).unref();
    const ended = await job.run({ signal: this.#stop.signal }).then(
      (result) => ({ outcome: 'succeeded', result }) as const,
      (error: unknown) => {
        if (!this.#stop.signal.aborted)
          log.warn({ err: error, job: name }, 'a periodic job failed');
        return { outcome: 'failed', result: String(error) } as const;
      },
    );
    clearInterval(renewal);
    const seconds = (performance.now() - startedAt) / 1000;
    observer.ended({ job: name, outcome: ended.outcome, seconds });
    const now = clock();
    const wait = ended.outcome === 'failed' ? Math.min(everyMs, retryAfter) : everyMs;
    await database
      .run(endPeriodicJob, { name, holder, now, nextAt: now + wait, ...ended })
      .catch((err) => log.warn({ err, job: name }, 'how a periodic job ended cannot be written'));
  }
}
