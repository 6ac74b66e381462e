import { setTimeout as sleep } from 'node:timers/promises';
import type { RetryOptions } from '../client.ts';

/** Statuses after which the same request may succeed later. */
const passing = new Set([408, 429, 500, 502, 503, 504]);

/** Whether an answer with this status is worth another try. */
export function isPassing(status: number): boolean {
  return passing.has(status);
}

/** When to try again: exponential, with full jitter, bounded in number and in length. */
export class RetryPolicy {
  /** Tries after the first one. */
  readonly retries: number;
  readonly #baseDelay: number;
  readonly #maximumDelay: number;

  constructor(options: RetryOptions = {}) {
    this.retries = options.retries ?? 4;
    this.#baseDelay = options.baseDelay ?? 300;
    this.#maximumDelay = options.maximumDelay ?? 30_000;
  }

  /**
   * Waits before try number `attempt` (1 is the first new one). `retryAfter` is the header's value
   * (RFC 9110 section 10.2.3: seconds or a date). Throws the signal's reason when aborted.
   */
  async wait(
    attempt: number,
    options: { retryAfter?: string; signal?: AbortSignal },
  ): Promise<void> {
    const asked = options.retryAfter ? retryAfterDelay(options.retryAfter) : 0;
    const backoff = this.#baseDelay * 2 ** (attempt - 1);
    const jittered = backoff / 2 + (Math.random() * backoff) / 2;
    const delay = Math.min(this.#maximumDelay, Math.max(asked, jittered));
    try {
      await sleep(delay, undefined, options.signal ? { signal: options.signal } : {});
    } catch (cause) {
      options.signal?.throwIfAborted();
      throw cause;
    }
  }
}

function retryAfterDelay(header: string): number {
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(header);
  return Number.isNaN(date) ? 0 : Math.max(0, date - Date.now());
}
