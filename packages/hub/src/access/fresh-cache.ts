import { LRUCache } from 'lru-cache';
import type { Clock } from '../ports/clock.ts';

/** Half of the second within which a revocation must hold; the other half is for reading and load. */
export const freshnessMilliseconds = 500;

interface Held<Value> {
  readonly value: Value;
  /** When reading began: the value may be older than its arrival, never older than this. */
  readonly readAt: number;
}

/**
 * Remembers what a query said, for half a second, so that a hot path asks memory and a change is
 * seen by every process in time without any message between them. Callers that miss together share
 * one query.
 */
export class FreshCache<Key extends {}, Value> {
  readonly #held: LRUCache<Key, Held<Value>>;
  readonly #loading = new Map<Key, Promise<Held<Value>>>();
  readonly #load: (key: Key) => Promise<Value>;
  readonly #isHeld: (value: Value) => boolean;
  readonly #clock: Clock;
  /** How often something was forgotten. */
  #changes = 0;

  /** Values that `isHeld` says no to are read anew for each caller; by default all are held. */
  constructor(options: {
    load: (key: Key) => Promise<Value>;
    isHeld?: (value: Value) => boolean;
    clock: Clock;
    capacity: number;
  }) {
    this.#load = options.load;
    this.#isHeld = options.isHeld ?? (() => true);
    this.#clock = options.clock;
    this.#held = new LRUCache({ max: options.capacity });
  }

  /** What is remembered and fresh, with no wait. */
  peek(key: Key): Held<Value> | undefined {
    const held = this.#held.get(key);
    return held !== undefined && isFresh(held.readAt, this.#clock()) ? held : undefined;
  }

  /** A fresh value, read if need be. */
  async get(key: Key): Promise<Held<Value>> {
    const held = this.peek(key);
    if (held !== undefined) return held;
    const loading = this.#loading.get(key);
    if (loading !== undefined) {
      const read = await loading;
      if (this.#isHeld(read.value)) return read;
    }
    return await this.getAnew(key);
  }

  /** The value as it is now, read for this caller, and remembered for the others. */
  async getAnew(key: Key): Promise<Held<Value>> {
    const readAt = this.#clock();
    const changes = this.#changes;
    const started = this.#load(key).then((value) => ({ readAt, value }));
    this.#loading.set(key, started);
    try {
      const read = await started;
      // Something was forgotten meanwhile: what was read may be from before the change.
      if (changes === this.#changes) this.#hold(key, read);
      return read;
    } finally {
      if (this.#loading.get(key) === started) this.#loading.delete(key);
    }
  }

  #hold(key: Key, read: Held<Value>): void {
    const held = this.#held.get(key);
    if (held !== undefined && held.readAt > read.readAt) return;
    if (this.#isHeld(read.value)) this.#held.set(key, read);
    else this.#held.delete(key);
  }

  /** Forgets a value this process itself has changed. */
  forget(key: Key): void {
    this.#changes += 1;
    this.#held.delete(key);
    this.#loading.delete(key);
  }
}

/** Whether something read at `readAt` may still be relied on. A clock set back makes it stale. */
export function isFresh(readAt: number, now: number): boolean {
  const age = now - readAt;
  return age >= 0 && age < freshnessMilliseconds;
}
