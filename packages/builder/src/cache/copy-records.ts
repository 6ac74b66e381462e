import { join } from 'node:path';
import { readJson, touch, writeJson } from './small-file.ts';

/** The content that one copy request gave on one chain of layers. */
interface CopyRecord {
  /** The parent's chain; empty for --link, which does not depend on it. */
  readonly parent: string;
  readonly digest: string;
}

/** How many parents are remembered for one request. */
const remembered = 16;

/**
 * What copies from stages and images gave, by what they asked for: with it, a copy is found in the
 * cache while its source was neither executed nor mounted.
 */
export class CopyRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'cache', 'copies');
  }

  /** The digests known for this request, by the parent's chain. */
  async read(request: string): Promise<ReadonlyMap<string, string>> {
    const value = await readJson(this.#path(request));
    const records = Array.isArray(value) ? value.filter(isRecord) : [];
    return new Map(records.map((record) => [record.parent, record.digest]));
  }

  async write(request: string, record: CopyRecord): Promise<void> {
    const others = [...(await this.read(request))]
      .filter(([parent]) => parent !== record.parent)
      .map(([parent, digest]) => ({ parent, digest }));
    await writeJson(this.#path(request), [record, ...others].slice(0, remembered));
  }

  async touch(request: string): Promise<void> {
    await touch(this.#path(request));
  }

  /** Forgets what was not used since `before`. */
  async prune(before: Date): Promise<void> {
    const { removeOlder } = await import('./remove-older.ts');
    await removeOlder(this.#folder, before);
  }

  #path(request: string): string {
    return join(this.#folder, request.slice(0, 2), request);
  }
}

function isRecord(value: unknown): value is CopyRecord {
  if (typeof value !== 'object' || value === null) return false;
  const { parent, digest } = value as Partial<CopyRecord>;
  return typeof parent === 'string' && typeof digest === 'string';
}
