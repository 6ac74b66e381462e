import { createHash } from 'node:crypto';
import { decompress, readTar } from '@slipway/archive';
import type { ContentStore, OpenBlob } from '@slipway/content';
import { type Descriptor, type Digest, digestAlgorithm, makeDigest } from '@slipway/oci';
import { RuntimeError } from '../errors.ts';
import type { LayerEntry } from './layer-entry.ts';
import { invalidLayer } from './layer-failure.ts';

export interface ReadBlobOptions {
  readonly content: ContentStore;
  readonly descriptor: Descriptor;
  /** Checked at the end where it is given: LAYER_INVALID for another. */
  readonly diffId?: Digest;
  readonly signal?: AbortSignal | undefined;
  /** Called with the compressed bytes read so far. */
  onProgress?(bytes: number): void;
}

/** A layer blob's tar. Throws LAYER_UNAVAILABLE, LAYER_INVALID, an ArchiveError. */
export async function* readLayerTar(options: ReadBlobOptions): AsyncGenerator<Uint8Array> {
  const { content, descriptor, diffId } = options;
  const blob = await content.open(descriptor.digest);
  if (!blob) {
    throw new RuntimeError(
      'LAYER_UNAVAILABLE',
      `The layer's blob ${descriptor.digest} is not in the store`,
      {
        advice: 'Pull its image again.',
      },
    );
  }
  try {
    const hash = diffId && createHash(digestAlgorithm(diffId));
    for await (const chunk of decompress(compressedBytes(blob, options))) {
      hash?.update(chunk);
      yield chunk;
    }
    if (!hash || !diffId) return;
    const actual = makeDigest(digestAlgorithm(diffId), hash.digest('hex'));
    if (actual !== diffId) {
      throw invalidLayer(
        `The layer's blob ${descriptor.digest} has the diffID ${actual}, not ${diffId} as its image says`,
      );
    }
  } finally {
    await blob.close();
  }
}

/** A layer blob's entries. Throws as {@link readLayerTar}. */
export function readLayerEntries(options: ReadBlobOptions): AsyncIterable<LayerEntry> {
  return readTar(readLayerTar(options));
}

async function* compressedBytes(
  blob: OpenBlob,
  { signal, onProgress }: ReadBlobOptions,
): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of blob.chunks()) {
    signal?.throwIfAborted();
    bytes += chunk.length;
    onProgress?.(bytes);
    yield chunk;
  }
}
