import { mkdir, stat, statfs, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { BuildEnvironment } from '../ports/result.ts';
import { pruneCache } from './prune-cache.ts';

/** How often the limit is looked at: listing all that is kept takes its time. Milliseconds. */
const interval = 60 * 60 * 1000;
const leastLimit = 2 * 1024 ** 3;
const shareOfDisk = 0.1;
/** How long other builds may hold the image store before its blobs are left to the next time. Milliseconds. */
const sweepTimeout = 2000;

/** The variable that sets the limit: bytes, or with a unit (`5GB`, `500m`). */
const cacheLimitVariable = 'SLIPWAY_BUILD_CACHE_LIMIT';

/**
 * Keeps what builds keep below a limit: a tenth of the disk, at least 2 GiB, unless
 * SLIPWAY_BUILD_CACHE_LIMIT says how much. Does nothing when it was looked at within the hour.
 */
export async function limitCache(
  environment: Pick<BuildEnvironment, 'folder' | 'layers' | 'images' | 'variables'>,
): Promise<void> {
  const marker = join(environment.folder, 'cache', 'limited');
  const last = await stat(marker).catch(() => undefined);
  if (last && Date.now() - last.mtimeMs < interval) return;
  await mkdir(dirname(marker), { recursive: true, mode: 0o700 });
  await writeFile(marker, '');
  const { removed } = await pruneCache(environment, { maxBytes: await limitOf(environment) });
  if (removed.length === 0) return;
  const signal = AbortSignal.timeout(sweepTimeout);
  try {
    await environment.images.sweep({ keep: digestsOf(environment.layers), signal });
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function limitOf({
  folder,
  variables,
}: Pick<BuildEnvironment, 'folder' | 'variables'>): Promise<number> {
  const given = parseLimit(variables[cacheLimitVariable] ?? '');
  if (given !== undefined) return given;
  const { blocks, bsize } = await statfs(folder);
  return Math.max(leastLimit, blocks * bsize * shareOfDisk);
}

const units = { '': 1, k: 1024, m: 1024 ** 2, g: 1024 ** 3, t: 1024 ** 4 } as const;

/** Bytes; undefined where the text says none, so that a slip of the pen never empties a cache. */
export function parseLimit(text: string): number | undefined {
  const [, number, unit = ''] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?)(?:i?b)?\s*$/i.exec(text) ?? [];
  if (number === undefined) return undefined;
  return Math.floor(Number(number) * units[unit.toLowerCase() as keyof typeof units]);
}

async function* digestsOf(layers: BuildEnvironment['layers']) {
  for await (const { digest } of layers.blobs()) yield digest;
}
