import { pipeline, Readable, type Transform } from 'node:stream';
import {
  constants,
  createGunzip,
  createGzip,
  createZstdCompress,
  createZstdDecompress,
} from 'node:zlib';
import { StreamInput } from './byte-input.ts';
import { ArchiveError } from './errors.ts';
import { peek } from './peek.ts';
import { zstdFrames } from './zstd-frames.ts';

/** How bytes are compressed. */
export type Compression = 'none' | 'gzip' | 'zstd';

/** Tells the compression by the first bytes (RFC 1952, RFC 8878). Four suffice. */
export function detectCompression(start: Uint8Array): Compression {
  if (start[0] === 0x1f && start[1] === 0x8b) return 'gzip';
  const little =
    (start[0] ?? 0) | ((start[1] ?? 0) << 8) | ((start[2] ?? 0) << 16) | ((start[3] ?? 0) << 24);
  const isSkippable = (little & 0xfffffff0) === 0x184d2a50;
  return little >>> 0 === 0xfd2fb528 || isSkippable ? 'zstd' : 'none';
}

/** How much compressed bytes may become: small input must not fill a disk. */
export interface DecompressOptions {
  /** Bytes that may come out. No limit where absent. */
  readonly maximumSize?: number;
  /** Bytes that may come out for each that went in, looked at after the first MiB. No limit where absent. */
  readonly maximumRatio?: number;
}

/** Each chunk that comes out costs a change of threads: Node's 16 KiB make half the speed of these. */
const outputBytes = 128 * 1024;

/** The first bytes that say how content is compressed. */
const magicBytes = 4;

/** Below this the ratio says nothing. */
const ratioFrom = 1024 * 1024;

/**
 * The decompressed bytes of `source`, whose first bytes say how; as they are where they say nothing.
 * Throws TRUNCATED, MALFORMED, TOO_LARGE.
 */
export async function* decompress(
  source: AsyncIterable<Uint8Array>,
  options: DecompressOptions = {},
): AsyncGenerator<Uint8Array> {
  const { start, all } = await peek(source, magicBytes);
  const compression = detectCompression(start);
  const counted = new Counted(all);
  const output = decompressed(counted, compression);
  const maximumSize = options.maximumSize ?? Number.POSITIVE_INFINITY;
  const maximumRatio = options.maximumRatio ?? Number.POSITIVE_INFINITY;
  let size = 0;
  for await (const chunk of translated(output, counted)) {
    size += chunk.length;
    const ratioExceeded = size > ratioFrom && size > maximumRatio * counted.size;
    if (size > maximumSize || ratioExceeded) {
      throw new ArchiveError(
        'TOO_LARGE',
        size > maximumSize
          ? `decompressed content is larger than ${maximumSize} bytes`
          : `decompressed content is more than ${maximumRatio} times as large as it was`,
      );
    }
    yield chunk;
  }
}

/**
 * Compresses with gzip. The header is always the same (no time, no operating system), so that equal
 * bytes give equal bytes on every machine with the same zlib. `level` 1 to 9, default 6.
 */
export async function* gzip(
  source: AsyncIterable<Uint8Array>,
  level = 6,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  for await (const chunk of through(source, createGzip({ level }))) {
    // RFC 1952 section 2.3: MTIME at 4 to 7, OS at 9 (255 is "unknown").
    for (let index = 0; position + index < 10 && index < chunk.length; index++) {
      const at = position + index;
      if (at >= 4 && at <= 7) chunk[index] = 0;
      else if (at === 9) chunk[index] = 255;
    }
    position += chunk.length;
    yield chunk;
  }
}

/** Compresses with zstd, with a checksum. `level` 1 to 19, default 3. */
export async function* zstd(
  source: AsyncIterable<Uint8Array>,
  level = 3,
): AsyncGenerator<Uint8Array> {
  const params = {
    [constants.ZSTD_c_compressionLevel]: level,
    [constants.ZSTD_c_checksumFlag]: 1,
  };
  yield* through(source, createZstdCompress({ params }));
}

function decompressed(
  source: AsyncIterable<Uint8Array>,
  compression: Compression,
): AsyncIterable<Uint8Array> {
  if (compression === 'none') return source;
  return compression === 'gzip'
    ? through(source, createGunzip({ chunkSize: outputBytes }))
    : unzstd(source);
}

async function* unzstd(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const input = new StreamInput(source);
  try {
    for await (const frame of zstdFrames(input))
      yield* through(frame, createZstdDecompress({ chunkSize: outputBytes }));
  } finally {
    await input.close();
  }
}

/** `source` through a stream; a failure on either side ends both. */
function through(source: AsyncIterable<Uint8Array>, stream: Transform): AsyncIterable<Uint8Array> {
  return pipeline(Readable.from(copies(source), { objectMode: false }), stream, () => {
    // Whoever reads the stream gets the error from it.
  });
}

/** Streams read ahead, while a source may use its buffer again. */
async function* copies(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const chunk of source) if (chunk.length > 0) yield Uint8Array.from(chunk);
}

/** Counts what was taken, and tells the source's own failures from the decompressor's. */
class Counted implements AsyncIterable<Uint8Array> {
  size = 0;
  failure: { readonly error: unknown } | undefined;
  readonly #source: AsyncIterable<Uint8Array>;

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source;
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      for await (const chunk of this.#source) {
        this.size += chunk.length;
        yield chunk;
      }
    } catch (error) {
      this.failure = { error };
      throw error;
    }
  }
}

async function* translated(
  output: AsyncIterable<Uint8Array>,
  input: Counted,
): AsyncGenerator<Uint8Array> {
  try {
    yield* output;
  } catch (cause) {
    if (input.failure) throw input.failure.error;
    if (cause instanceof ArchiveError) throw cause;
    const { message, code } = cause as NodeJS.ErrnoException;
    const early = code === 'Z_BUF_ERROR' || /unexpected end/i.test(message);
    throw new ArchiveError(
      early ? 'TRUNCATED' : 'MALFORMED',
      early ? 'compressed content ends early' : `compressed content is damaged: ${message}`,
      { cause },
    );
  }
}
