import { createHash, type Hash } from 'node:crypto';

/** A hash of an upload's bytes so far. */
interface RunningHash {
  readonly hash: Hash;
  readonly offset: number;
  readonly keptAt: number;
}

/** Uploads beyond this many, or forgotten by their client, are read once at their end instead. */
const maximumKept = 256;

/** For how long a hash waits for the upload's next request, in milliseconds. */
const maximumAge = 60 * 60 * 1000;

/**
 * The sha256 of uploads that this process has seen every byte of. Node's hashes cannot be saved, so
 * an upload that went on in another process, or was resumed behind a crash, has none here. The key is
 * the name of a file that only one writer ever had, so a hash never meets bytes it has not seen.
 */
export class RunningHashes {
  readonly #clock: () => number;
  readonly #kept = new Map<string, RunningHash>();

  /** `clock` gives milliseconds that only grow. */
  constructor(clock: () => number) {
    this.#clock = clock;
  }

  /** The hash to go on with at `offset`; undefined where this process missed something. */
  take(key: string, offset: number): Hash | undefined {
    if (offset === 0) return createHash('sha256');
    const kept = this.#kept.get(key);
    this.#kept.delete(key);
    return kept?.offset === offset ? kept.hash : undefined;
  }

  keep(key: string, hash: Hash | undefined, offset: number): void {
    if (!hash) return;
    const now = this.#clock();
    this.#kept.set(key, { hash, offset, keptAt: now });
    // A map gives its keys in the order they came, so the oldest are first.
    for (const [oldest, { keptAt }] of this.#kept) {
      if (this.#kept.size <= maximumKept && now - keptAt < maximumAge) break;
      this.#kept.delete(oldest);
    }
  }

  forget(key: string): void {
    this.#kept.delete(key);
  }
}
