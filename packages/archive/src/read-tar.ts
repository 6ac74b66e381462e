import { type ByteInput, StreamInput, truncated } from './byte-input.ts';
import { type EntryMetadata, MetadataReader } from './entry-metadata.ts';
import { ArchiveError } from './errors.ts';
import type { SparseMap } from './sparse-map.ts';
import { padding, type TarHeader } from './tar-header.ts';

/** How much an archive may ask for. */
export interface ReadTarOptions {
  /** Bytes of one pax or long-name header. Default 1 MiB. */
  readonly headerLimit?: number;
}

/** One entry; its body can be read until the next entry is asked for. */
export interface TarEntry {
  readonly header: TarHeader;
  /** The content, holes filled with zeros. What is not read is passed over. */
  readonly body: AsyncIterable<Uint8Array>;
}

/** The default of {@link ReadTarOptions.headerLimit}. */
export const defaultHeaderLimit = 1024 * 1024;

/**
 * The entries of a tar stream in their order: v7, ustar, GNU and pax. What follows the end marker
 * is read and ignored, so that whoever hashes the stream sees all of it. Throws MALFORMED,
 * TRUNCATED, TOO_LARGE with the place. POSIX.1-2017 pax; GNU tar manual, "Basic Tar Format".
 */
export async function* readTar(
  source: AsyncIterable<Uint8Array>,
  options: ReadTarOptions = {},
): AsyncGenerator<TarEntry> {
  const input = new StreamInput(source);
  const metadata = new MetadataReader(input, options.headerLimit ?? defaultHeaderLimit);
  try {
    for (let entry = await metadata.next(); entry; entry = await metadata.next()) {
      const body = new EntryBody(input, entry);
      yield { header: entry.header, body };
      await body.finish();
      await input.skip(padding(body.storedEnd - body.storedStart + (entry.sparse?.consumed ?? 0)));
    }
    while (await input.readSome(1024 * 1024));
  } finally {
    await input.close();
  }
}

class EntryBody implements AsyncIterable<Uint8Array> {
  readonly storedStart: number;
  readonly storedEnd: number;
  readonly #input: ByteInput;
  readonly #entry: EntryMetadata;
  #started = false;
  #over = false;

  constructor(input: ByteInput, entry: EntryMetadata) {
    this.#input = input;
    this.#entry = entry;
    this.storedStart = input.position;
    this.storedEnd = input.position + entry.stored;
  }

  [Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    if (this.#started) throw new Error('the body of a tar entry can be read once');
    this.#started = true;
    const { sparse } = this.#entry;
    return sparse ? withHoles(this.#stored(), sparse) : this.#stored();
  }

  /** Passes over what was not read; later reads fail. */
  async finish(): Promise<void> {
    this.#over = true;
    await this.#input.skip(this.storedEnd - this.#input.position);
  }

  async *#stored(): AsyncGenerator<Uint8Array> {
    while (!this.#over && this.#input.position < this.storedEnd) {
      const part = await this.#input.readSome(this.storedEnd - this.#input.position);
      if (!part) throw truncated(this.#input.position);
      yield part;
    }
    if (this.#over) throw new Error('the body of a tar entry ends where the next entry is read');
  }
}

const zeros = new Uint8Array(64 * 1024);

/** The whole content of a sparse file. Throws MALFORMED where the segments want more than is stored. */
async function* withHoles(
  stored: AsyncGenerator<Uint8Array>,
  map: SparseMap,
): AsyncGenerator<Uint8Array> {
  let position = 0;
  let rest: Uint8Array = new Uint8Array();
  for (const segment of map.segments) {
    yield* holes(segment.offset - position);
    for (let left = segment.length; left > 0; ) {
      if (rest.length === 0) {
        const next = await stored.next();
        if (next.done) throw new ArchiveError('MALFORMED', 'a sparse file has too little content');
        rest = next.value;
      }
      const part = rest.subarray(0, left);
      rest = rest.subarray(part.length);
      left -= part.length;
      yield part;
    }
    position = segment.offset + segment.length;
  }
  yield* holes(map.size - position);
}

function* holes(length: number): Generator<Uint8Array> {
  for (let left = length; left > 0; left -= zeros.length) yield zeros.subarray(0, left);
}
