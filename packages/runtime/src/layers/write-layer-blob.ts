import { createHash, randomUUID } from 'node:crypto';
import { zstd } from '@slipway/archive';
import type { ContentStore } from '@slipway/content';
import { makeDigest, mediaTypes } from '@slipway/oci';
import { gzipBlocks } from './gzip-blocks.ts';
import type { LayerBlob, PackOptions } from './layer-store.ts';

export interface WriteBlobOptions {
  readonly content: ContentStore;
  readonly compression: PackOptions['compression'];
  readonly level?: number | undefined;
  readonly signal?: AbortSignal | undefined;
}

const mediaTypeOf = {
  none: mediaTypes.ociLayer,
  gzip: mediaTypes.ociLayerGzip,
  zstd: mediaTypes.ociLayerZstd,
} as const;

/** Gzip's blocks: smaller ones cost bytes, larger ones memory. */
const blockBytes = 512 * 1024;

/**
 * Writes a tar into the content store in one pass: hashed, compressed, hashed again, each while the
 * others go on. Durable when it resolves; nothing is left of one that fails.
 */
export async function writeLayerBlob(
  tar: AsyncIterable<Uint8Array>,
  { content, compression, level, signal }: WriteBlobOptions,
): Promise<LayerBlob> {
  const plain = createHash('sha256');
  const packed = createHash('sha256');
  const blocks = inBlocks(tar, (block) => plain.update(block));
  const source = compressed(blocks, compression, level);
  let state = content.begin(randomUUID());
  try {
    const counted = passing(source, (chunk) => packed.update(chunk));
    const outcome = await content.append(state, counted, signal ? { signal } : {});
    state = outcome.state;
    if (outcome.interrupted) throw outcome.cause;
    const digest = makeDigest('sha256', packed.digest('hex'));
    const { size } = await content.commit(state, digest);
    return {
      descriptor: { mediaType: mediaTypeOf[compression], digest, size },
      diffId: makeDigest('sha256', plain.digest('hex')),
    };
  } catch (error) {
    // The first failure is the one to tell.
    await content.abort(state).catch(() => {});
    throw error;
  }
}

function compressed(
  blocks: AsyncIterable<Buffer>,
  compression: PackOptions['compression'],
  level: number | undefined,
): AsyncIterable<Uint8Array> {
  if (compression === 'gzip') return gzipBlocks(blocks, level);
  return compression === 'zstd' ? zstd(blocks, level) : blocks;
}

/** Gathers chunks in new buffers of one size, the last one less. */
async function* inBlocks(
  source: AsyncIterable<Uint8Array>,
  seen: (block: Buffer) => void,
): AsyncGenerator<Buffer> {
  let block = Buffer.allocUnsafeSlow(blockBytes);
  let used = 0;
  for await (const chunk of source) {
    for (let at = 0; at < chunk.length; ) {
      const part = Math.min(chunk.length - at, blockBytes - used);
      block.set(chunk.subarray(at, at + part), used);
      used += part;
      at += part;
      if (used < blockBytes) continue;
      seen(block);
      yield block;
      block = Buffer.allocUnsafeSlow(blockBytes);
      used = 0;
    }
  }
  if (used === 0) return;
  const last = block.subarray(0, used);
  seen(last);
  yield last;
}

async function* passing(
  source: AsyncIterable<Uint8Array>,
  seen: (chunk: Uint8Array) => void,
): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) {
    seen(chunk);
    yield chunk;
  }
}
