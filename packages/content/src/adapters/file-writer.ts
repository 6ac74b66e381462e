import type { FileHandle } from 'node:fs/promises';
import { orStoreError, storeError } from '../errors.ts';
import { type BufferPool, mediumBufferBytes, smallBufferBytes } from './buffer-pool.ts';

/**
 * Files are written back from here on while they still arrive, so that the last sync is short:
 * 200 MB take a fifth less time than with one sync at the end.
 */
const writeBackBytes = 8 * 1024 * 1024;

/** Stands where nothing more is to be taken. */
const noBuffer = Buffer.alloc(0);

/** What a {@link FileWriter} is given. */
export interface FileWriterOptions {
  readonly pool: BufferPool;
  /** Where in the file the first byte goes. */
  readonly position: number;
  /**
   * Opens the file; called once, when the first buffer is full or at the end. Undefined: the bytes
   * are not wanted after all and are dropped.
   */
  readonly open: () => Promise<FileHandle | undefined>;
}

/**
 * Gathers a stream's chunks in large buffers and writes one while the next is filled. Chunks are
 * copied: their owner may use them again, and network chunks that die young cost less than a writev
 * that keeps them. Every failure is a StoreError; after one, only `settle` and `release` may be called.
 */
export class FileWriter {
  readonly #options: FileWriterOptions;
  #buffer: Buffer;
  #used = 0;
  /** Bytes taken, whether written or not, with those before `position`. */
  #length: number;
  #opening: Promise<FileHandle | undefined> | undefined;
  #writing: Promise<void> = Promise.resolve();
  /** A buffer that its write has done with. */
  #spare: Buffer | undefined;
  #synced: number;
  #syncing: Promise<void> | undefined;
  #syncFailure: { readonly error: unknown } | undefined;

  constructor(options: FileWriterOptions) {
    this.#options = options;
    this.#length = options.position;
    this.#synced = options.position;
    this.#buffer = options.pool.take(smallBufferBytes);
  }

  /** The file's length once all bytes taken so far are written. */
  get length(): number {
    return this.#length;
  }

  /** Takes a chunk. */
  async add(chunk: Uint8Array): Promise<void> {
    let at = 0;
    while (at < chunk.byteLength) {
      if (this.#used === this.#buffer.byteLength) await this.#makeRoom();
      const count = Math.min(chunk.byteLength - at, this.#buffer.byteLength - this.#used);
      this.#buffer.set(
        count === chunk.byteLength ? chunk : chunk.subarray(at, at + count),
        this.#used,
      );
      this.#used += count;
      this.#length += count;
      at += count;
    }
  }

  /** Writes what is left. Resolves to the file, written but not synced. */
  async end(): Promise<FileHandle | undefined> {
    await this.#flush(noBuffer);
    await this.#writing;
    return await this.#open();
  }

  /** Makes all bytes durable; after `end`. */
  async sync(): Promise<void> {
    const file = await this.#open();
    await this.#syncing;
    // The kernel tells of a lost page once: had this head start swallowed it, the last sync would pass.
    if (this.#syncFailure) throw this.#syncFailure.error;
    if (file) await orStoreError(file.datasync());
  }

  /** Resolves when nothing is under way any more, whatever came of it: add, end or sync has told. */
  async settle(): Promise<void> {
    await this.#writing.catch(() => undefined);
    await this.#syncing;
  }

  /** Settles and gives the buffers back; the file is its owner's to close. Never rejects. */
  async release(): Promise<void> {
    await this.settle();
    this.#options.pool.give(this.#buffer);
    if (this.#spare) this.#options.pool.give(this.#spare);
    this.#buffer = noBuffer;
    this.#spare = undefined;
  }

  #open(): Promise<FileHandle | undefined> {
    this.#opening ??= orStoreError(this.#options.open());
    return this.#opening;
  }

  async #makeRoom(): Promise<void> {
    const { pool } = this.#options;
    if (this.#buffer.byteLength === mediumBufferBytes) return await this.#flush();
    const large = pool.take(mediumBufferBytes);
    large.set(this.#buffer);
    pool.give(this.#buffer);
    this.#buffer = large;
  }

  /** Starts writing the buffer once the one before is written, and goes on with another. */
  async #flush(next?: Buffer): Promise<void> {
    await this.#writing;
    if (this.#syncFailure) throw this.#syncFailure.error;
    if (this.#used === 0) return;
    const file = await this.#open();
    if (file) {
      const full = this.#buffer;
      const bytes = full.subarray(0, this.#used);
      this.#buffer = next ?? this.#takeLarge();
      this.#writing = this.#write(file, bytes, this.#length - this.#used).finally(() => {
        if (this.#spare || full.byteLength < mediumBufferBytes) this.#options.pool.give(full);
        else this.#spare = full;
      });
      // Awaited by the next flush; until then a rejection must not count as unhandled.
      this.#writing.catch(() => undefined);
    }
    this.#used = 0;
  }

  #takeLarge(): Buffer {
    const spare = this.#spare;
    this.#spare = undefined;
    return spare ?? this.#options.pool.take(mediumBufferBytes);
  }

  async #write(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
    let done = 0;
    while (done < bytes.byteLength) {
      const left = bytes.byteLength - done;
      const { bytesWritten } = await orStoreError(file.write(bytes, done, left, position + done));
      done += bytesWritten;
    }
    this.#writeBack(file, position + done);
  }

  #writeBack(file: FileHandle, length: number): void {
    if (this.#syncing || length - this.#synced < writeBackBytes) return;
    this.#synced = length;
    this.#syncing = file
      .datasync()
      .catch((error: unknown) => {
        this.#syncFailure = { error: storeError(error) };
      })
      .finally(() => {
        this.#syncing = undefined;
      });
  }
}
