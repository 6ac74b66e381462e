import type { LoginAllowance, LoginKeys } from '../ports/login-limiter.ts';

/** Attempts that may be under way beside the failures counted: a build farm signing in at once. */
const concurrentAttempts = 64;
/** An address stands for more than one account, an account for more than one address. */
const addressFactor = 5;
const accountFactor = 10;
/** Keys remembered; when there are more the oldest window goes. */
const maximumKeys = 100_000;

interface Window {
  readonly endsAt: number;
  failures: number;
  pending: number;
}

/**
 * Counts failed sign-ins in fixed windows: by account at an address, by address (5 times as many),
 * and by account (10 times as many, so that a stranger cannot lock somebody out cheaply).
 */
export class LoginAttempts {
  readonly #failures: number;
  readonly #windowMs: number;
  readonly #clock: () => number;
  readonly #windows = new Map<string, Window>();

  constructor(options: {
    readonly failures: number;
    readonly windowMs: number;
    readonly clock?: () => number;
  }) {
    this.#failures = options.failures;
    this.#windowMs = options.windowMs;
    this.#clock = options.clock ?? Date.now;
  }

  /** Whether an attempt may be made now; it counts as under way until it failed or succeeded. */
  check(keys: LoginKeys): LoginAllowance {
    const now = this.#clock();
    const counted = this.#keysOf(keys).map(([key, limit]) => ({
      limit,
      window: this.#at(key, now),
    }));
    const full = counted.filter(
      ({ limit, window }) =>
        window.failures >= limit || window.failures + window.pending >= limit + concurrentAttempts,
    );
    if (full.length > 0) {
      const wait = Math.max(...full.map(({ window }) => window.endsAt - now));
      return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(wait / 1000)) };
    }
    for (const { window } of counted) window.pending += 1;
    return { allowed: true, retryAfterSeconds: 0 };
  }

  failed(keys: LoginKeys): void {
    this.#settle(keys, (window) => {
      window.failures += 1;
    });
  }

  /** The right password: what this account mistyped at this address is forgotten. */
  succeeded(keys: LoginKeys): void {
    this.#settle(keys, () => {});
    const pair = this.#windows.get(pairKey(keys));
    if (pair) pair.failures = 0;
  }

  #settle(keys: LoginKeys, count: (window: Window) => void): void {
    const now = this.#clock();
    for (const [key] of this.#keysOf(keys)) {
      const window = this.#at(key, now);
      window.pending = Math.max(0, window.pending - 1);
      count(window);
    }
  }

  #keysOf(keys: LoginKeys): [key: string, limit: number][] {
    return [
      [pairKey(keys), this.#failures],
      [`address ${keys.address}`, this.#failures * addressFactor],
      [`account ${keys.account}`, this.#failures * accountFactor],
    ];
  }

  #at(key: string, now: number): Window {
    const known = this.#windows.get(key);
    if (known && known.endsAt > now) return known;
    // Deleted first, so that the map's order is that of the windows' ends.
    this.#windows.delete(key);
    if (this.#windows.size >= maximumKeys) {
      const oldest = this.#windows.keys().next().value;
      if (oldest !== undefined) this.#windows.delete(oldest);
    }
    const fresh = { endsAt: now + this.#windowMs, failures: 0, pending: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

function pairKey({ account, address }: LoginKeys): string {
  // A space is in no account name that exists, and an address is last.
  return `pair ${account} ${address}`;
}
