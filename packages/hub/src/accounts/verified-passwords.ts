import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';

const lifetimeMilliseconds = 60_000;
const capacity = 10_000;

/**
 * Passwords that were found right within the last minute. Docker sends the password anew for each
 * token, several for one push; argon2's 30 ms and 19 MiB each time would let a few builds occupy
 * the machine. What is kept is an HMAC under a key that this process alone has and never writes
 * down, bound to the account and the password's generation: a changed password misses at once.
 */
export class VerifiedPasswords {
  readonly #key = randomBytes(32);
  readonly #seen: LRUCache<string, true>;

  constructor(clock: () => number) {
    this.#seen = new LRUCache({
      max: capacity,
      ttl: lifetimeMilliseconds,
      perf: { now: clock },
      ttlResolution: 0,
    });
  }

  has(account: { id: number; generation: number }, password: string): boolean {
    return this.#seen.has(this.#fingerprint(account, password));
  }

  add(account: { id: number; generation: number }, password: string): void {
    this.#seen.set(this.#fingerprint(account, password), true);
  }

  #fingerprint(account: { id: number; generation: number }, password: string): string {
    return createHmac('sha256', this.#key)
      .update(`${account.id}\0${account.generation}\0`)
      .update(password)
      .digest('base64');
  }
}
