import { lstat, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { LayerStore } from '@slipway/runtime';
import { oldestBuild } from './build-lease.ts';
import { type CacheMountInfo, cacheMountsFolder, infoFile } from './cache-mounts.ts';
import { fetchedSources } from './fetched-sources.ts';
import { isAbsent, readJson } from './small-file.ts';
import { type KeptStep, StepRecords } from './step-records.ts';

/** Where builds keep their state. */
export interface CachePlace {
  /** The builder's. */
  readonly folder: string;
  readonly layers: LayerStore;
}

/** One thing that builds keep: a layer with the steps it stands for, a cache mount, what was fetched. */
export interface CacheEntry {
  readonly type: 'layer' | 'mount' | 'source';
  /** The layer's id, the cache mount's as Dockerfiles say it, or the URL without credentials. */
  readonly id: string;
  /** The steps as progress showed them; none for a layer of an image. */
  readonly description: string;
  /** Bytes, its blob included: that may be an image's too. */
  readonly size: number;
  readonly lastUsedAt: Date;
  /** A build that is under way may need it. */
  readonly inUse: boolean;
}

/** What builds keep, least recently used first. */
export async function cacheUsage(place: CachePlace): Promise<readonly CacheEntry[]> {
  const entries = await listCache(place);
  return entries.map(({ entry }) => entry);
}

/** An entry with what goes when it goes. */
export interface KeptEntry {
  readonly entry: CacheEntry;
  /** Keys of step records that name the layer. */
  readonly steps: readonly string[];
  /** A cache mount's, or a source's. */
  readonly folder?: string;
}

/** See {@link cacheUsage}. */
export async function listCache(place: CachePlace): Promise<readonly KeptEntry[]> {
  const began = await oldestBuild(place.folder);
  const isInUse = (at: Date) => began !== undefined && at >= began;
  const found = [
    ...(await layers(place, isInUse)),
    ...(await mounts(place.folder, isInUse)),
    ...(await sources(place.folder, isInUse)),
  ];
  return found.sort((a, b) => a.entry.lastUsedAt.getTime() - b.entry.lastUsedAt.getTime());
}

async function layers(
  place: CachePlace,
  isInUse: (at: Date) => boolean,
): Promise<readonly KeptEntry[]> {
  const steps = new Map<string, KeptStep[]>();
  for await (const step of new StepRecords(place.folder).list()) {
    const id = step.record.layer;
    if (id !== null) steps.set(id, [...(steps.get(id) ?? []), step]);
  }
  const found: KeptEntry[] = [];
  for await (const { id, size, lastUsedAt } of place.layers.list()) {
    const own = steps.get(id) ?? [];
    const blob = await place.layers.knownBlob({ id });
    const used = new Date(
      Math.max(lastUsedAt.getTime(), ...own.map((step) => step.lastUsedAt.getTime())),
    );
    found.push({
      entry: {
        type: 'layer',
        id,
        description: [...new Set(own.map((step) => step.record.name))].join(', '),
        size: size + (blob?.descriptor.size ?? 0),
        lastUsedAt: used,
        inUse: isInUse(used),
      },
      steps: own.map((step) => step.key),
    });
  }
  return found;
}

async function mounts(
  folder: string,
  isInUse: (at: Date) => boolean,
): Promise<readonly KeptEntry[]> {
  const all = cacheMountsFolder(folder);
  const found: KeptEntry[] = [];
  for (const name of await namesIn(all)) {
    const path = join(all, name);
    const info = (await readJson(join(path, infoFile))) as CacheMountInfo | undefined;
    const lastUsedAt = (await stat(join(path, infoFile)).catch(() => undefined))?.mtime;
    if (!lastUsedAt) continue;
    found.push({
      entry: {
        type: 'mount',
        id: info?.id ?? name,
        description: `cache mount ${info?.id ?? name}`,
        size: await sizeOf(path),
        lastUsedAt,
        inUse: isInUse(lastUsedAt),
      },
      steps: [],
      folder: path,
    });
  }
  return found;
}

async function sources(
  state: string,
  isInUse: (at: Date) => boolean,
): Promise<readonly KeptEntry[]> {
  const found: KeptEntry[] = [];
  for (const { name, folder, lastUsedAt } of await fetchedSources(state)) {
    const entry = {
      type: 'source',
      id: name,
      description: `fetched ${name}`,
      size: await sizeOf(folder),
      lastUsedAt,
      inUse: isInUse(lastUsedAt),
    } as const;
    found.push({ entry, steps: [], folder });
  }
  return found;
}

/** Bytes on disk of all that is below a folder. What goes away meanwhile does not count. */
async function sizeOf(folder: string): Promise<number> {
  let size = 0;
  const pending = [folder];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const entries = await readdir(next, { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory()) pending.push(path);
      else size += ((await lstat(path).catch(() => undefined))?.blocks ?? 0) * 512;
    }
  }
  return size;
}

async function namesIn(folder: string): Promise<readonly string[]> {
  try {
    return await readdir(folder);
  } catch (error) {
    if (isAbsent(error)) return [];
    throw error;
  }
}
