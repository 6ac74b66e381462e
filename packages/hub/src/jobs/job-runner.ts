import {
  claimOutbox,
  completeOutbox,
  type Database,
  type OutboxItem,
  type OutboxTables,
  retryOutbox,
} from '@slipway/database';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import type { JobHandler } from './job.ts';
import { parkJob, postponeJob, renewJobs } from './job-commands.ts';
import { JobLane } from './job-lane.ts';
import { type JobObserver, noJobObserver } from './job-observer.ts';
import type { JobTables } from './job-tables.ts';
import { Postponed } from './postponed.ts';

export interface JobRunnerOptions {
  readonly database: Database<JobTables & OutboxTables>;
  /** One for each topic. */
  readonly handlers: readonly JobHandler[];
  readonly clock: Clock;
  readonly log: Log;
  readonly observer?: JobObserver;
  /** Milliseconds between looks where there was nothing to do (500). */
  readonly pollMs?: number;
  /** How long an item stays with a process that says nothing any more (20,000). */
  readonly leaseMs?: number;
}

/** After a look that failed. */
const pauseAfterFailure = 5000;

/** Takes items of the outbox and has them handled: some of each topic at once, each at least once. */
export class JobRunner {
  readonly #options: JobRunnerOptions;
  readonly #lanes: readonly JobLane[];
  readonly #stop = new AbortController();
  readonly #leaseMs: number;
  readonly #isDue: (topic: string, now: number) => Promise<boolean>;
  #timer: NodeJS.Timeout | undefined;
  #renewal: NodeJS.Timeout | undefined;
  #looking: Promise<unknown> = Promise.resolve();

  constructor(options: JobRunnerOptions) {
    this.#options = options;
    this.#lanes = options.handlers.map((handler) => new JobLane(handler));
    this.#leaseMs = options.leaseMs ?? 20_000;
    this.#isDue = dueReader(options.database);
    const topics = new Set(options.handlers.map(({ topic }) => topic));
    if (topics.size < this.#lanes.length) throw new Error('two jobs handle the same topic');
  }

  start(): void {
    this.#lookIn(0);
    this.#renewal = setInterval(() => void this.#renew(), this.#leaseMs / 3).unref();
  }

  /** Takes nothing more; resolves when what is under way has ended, told to by its signal. */
  async stop(): Promise<void> {
    this.#stop.abort(new Error('the process ends'));
    clearTimeout(this.#timer);
    await this.#looking;
    await Promise.all(this.#lanes.map((lane) => lane.idle()));
    clearInterval(this.#renewal);
  }

  /** Does all that is due, and what follows from it, until nothing is; gives how many items. For tests. */
  async runDue(): Promise<number> {
    for (let total = 0; ; ) {
      const taken = await this.#take();
      await Promise.all(this.#lanes.map((lane) => lane.idle()));
      if (taken === 0) return total;
      total += taken;
    }
  }

  #lookIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => {
      this.#looking = this.#look();
    }, milliseconds);
  }

  async #look(): Promise<void> {
    try {
      const taken = await this.#take();
      // Where something was, more may be: an item's end looks at once, too.
      this.#lookIn(taken > 0 ? 0 : (this.#options.pollMs ?? 500));
    } catch (err) {
      this.#options.log.warn({ err }, 'jobs cannot be looked for; it is tried again');
      this.#lookIn(pauseAfterFailure);
    }
  }

  /** Begins what is due and fits; gives how many items that is. */
  async #take(): Promise<number> {
    let taken = 0;
    for (const lane of this.#lanes) {
      const now = this.#options.clock();
      // Most looks find nothing: a read that takes no turn at the writer says so.
      if (lane.free === 0 || !(await this.#isDue(lane.topic, now))) continue;
      if (this.#stop.signal.aborted) return taken;
      const { database } = this.#options;
      const claim = { topic: lane.topic, limit: lane.free, leaseMs: this.#leaseMs, now };
      const items = await database.run(claimOutbox, claim);
      for (const item of items) void this.#begin(lane, item);
      taken += items.length;
    }
    return taken;
  }

  async #begin(lane: JobLane, item: OutboxItem): Promise<void> {
    const { log } = this.#options;
    await lane.add(item, async () => {
      try {
        await this.#work(lane, item);
      } catch (err) {
        // Its lease runs out, and it is done again.
        log.warn({ err, topic: item.topic, item: item.id }, 'how a job ended cannot be written');
      }
    });
    if (this.#timer !== undefined) this.#lookIn(0);
  }

  async #work(lane: JobLane, item: OutboxItem): Promise<void> {
    const { database, observer = noJobObserver } = this.#options;
    const startedAt = performance.now();
    const ended = (outcome: Parameters<JobObserver['ended']>[0]['outcome']) => {
      const seconds = (performance.now() - startedAt) / 1000;
      observer.ended({ job: item.topic, outcome, seconds });
    };
    if (lane.isSpent(item)) {
      await this.#park(item, 'its process ended while it was under way, each time');
      return ended('failed');
    }
    try {
      await lane.handler.handle(item, { signal: this.#stop.signal });
    } catch (error) {
      return ended(await this.#putOff(lane, item, error));
    }
    await database.run(completeOutbox, { ids: [item.id] });
    ended('succeeded');
  }

  async #putOff(lane: JobLane, item: OutboxItem, error: unknown) {
    const { database, clock, log } = this.#options;
    const { id, attempts, topic } = item;
    const now = clock();
    if (error instanceof Postponed || this.#stop.signal.aborted) {
      const waitMs = error instanceof Postponed ? error.waitMs : 0;
      await database.run(postponeJob, { id, attempts, at: now + waitMs });
      return 'postponed';
    }
    const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    if (lane.isLast(item)) {
      log.error({ err: error, topic, item: id, attempts }, 'a job failed for good');
      await this.#park(item, text);
      return 'failed';
    }
    log.warn({ err: error, topic, item: id, attempts }, 'a job failed; it is tried again');
    const at = now + lane.retryAfter(item);
    await database.run(retryOutbox, { id, attempts, at, error: text });
    return 'retried';
  }

  async #park({ id, attempts }: OutboxItem, error: string): Promise<void> {
    const { database, clock } = this.#options;
    await database.run(parkJob, { id, attempts, error, now: clock() });
  }

  async #renew(): Promise<void> {
    const claims = this.#lanes.flatMap((lane) => lane.items);
    if (claims.length === 0) return;
    const { database, clock, log } = this.#options;
    try {
      await database.run(renewJobs, {
        claims: claims.map(({ id, attempts }) => ({ id, attempts })),
        until: clock() + this.#leaseMs,
      });
    } catch (err) {
      log.warn({ err }, 'jobs under way cannot be held; they may be done twice');
    }
  }
}

function dueReader(database: Database<JobTables & OutboxTables>) {
  const first = database.prepare<{ topic: string; now: number; free: number }, { id: number }>(
    (query, parameter) =>
      query
        .selectFrom('outbox')
        .select('id')
        .where('topic', '=', parameter('topic'))
        .where('available_at', '<=', parameter('now'))
        .where((where) =>
          where.or([
            where('claimed_until', 'is', null),
            where('claimed_until', '<=', parameter('free')),
          ]),
        )
        .limit(1),
  );
  return async (topic: string, now: number) =>
    (await first.first({ topic, now, free: now })) !== undefined;
}
