import type { FileHandle } from 'node:fs/promises';
import { ArchiveError } from './errors.ts';

/** Bytes read in order, with their place. */
export interface ByteInput {
  /** Bytes read so far. */
  readonly position: number;
  /** Exactly `count` bytes; undefined at the end. Throws TRUNCATED where there are fewer. */
  read(count: number): Promise<Uint8Array | undefined>;
  /** The next bytes, at most `limit`, as they come; undefined at the end. */
  readSome(limit: number): Promise<Uint8Array | undefined>;
  /** Passes over `count` bytes. Throws TRUNCATED. */
  skip(count: number): Promise<void>;
}

/** TRUNCATED, at the end that came too early. */
export function truncated(offset: number): ArchiveError {
  return new ArchiveError('TRUNCATED', 'the archive ends in the middle of an entry', { offset });
}

/** Reads a stream. */
export class StreamInput implements ByteInput {
  position = 0;
  readonly #source: AsyncIterator<Uint8Array>;
  #rest: Uint8Array = new Uint8Array();

  constructor(source: AsyncIterable<Uint8Array>) {
    this.#source = source[Symbol.asyncIterator]();
  }

  async read(count: number): Promise<Uint8Array | undefined> {
    const first = await this.readSome(count);
    if (!first) {
      if (count === 0) return new Uint8Array();
      return undefined;
    }
    if (first.length === count) return first;
    // Copied at once: a source may use its buffer again.
    const whole = new Uint8Array(count);
    whole.set(first);
    for (let filled = first.length; filled < count; ) {
      const next = await this.readSome(count - filled);
      if (!next) throw truncated(this.position);
      whole.set(next, filled);
      filled += next.length;
    }
    return whole;
  }

  async readSome(limit: number): Promise<Uint8Array | undefined> {
    while (this.#rest.length === 0) {
      const next = await this.#source.next();
      if (next.done) return undefined;
      this.#rest = next.value;
    }
    const part = this.#rest.subarray(0, limit);
    this.#rest = this.#rest.subarray(part.length);
    this.position += part.length;
    return part;
  }

  async skip(count: number): Promise<void> {
    for (let left = count; left > 0; ) {
      const part = await this.readSome(left);
      if (!part) throw truncated(this.position);
      left -= part.length;
    }
  }

  /** Ends the source, also one that has more. */
  async close(): Promise<void> {
    await this.#source.return?.();
  }
}

const chunkSize = 256 * 1024;

/** Reads a file; passing over bytes costs nothing. */
export class FileInput implements ByteInput {
  position = 0;
  readonly #file: FileHandle;
  readonly #size: number;

  constructor(file: FileHandle, size: number) {
    this.#file = file;
    this.#size = size;
  }

  async read(count: number): Promise<Uint8Array | undefined> {
    if (count > 0 && this.position >= this.#size) return undefined;
    const bytes = new Uint8Array(count);
    for (let filled = 0; filled < count; ) {
      const { bytesRead } = await this.#file.read(bytes, filled, count - filled, this.position);
      if (bytesRead === 0) throw truncated(this.position);
      filled += bytesRead;
      this.position += bytesRead;
    }
    return bytes;
  }

  async readSome(limit: number): Promise<Uint8Array | undefined> {
    const count = Math.min(limit, chunkSize, this.#size - this.position);
    return count > 0 ? this.read(count) : undefined;
  }

  async skip(count: number): Promise<void> {
    if (this.position + count > this.#size) throw truncated(this.#size);
    this.position += count;
  }
}
