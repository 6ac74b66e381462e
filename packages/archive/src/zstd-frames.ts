import { type ByteInput, truncated } from './byte-input.ts';
import { ArchiveError } from './errors.ts';

const frameMagic = 0xfd2fb528;
const skippableMagic = 0x184d2a50;
const skippableMask = 0xfffffff0;

/** Bytes of the optional fields of a frame header (RFC 8878 section 3.1.1.1), by their flags. */
const dictionaryBytes = [0, 1, 2, 4];
const contentSizeBytes = [0, 2, 4, 8];

/**
 * The frames of zstd content, each as a stream of its own bytes: Node's decompressor stops silently
 * after the first. Skippable frames are left out. Read each to its end. RFC 8878 section 3.
 */
export async function* zstdFrames(input: ByteInput): AsyncGenerator<AsyncIterable<Uint8Array>> {
  for (;;) {
    const offset = input.position;
    const first = await input.read(4);
    if (!first) return;
    const magic = Uint8Array.from(first);
    const value = Buffer.from(magic).readUInt32LE();
    if ((value & skippableMask) >>> 0 === skippableMagic) {
      await input.skip(Buffer.from(await exactly(input, 4)).readUInt32LE());
    } else if (value === frameMagic) {
      yield frame(input, magic);
    } else {
      throw new ArchiveError('MALFORMED', 'what follows a zstd frame is none', { offset });
    }
  }
}

async function* frame(input: ByteInput, magic: Uint8Array): AsyncGenerator<Uint8Array> {
  yield magic;
  const [descriptor = 0] = await exactly(input, 1);
  yield Uint8Array.of(descriptor);
  const single = (descriptor & 0x20) !== 0;
  const sizeFlag = descriptor >> 6;
  const contentSize = sizeFlag === 0 && single ? 1 : (contentSizeBytes[sizeFlag] ?? 0);
  const rest = (single ? 0 : 1) + (dictionaryBytes[descriptor & 3] ?? 0) + contentSize;
  yield await exactly(input, rest);
  for (let last = false; !last; ) {
    const header = await exactly(input, 3);
    yield header;
    const value = Buffer.from(header).readUIntLE(0, 3);
    last = (value & 1) === 1;
    // A run-length block holds one byte, however long it says the run is.
    yield* bytes(input, ((value >> 1) & 3) === 1 ? 1 : value >> 3);
  }
  if ((descriptor & 4) !== 0) yield await exactly(input, 4);
}

async function* bytes(input: ByteInput, count: number): AsyncGenerator<Uint8Array> {
  for (let left = count; left > 0; ) {
    const part = await input.readSome(left);
    if (!part) throw truncated(input.position);
    left -= part.length;
    yield part;
  }
}

/** Exactly `count` bytes, copied. */
async function exactly(input: ByteInput, count: number): Promise<Uint8Array> {
  const found = await input.read(count);
  if (!found) throw truncated(input.position);
  return Uint8Array.from(found);
}
