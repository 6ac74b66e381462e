import { createHash, type Hash } from 'node:crypto';

/** A hash of an upload's bytes so far. */
interface RunningHash {
  readonly hash: Hash;
  readonly offset: number;
}

/** Uploads beyond this many, or forgotten by their client, are read once at their end instead. */
const maximumKept = 256;

/**
 * The sha256 of uploads that this process has seen every byte of. Node's hashes cannot be saved, so
 * an upload that went on in another process, or was resumed behind a crash, has none here.
 */
export class RunningHashes {
  readonly #kept = new Map<string, RunningHash>();

  /** The hash to go on with at `offset`; undefined where this process missed something. */
  take(id: string, offset: number): Hash | undefined {
    const kept = this.#kept.get(id);
    this.#kept.delete(id);
    if (offset === 0) return createHash('sha256');
    return kept?.offset === offset ? kept.hash : undefined;
  }

  keep(id: string, hash: Hash | undefined, offset: number): void {
    if (!hash) return;
    this.#kept.set(id, { hash, offset });
    if (this.#kept.size <= maximumKept) return;
    const [oldest] = this.#kept.keys();
    if (oldest !== undefined) this.#kept.delete(oldest);
  }

  forget(id: string): void {
    this.#kept.delete(id);
  }
}
