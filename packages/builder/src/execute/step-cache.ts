import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Layer } from '@slipway/runtime';
import type { StepRecord } from '../cache/step-records.ts';
import type { Execution } from './execution.ts';

/** A step's result as the cache has it, or as it was just made. */
export interface FoundStep {
  /** Undefined where the step changed nothing. */
  readonly layer: Layer | undefined;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly cached: boolean;
}

/** Steps of other machines' builds, as --cache-from brought them. */
export interface ImportedSteps {
  /** Undefined where no import has the key. */
  find(key: string): Promise<FoundStep | undefined>;
  /** The digest of what a copy brings that asks for this. */
  copy(request: string): Promise<string | undefined>;
}

/** The step cache of this machine, and behind it what was imported. */
export class StepCache {
  readonly #execution: Execution;
  readonly #imported: ImportedSteps;
  readonly #used = new Map<string, { found: FoundStep; base: string | undefined }>();
  /** Keys that this process is executing: waiting for these needs no lock file. */
  readonly #running = new Map<string, Promise<unknown>>();

  constructor(execution: Execution, imported: ImportedSteps) {
    this.#execution = execution;
    this.#imported = imported;
  }

  /** A record that was made on the chain `base` and whose layer is still there. */
  async find(key: string, base: string | undefined): Promise<FoundStep | undefined> {
    const { steps, environment } = this.#execution;
    const record = await steps.read(key);
    if (!record) return this.#import(key, base);
    if (record.base !== undefined && record.base !== base) return undefined;
    const layer = record.layer === null ? undefined : await environment.layers.get(record.layer);
    if (record.layer !== null && !layer) return this.#import(key, base);
    await steps.touch(key);
    return { layer, createdAt: record.createdAt, cached: true };
  }

  /** Remembers what was made; its layer is durable. */
  async keep(
    key: string,
    made: Omit<StepRecord, 'layer' | 'base'> & {
      readonly layer: Layer | undefined;
      readonly base: string | undefined;
    },
  ): Promise<FoundStep> {
    const { layer, base, ...rest } = made;
    await this.#execution.steps.write(key, {
      layer: layer?.id ?? null,
      ...(base === undefined ? {} : { base }),
      ...rest,
    });
    return { layer, createdAt: made.createdAt, cached: false };
  }

  /** Remembers the imported steps that were used and whose layers are here by now. */
  async keepImported(): Promise<void> {
    const { steps, environment } = this.#execution;
    for (const [key, { found, base }] of this.#used) {
      const { layer, createdAt } = found;
      if (layer && !(await environment.layers.knownBlob(layer))) continue;
      await steps.write(key, {
        layer: layer?.id ?? null,
        ...(base === undefined ? {} : { base }),
        createdAt,
        name: 'from an imported cache',
        milliseconds: 0,
      });
    }
  }

  async #import(key: string, base: string | undefined): Promise<FoundStep | undefined> {
    const found = await this.#imported.find(key);
    if (found) this.#used.set(key, { found, base });
    return found;
  }

  /** Does `work` while no other build, and nothing else in this one, works on the same key. */
  async withLock<T>(key: string, work: () => Promise<T>): Promise<T> {
    for (let other = this.#running.get(key); other; other = this.#running.get(key)) {
      await other.catch(() => {});
    }
    this.#execution.signal.throwIfAborted();
    const running = this.#withFileLock(key, work);
    this.#running.set(key, running);
    try {
      return await running;
    } finally {
      this.#running.delete(key);
    }
  }

  async #withFileLock<T>(key: string, work: () => Promise<T>): Promise<T> {
    const { environment, signal } = this.#execution;
    const folder = join(environment.folder, 'locks', 'steps');
    await mkdir(folder, { recursive: true, mode: 0o700 });
    const { acquireLock } = await import('@slipway/linux');
    const { rmSync } = await import('node:fs');
    const lock = await acquireLock(join(folder, key), { mode: 'exclusive', signal });
    try {
      return await work();
    } finally {
      // While it is held: whoever waits for it then sees that it is no longer the one.
      rmSync(lock.path, { force: true });
      lock.release();
    }
  }
}
