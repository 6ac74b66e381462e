import { join } from 'node:path';
import { isAbsent, readJson, touch, writeJson } from './small-file.ts';

/** What is remembered of one executed step. */
export interface StepRecord {
  /** The layer's id; null where the step changed nothing. */
  readonly layer: string | null;
  /** The chain of layers that it was executed on; absent where it is the same on any. */
  readonly base?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  /** As progress showed it, for `df` and `prune`. */
  readonly name: string;
  /** How long it took. */
  readonly milliseconds: number;
}

/** One record as it is kept. */
export interface KeptStep {
  readonly key: string;
  readonly record: StepRecord;
  readonly lastUsedAt: Date;
}

/** The step cache: one small file a key, replaced as a whole, safe to use from several processes. */
export class StepRecords {
  readonly #folder: string;

  /** `folder` is the builder's; the records are in `cache/steps`. */
  constructor(folder: string) {
    this.#folder = join(folder, 'cache', 'steps');
  }

  async read(key: string): Promise<StepRecord | undefined> {
    const value = await readJson(this.#path(key));
    return isRecord(value) ? value : undefined;
  }

  /** Call it once the layer is durable. */
  async write(key: string, record: StepRecord): Promise<void> {
    await writeJson(this.#path(key), record);
  }

  /** Renews the record's last use. */
  async touch(key: string): Promise<void> {
    await touch(this.#path(key));
  }

  async remove(key: string): Promise<void> {
    const { rm } = await import('node:fs/promises');
    await rm(this.#path(key), { force: true });
  }

  /** Every record, in no order. */
  async *list(): AsyncGenerator<KeptStep> {
    const { readdir, stat } = await import('node:fs/promises');
    for (const prefix of await namesIn(readdir(this.#folder))) {
      for (const key of await namesIn(readdir(join(this.#folder, prefix)))) {
        if (!/^[0-9a-f]{64}$/.test(key)) continue;
        const record = await this.read(key);
        const found = record && (await stat(this.#path(key)).catch(() => undefined));
        if (record && found) yield { key, record, lastUsedAt: found.mtime };
      }
    }
  }

  #path(key: string): string {
    return join(this.#folder, key.slice(0, 2), key);
  }
}

async function namesIn(reading: Promise<string[]>): Promise<string[]> {
  try {
    return await reading;
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}

function isRecord(value: unknown): value is StepRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { layer, createdAt, name, milliseconds, base } = value as Partial<StepRecord>;
  return (
    (layer === null || typeof layer === 'string') &&
    (base === undefined || typeof base === 'string') &&
    typeof createdAt === 'number' &&
    typeof name === 'string' &&
    typeof milliseconds === 'number'
  );
}
