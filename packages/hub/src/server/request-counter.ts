import type { ApiAllowance } from '../ports/api-limiter.ts';

/** Keys remembered; when there are more the oldest window goes. */
const maximumKeys = 100_000;

/** Counts requests in fixed windows by key. The primary has the one of a hub. */
export class RequestCounter {
  readonly #limit: number;
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #windows = new Map<string, { readonly endsAt: number; count: number }>();

  constructor(options: {
    readonly limit: number;
    readonly windowMs: number;
    readonly clock?: () => number;
  }) {
    this.#limit = options.limit;
    this.#windowMs = options.windowMs;
    this.#clock = options.clock ?? Date.now;
  }

  /** Counts one. */
  take(key: string): ApiAllowance {
    const now = this.#clock();
    let window = this.#windows.get(key);
    if (window === undefined || window.endsAt <= now) {
      // Deleted first, so that the map's order is that of the windows' ends.
      this.#windows.delete(key);
      if (this.#windows.size >= maximumKeys) {
        const oldest = this.#windows.keys().next().value;
        if (oldest !== undefined) this.#windows.delete(oldest);
      }
      window = { endsAt: now + this.#windowMs, count: 0 };
      this.#windows.set(key, window);
    }
    window.count += 1;
    const remaining = Math.max(-1, this.#limit - window.count);
    return { limit: this.#limit, remaining, resetAt: window.endsAt };
  }
}
