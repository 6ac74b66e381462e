import { join } from 'node:path';
import { readJson, touch, writeJson } from './small-file.ts';

/**
 * What copies from stages and images brought, by what they asked for: with it, a copy is found in
 * the cache while its source was neither executed nor mounted.
 */
export class CopyRecords {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = join(folder, 'cache', 'copies');
  }

  /** The digest of the content that the request gave. */
  async read(request: string): Promise<string | undefined> {
    const value = await readJson(this.#path(request));
    return typeof value === 'string' ? value : undefined;
  }

  async write(request: string, digest: string): Promise<void> {
    await writeJson(this.#path(request), digest);
  }

  /** Renews the record's last use. */
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
