import { mkdir, open, readdir, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { type Digest, digestAlgorithm, digestHex } from '@slipway/oci';

/** When images were used last: an empty file for each, whose time says it. */
export class LastUses {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Undefined where nothing is known of it. */
  async get(digest: Digest): Promise<Date | undefined> {
    try {
      return (await stat(this.#file(digest))).mtime;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
      throw error;
    }
  }

  async renew(digest: Digest): Promise<void> {
    const now = new Date();
    try {
      await utimes(this.#file(digest), now, now);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      await mkdir(this.#folder, { recursive: true });
      await (await open(this.#file(digest), 'a', 0o600)).close();
    }
  }

  /** Forgets all images but those. */
  async keepOnly(digests: ReadonlySet<Digest>): Promise<void> {
    const names = new Set([...digests].map(fileName));
    for (const name of await this.#list()) {
      if (!names.has(name)) await rm(join(this.#folder, name), { force: true });
    }
  }

  async #list(): Promise<readonly string[]> {
    try {
      return await readdir(this.#folder);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
      throw error;
    }
  }

  #file(digest: Digest): string {
    return join(this.#folder, fileName(digest));
  }
}

function fileName(digest: Digest): string {
  return `${digestAlgorithm(digest)}-${digestHex(digest)}`;
}
