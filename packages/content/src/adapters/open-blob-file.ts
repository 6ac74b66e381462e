import type { FileHandle } from 'node:fs/promises';
import type { Digest } from '@slipway/oci';
import { orStoreError, StoreError } from '../errors.ts';
import type { ByteRange, OpenBlob } from '../ports.ts';
import { type BufferPool, largeBufferBytes } from './buffer-pool.ts';

/** What {@link OpenBlobFile} is made of. */
export interface OpenBlobFileOptions {
  readonly file: FileHandle;
  readonly digest: Digest;
  readonly size: number;
  readonly pool: BufferPool;
}

/** A blob's file, read ahead by one buffer: the disk fills one while the network drains the other. */
export class OpenBlobFile implements OpenBlob {
  readonly digest: Digest;
  readonly size: number;
  readonly #file: FileHandle;
  readonly #pool: BufferPool;
  #closed: Promise<void> | undefined;

  constructor(options: OpenBlobFileOptions) {
    this.digest = options.digest;
    this.size = options.size;
    this.#file = options.file;
    this.#pool = options.pool;
  }

  async *chunks(range?: ByteRange): AsyncIterable<Uint8Array> {
    const end = Math.min(range ? range.end + 1 : this.size, this.size);
    let position = range?.start ?? 0;
    if (position >= end) return;
    let current = this.#pool.take(end - position);
    // A range that fits one buffer needs no second one to read ahead into.
    let ahead = end - position > current.byteLength ? this.#pool.take(largeBufferBytes) : undefined;
    let reading = this.#read(current, position, end);
    try {
      for (;;) {
        const chunk = await reading;
        position += chunk.byteLength;
        if (position < end) {
          const next = ahead ?? this.#pool.take(largeBufferBytes);
          [current, ahead] = [next, current];
          reading = this.#read(current, position, end);
        }
        yield chunk;
        if (position >= end) return;
      }
    } finally {
      // A read may still be filling its buffer when the reader left early; its failure is nobody's.
      await reading.catch(() => undefined);
      this.#pool.give(current);
      if (ahead) this.#pool.give(ahead);
    }
  }

  #read(buffer: Buffer, position: number, end: number): Promise<Uint8Array> {
    const reading = this.#fill(buffer, position, end);
    // Awaited when the consumer asks for it; until then a rejection must not count as unhandled.
    reading.catch(() => undefined);
    return reading;
  }

  async #fill(buffer: Buffer, position: number, end: number): Promise<Uint8Array> {
    const wanted = Math.min(buffer.byteLength, end - position);
    const { bytesRead } = await orStoreError(this.#file.read(buffer, 0, wanted, position));
    if (bytesRead === 0) {
      throw new StoreError(
        'STORE_UNAVAILABLE',
        `blob ${this.digest} ends at byte ${position} of ${this.size}: its file was changed from outside, remove it and push it again`,
      );
    }
    return buffer.subarray(0, bytesRead);
  }

  close(): Promise<void> {
    this.#closed ??= this.#file.close();
    return this.#closed;
  }
}
