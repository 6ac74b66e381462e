import type { CacheEntry } from '@slipway/builder';
import type { ImageStore } from '@slipway/images';
import type { Digest } from '@slipway/oci';
import type { LayerStore } from '@slipway/runtime';
import { blobsOf, type LocalImageFacts } from './read-local-images.ts';
import { digestsOf } from './sweep-store.ts';

/** Bytes on disk, and how many of them "slipway prune" would free. */
export interface Usage {
  readonly size: number;
  readonly reclaimable: number;
}

/** What the local store and the builds' state take. */
export interface StoreUsage {
  /** Blobs that images have, and those that nothing has. */
  readonly images: Usage;
  /** Layers of builds: their folders, and the blobs that no image has. */
  readonly layers: Usage;
  readonly mounts: Usage;
  /** Files of URLs, and Git repositories. */
  readonly sources: Usage;
}

/** Counts every blob once: as an image's where an image has it, else as the build cache's. */
export async function storeUsage(parts: {
  readonly store: ImageStore;
  readonly layers: LayerStore;
  readonly images: readonly LocalImageFacts[];
  readonly cache: readonly CacheEntry[];
}): Promise<StoreUsage> {
  const { store, layers, images, cache } = parts;
  const named = digestsOfImages(images.filter((each) => each.name !== undefined));
  const all = digestsOfImages(images);
  const ofLayers = new Set<Digest>();
  for await (const digest of digestsOf(layers)) ofLayers.add(digest);
  let size = 0;
  let reclaimable = 0;
  let blobsOfLayers = 0;
  for await (const blob of store.content.list()) {
    if (!all.has(blob.digest) && ofLayers.has(blob.digest)) {
      blobsOfLayers += blob.size;
      continue;
    }
    size += blob.size;
    if (!named.has(blob.digest) && !ofLayers.has(blob.digest)) reclaimable += blob.size;
  }
  return {
    images: { size, reclaimable },
    layers: await layerUsage(cache, layers, blobsOfLayers),
    mounts: sumOf(cache.filter((each) => each.type === 'mount')),
    sources: sumOf(cache.filter((each) => each.type === 'source')),
  };
}

async function layerUsage(
  cache: readonly CacheEntry[],
  layers: LayerStore,
  blobs: number,
): Promise<Usage> {
  const folders: CacheEntry[] = [];
  for (const entry of cache) {
    if (entry.type !== 'layer') continue;
    const blob = await layers.knownBlob({ id: entry.id });
    folders.push({ ...entry, size: entry.size - (blob?.descriptor.size ?? 0) });
  }
  const { size, reclaimable } = sumOf(folders);
  const isBusy = folders.some((each) => each.inUse);
  return { size: size + blobs, reclaimable: reclaimable + (isBusy ? 0 : blobs) };
}

function sumOf(entries: readonly CacheEntry[]): Usage {
  const sum = (list: readonly CacheEntry[]): number =>
    list.reduce((total, each) => total + each.size, 0);
  return { size: sum(entries), reclaimable: sum(entries.filter((each) => !each.inUse)) };
}

function digestsOfImages(images: readonly LocalImageFacts[]): ReadonlySet<Digest> {
  const blobs = images.flatMap(({ descriptor, details }) => blobsOf(descriptor, details));
  return new Set(blobs.map((each) => each.digest));
}
