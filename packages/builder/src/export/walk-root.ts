import type { BigIntStats } from 'node:fs';
import { lstat, readdir } from 'node:fs/promises';

/** One entry of a mounted root. Names are bytes: file systems do not say in which encoding. */
export interface RootEntry {
  /** Below the root, without a slash at its start. */
  readonly name: Buffer;
  /** On this machine. */
  readonly path: Buffer;
  readonly stats: BigIntStats;
}

const slash = Buffer.from('/');

/**
 * The entries below a folder, parents first, each folder's sorted by bytes; the folder itself is left
 * out. No symbolic link is followed.
 */
export async function* walkRoot(folder: Buffer | string): AsyncGenerator<RootEntry> {
  yield* walk(Buffer.from(folder), Buffer.alloc(0));
}

async function* walk(folder: Buffer, prefix: Buffer): AsyncGenerator<RootEntry> {
  const names = await readdir(folder, { encoding: 'buffer' });
  for (const each of names.sort(Buffer.compare)) {
    const path = Buffer.concat([folder, slash, each]);
    const name = prefix.length === 0 ? each : Buffer.concat([prefix, slash, each]);
    const stats = await lstat(path, { bigint: true });
    yield { name, path, stats };
    if (stats.isDirectory()) yield* walk(path, name);
  }
}
