import type { OutboxItem } from '@slipway/database';
import { backoff } from './backoff.ts';
import type { JobHandler } from './job.ts';

const usualAttempts = 20;

/** One topic in one process: its handler, and what of it is under way. */
export class JobLane {
  readonly handler: JobHandler;
  readonly #underWay = new Map<number, { item: OutboxItem; done: Promise<void> }>();

  constructor(handler: JobHandler) {
    this.handler = handler;
  }

  get topic(): string {
    return this.handler.topic;
  }

  /** Items that could begin now. */
  get free(): number {
    return Math.max(0, (this.handler.concurrency ?? 1) - this.#underWay.size);
  }

  get items(): OutboxItem[] {
    return [...this.#underWay.values()].map(({ item }) => item);
  }

  /** Whether an item has been claimed more often than it may be tried: its tries ended without a word. */
  isSpent({ attempts }: OutboxItem): boolean {
    return attempts > this.#most;
  }

  /** Whether this try was the last. */
  isLast({ attempts }: OutboxItem): boolean {
    return attempts >= this.#most;
  }

  retryAfter({ attempts }: OutboxItem): number {
    return this.handler.retryAfter?.(attempts) ?? backoff(attempts);
  }

  /** Counts an item as under way until its work is done. */
  add(item: OutboxItem, work: () => Promise<void>): Promise<void> {
    const done = work().finally(() => this.#underWay.delete(item.id));
    this.#underWay.set(item.id, { item, done });
    return done;
  }

  /** Resolves when nothing is under way. */
  async idle(): Promise<void> {
    await Promise.all([...this.#underWay.values()].map(({ done }) => done));
  }

  get #most(): number {
    return this.handler.attempts ?? usualAttempts;
  }
}
