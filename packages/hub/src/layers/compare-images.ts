import type { ComparedLayer, LayerState } from '@slipway/api';
import type { Digest } from '@slipway/oci';
import { LRUCache } from 'lru-cache';
import type { ImageDetails } from '../images/image-details.ts';
import { compareFiles, type FileDifferences } from './compare-files.ts';
import type { LayerIndexes } from './layer-index.ts';
import { isFileSystemLayer } from './layer-types.ts';

/** Changes that are kept of one comparison; more are counted only. */
export const mostChanges = 50_000;
/** Entries of all layers of a comparison: it is made while somebody waits. */
const mostEntries = 3_000_000;

/** What two images' layers have in common. */
export interface LayerComparison {
  readonly layers: readonly ComparedLayer[];
  readonly sharedLayers: number;
  readonly sharedBytes: number;
}

/** The layers of both: those below that are the same, then what either has above them. */
export function compareLayers(from: ImageDetails, to: ImageDetails): LayerComparison {
  const inTo = new Set(to.layers.map(({ digest }) => digest));
  const inFrom = new Set(from.layers.map(({ digest }) => digest));
  const shown = (where: ComparedLayer['where']) => (layer: ImageDetails['layers'][number]) => ({
    ...{ digest: layer.digest, size: layer.size, instruction: layer.instruction, where },
  });
  const shared = from.layers.filter(({ digest }) => inTo.has(digest));
  const bytes = new Map(shared.map(({ digest, size }) => [digest, size]));
  return {
    layers: [
      ...from.layers.map((layer) => shown(inTo.has(layer.digest) ? 'both' : 'from')(layer)),
      ...to.layers.filter(({ digest }) => !inFrom.has(digest)).map(shown('to')),
    ],
    sharedLayers: bytes.size,
    sharedBytes: [...bytes.values()].reduce((sum, size) => sum + size, 0),
  };
}

/** Whether the files of two images can be compared now. */
export interface Comparability {
  readonly state: LayerState;
  readonly reason: string;
}

/** Compares files of images, and remembers the latest comparisons: their pages are asked for one by one. */
export class ImageComparisons {
  readonly #indexes: LayerIndexes;
  readonly #known = new LRUCache<string, Promise<FileDifferences>>({ max: 16, ttl: 10 * 60_000 });

  constructor(indexes: LayerIndexes) {
    this.#indexes = indexes;
  }

  async comparability(from: ImageDetails, to: ImageDetails): Promise<Comparability> {
    const layers = [...from.layers, ...to.layers];
    if (from.kind !== 'image' || to.kind !== 'image') {
      return { state: 'skipped', reason: 'only images have files to compare' };
    }
    const other = layers.find(({ media_type }) => !isFileSystemLayer(media_type));
    if (other) return { state: 'skipped', reason: `a layer is ${other.media_type}` };
    const digests = [...new Set(layers.map(({ digest }) => digest as Digest))];
    const known = await this.#indexes.known(digests);
    let entries = 0;
    let isPending = false;
    for (const digest of digests) {
      const found = known.get(digest);
      if (found?.state === 'failed' || found?.state === 'skipped') {
        return { state: found.state, reason: `layer ${digest}: ${found.reason}` };
      }
      isPending ||= found?.state !== 'ready';
      entries += found?.entries ?? 0;
    }
    if (isPending) return { state: 'pending', reason: 'not all layers have been read yet' };
    if (entries <= mostEntries) return { state: 'ready', reason: '' };
    return { state: 'skipped', reason: `the layers have more than ${mostEntries} files` };
  }

  /** The differences of two images whose layers are all known. */
  async files(from: ImageDetails, to: ImageDetails): Promise<FileDifferences> {
    const key = `${from.digest} ${to.digest}`;
    const known = this.#known.get(key);
    if (known) return await known;
    const comparing = compareFiles(this.#stacked(from, to), mostChanges);
    this.#known.set(key, comparing);
    comparing.catch(() => this.#known.delete(key));
    return await comparing;
  }

  /** Each layer once. Where an image has it twice, the upper one says all that the lower one does. */
  #stacked(from: ImageDetails, to: ImageDetails) {
    const heights = new Map<Digest, { from?: number; to?: number }>();
    for (const [side, image] of [
      ['from', from],
      ['to', to],
    ] as const) {
      image.layers.forEach(({ digest }, height) => {
        const at = heights.get(digest as Digest) ?? {};
        heights.set(digest as Digest, { ...at, [side]: height });
      });
    }
    return [...heights].map(([digest, at]) => ({
      entries: this.#indexes.entries(digest),
      from: at.from,
      to: at.to,
    }));
  }
}
