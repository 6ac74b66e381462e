import type { OutboxItem } from '@slipway/database';

/** What surrounds a job's work. */
export interface JobContext {
  /** Aborted when the process is to end: finish or stop soon, what is not done is done again. */
  readonly signal: AbortSignal;
}

/**
 * What is done with one topic of the outbox, after the change that asked for it and never in a
 * request: at least once, in no order. Throwing puts it off, each time for longer.
 */
export interface JobHandler {
  readonly topic: string;
  /** Items under way at once in one process; 1 by default. */
  readonly concurrency?: number;
  /** Tries before an item is left for an administrator to look at; 20 by default. */
  readonly attempts?: number;
  /** Milliseconds until the next try after `attempts` failed ones; growing by default. */
  retryAfter?(attempts: number): number;
  handle(item: OutboxItem, context: JobContext): Promise<void>;
}

/** What is done now and then, by one process of the hub at a time. */
export interface PeriodicJob {
  /** `registry.expire-uploads`. */
  readonly name: string;
  /** For people: what it does. */
  readonly about: string;
  readonly everyMs: number;
  /** Answers what it did, in a few words or figures, for administrators. */
  run(context: JobContext): Promise<string>;
}
