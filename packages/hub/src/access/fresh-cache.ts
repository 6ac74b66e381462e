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
    const readAt = this.#clock();
    const started = this.#load(key).then((value) => ({ readAt, value }));
    this.#loading.set(key, started);
    try {
      const read = await started;
      // Forgotten meanwhile: what was read may be from before the change.
      if (this.#loading.get(key) === started && this.#isHeld(read.value)) this.#held.set(key, read);
      return read;
    } finally {
      if (this.#loading.get(key) === started) this.#loading.delete(key);
    }
  }

  /** The value as it is now, read for this caller, and remembered for the others. */
  getAnew(key: Key): Promise<Held<Value>> {
    this.forget(key);
    return this.get(key);
  }

  /** Forgets a value this process itself has changed. */
  forget(key: Key): void {
    this.#held.delete(key);
    this.#loading.delete(key);
  }
}

/** Whether something read at `readAt` may still be relied on. A clock set back makes it stale. */
export function isFresh(readAt: number, now: number): boolean {
  const age = now - readAt;
  return age >= 0 && age < freshnessMilliseconds;
}
