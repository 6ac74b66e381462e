import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { tryLock } from '@slipway/linux';
import { oldestBuild } from './build-lease.ts';
import { type CacheEntry, type CachePlace, type KeptEntry, listCache } from './cache-usage.ts';
import { CopyRecords } from './copy-records.ts';
import { removeSource } from './fetched-sources.ts';
import { removeOlder } from './remove-older.ts';
import { StepRecords } from './step-records.ts';

export interface PruneOptions {
  /** Removes what was used least until no more than this is left; all that it may where absent. */
  readonly maxBytes?: number;
  /** Only what was not used since. */
  readonly olderThan?: Date;
  /** Only these. */
  readonly types?: ReadonlySet<CacheEntry['type']>;
  /** Says what would go. */
  readonly dryRun?: boolean;
}

/** What was removed. */
export interface Pruned {
  readonly removed: readonly CacheEntry[];
  /** Bytes; those of blobs are free when the image store has been swept. */
  readonly bytes: number;
}

/**
 * Removes what builds keep, least recently used first, and never what a build under way may need:
 * what is removed is made again by the next build that wants it.
 */
export async function pruneCache(place: CachePlace, options: PruneOptions = {}): Promise<Pruned> {
  const kept = await listCache(place);
  let total = kept.reduce((sum, { entry }) => sum + entry.size, 0);
  const removed: CacheEntry[] = [];
  for (const each of kept) {
    if (options.maxBytes !== undefined && total <= options.maxBytes) break;
    const { entry } = each;
    if (!isWanted(entry, options)) continue;
    if (!options.dryRun && !(await remove(each, place))) continue;
    removed.push(entry);
    total -= entry.size;
  }
  if (!options.dryRun) await pruneRecords(place, options);
  return { removed, bytes: removed.reduce((sum, { size }) => sum + size, 0) };
}

function isWanted(entry: CacheEntry, { olderThan, types }: PruneOptions): boolean {
  if (entry.inUse || (types && !types.has(entry.type))) return false;
  return olderThan === undefined || entry.lastUsedAt < olderThan;
}

async function remove({ entry, steps, folder }: KeptEntry, place: CachePlace): Promise<boolean> {
  if (folder !== undefined) {
    return entry.type === 'source' ? removeSource(place.folder, { folder }) : removeMount(folder);
  }
  if (!(await place.layers.remove({ id: entry.id }))) return false;
  const records = new StepRecords(place.folder);
  for (const key of steps) await records.remove(key);
  return true;
}

/** A cache mount that no step uses now. It is taken out of sight first: a new one may begin at once. */
async function removeMount(folder: string): Promise<boolean> {
  const names = await readdir(folder);
  const locks = names
    .filter((name) => name.endsWith('.lock'))
    .map((name) => tryLock(join(folder, name), 'exclusive'));
  try {
    if (locks.includes(undefined)) return false;
    const hidden = `${folder}.removed`;
    await rm(hidden, { recursive: true, force: true });
    await rename(folder, hidden);
    await rm(hidden, { recursive: true, force: true });
    return true;
  } finally {
    for (const lock of locks) lock?.release();
  }
}

/** Milliseconds: what takes hardly any space is forgotten after so long, whatever the limit. */
const recordAge = 60 * 24 * 3600_000;

/**
 * Records of steps without a layer, of copies, and digests of contexts' files, that a pruning by
 * time reaches; of one by size those that were not used for long.
 */
async function pruneRecords(place: CachePlace, options: PruneOptions): Promise<void> {
  if (options.types && !options.types.has('layer')) return;
  const { maxBytes, olderThan } = options;
  const age = maxBytes === undefined ? 0 : recordAge;
  const began = await oldestBuild(place.folder);
  const times = [olderThan ?? new Date(Date.now() - age), ...(began ? [began] : [])];
  const before = new Date(Math.min(...times.map((time) => time.getTime())));
  await removeOlder(join(place.folder, 'cache', 'files'), before);
  await new CopyRecords(place.folder).prune(before);
  const records = new StepRecords(place.folder);
  for await (const { key, record, lastUsedAt } of records.list()) {
    if (record.layer === null && lastUsedAt < before) await records.remove(key);
  }
}
