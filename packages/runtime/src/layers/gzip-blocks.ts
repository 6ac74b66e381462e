import { availableParallelism } from 'node:os';
import { constants, crc32, deflateRaw } from 'node:zlib';

/** The default of `level`: see README.md for what was measured. */
export const defaultGzipLevel = 4;

/** Deflate looks no further back than this (RFC 1951). */
const windowBytes = 32 * 1024;

/** RFC 1952 section 2.3: no name, no time, no operating system. */
const header = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);

/**
 * One gzip stream of `blocks`, compressed on several threads: each block primed with the end of the
 * one before, ended at a byte's border, joined. The bytes depend on the blocks and the level alone.
 * A block must stay as it is until the generator ends.
 */
export async function* gzipBlocks(
  blocks: AsyncIterable<Buffer>,
  level = defaultGzipLevel,
): AsyncGenerator<Uint8Array> {
  const atOnce = Math.min(4, availableParallelism()) + 1;
  const queue: Promise<Buffer>[] = [];
  let dictionary: Buffer | undefined;
  let checksum = 0;
  let size = 0;
  yield header;
  try {
    for await (const block of blocks) {
      checksum = crc32(block, checksum);
      size += block.length;
      queue.push(deflated(block, { level, dictionary, last: false }));
      dictionary = block.subarray(-windowBytes);
      if (queue.length >= atOnce) yield await (queue.shift() as Promise<Buffer>);
    }
    for (let next = queue.shift(); next; next = queue.shift()) yield await next;
    yield await deflated(Buffer.alloc(0), { level, dictionary: undefined, last: true });
    const trailer = Buffer.alloc(8);
    trailer.writeUInt32LE(checksum, 0);
    trailer.writeUInt32LE(size % 2 ** 32, 4);
    yield trailer;
  } finally {
    // Blocks under way when a reader gives up: their failure concerns nobody.
    await Promise.allSettled(queue);
  }
}

function deflated(
  block: Buffer,
  settings: {
    readonly level: number;
    readonly dictionary: Buffer | undefined;
    readonly last: boolean;
  },
): Promise<Buffer> {
  const { level, dictionary, last } = settings;
  return new Promise((resolve, reject) => {
    const options = {
      level,
      chunkSize: Math.max(1024, block.length),
      finishFlush: last ? constants.Z_FINISH : constants.Z_SYNC_FLUSH,
      ...(dictionary ? { dictionary } : {}),
    };
    deflateRaw(block, options, (error, result) => (error ? reject(error) : resolve(result)));
  });
}
