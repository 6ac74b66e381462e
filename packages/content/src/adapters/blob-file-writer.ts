import type { FileHandle } from 'node:fs/promises';
import { OciError } from '@slipway/oci';
import type { WriteOptions } from '../ports.ts';

/** Network chunks are gathered to this before one writev: fewer system calls, no copying. */
const batchBytes = 512 * 1024;

/** Large files are written back from here on while they still arrive, so the last sync is short. */
const writeBackBytes = 32 * 1024 * 1024;

/** What {@link writeStream} is told. */
export interface WriteStreamOptions extends WriteOptions {
  /** Where in the file the first byte goes. */
  readonly position: number;
  /** Sees each chunk once, in order, before it is on disk. */
  readonly update: (chunk: Uint8Array) => void;
  /** Told the file's length after each batch that was written. */
  readonly written?: (length: number) => void;
}

/**
 * Writes a stream into an open file, hashing one batch while the one before is written. Resolves to
 * the file's length. Rejects as the source does, on abort, or with SIZE_INVALID past `maximumSize`.
 */
export async function writeStream(
  file: FileHandle,
  source: AsyncIterable<Uint8Array>,
  options: WriteStreamOptions,
): Promise<number> {
  const writer = new BatchWriter(file, options);
  try {
    for await (const chunk of source) {
      options.signal?.throwIfAborted();
      await writer.add(chunk);
    }
    options.signal?.throwIfAborted();
  } catch (error) {
    // What arrived before the source failed is kept: an interrupted upload goes on from there.
    await writer.finish().catch(() => undefined);
    throw error;
  }
  return writer.finish();
}

class BatchWriter {
  readonly #file: FileHandle;
  readonly #options: WriteStreamOptions;
  #batch: Uint8Array[] = [];
  #batchSize = 0;
  /** Bytes taken, whether written or not. */
  #received: number;
  #writing: Promise<void> = Promise.resolve();
  #synced: number;
  #syncing: Promise<void> | undefined;

  constructor(file: FileHandle, options: WriteStreamOptions) {
    this.#file = file;
    this.#options = options;
    this.#received = options.position;
    this.#synced = options.position;
  }

  async add(chunk: Uint8Array): Promise<void> {
    const maximum = this.#options.maximumSize;
    if (maximum !== undefined && this.#received + chunk.byteLength > maximum) {
      throw new OciError(
        'SIZE_INVALID',
        `the blob is larger than the ${maximum} bytes that are allowed`,
        { status: 413, detail: { maximum } },
      );
    }
    if (chunk.byteLength === 0) return;
    this.#received += chunk.byteLength;
    this.#batch.push(chunk);
    this.#batchSize += chunk.byteLength;
    if (this.#batchSize >= batchBytes) await this.#flush();
  }

  /** Starts writing the batch once the one before is on its way out, and hashes it meanwhile. */
  async #flush(): Promise<void> {
    const batch = this.#batch;
    const position = this.#received - this.#batchSize;
    this.#batch = [];
    this.#batchSize = 0;
    await this.#writing;
    this.#writing = this.#write(batch, position);
    // Awaited by the next flush; until then a rejection must not count as unhandled.
    this.#writing.catch(() => undefined);
    for (const chunk of batch) this.#options.update(chunk);
  }

  async #write(batch: Uint8Array[], position: number): Promise<void> {
    let at = position;
    let rest = batch;
    while (rest.length > 0) {
      const { bytesWritten } = await this.#file.writev(rest, at);
      at += bytesWritten;
      rest = dropBytes(rest, bytesWritten);
    }
    this.#options.written?.(at);
    this.#writeBack(at);
  }

  #writeBack(length: number): void {
    if (this.#syncing || length - this.#synced < writeBackBytes) return;
    this.#synced = length;
    // Only a head start: an error shows again, and is answered, at the sync that ends the blob.
    this.#syncing = this.#file
      .datasync()
      .catch(() => undefined)
      .finally(() => {
        this.#syncing = undefined;
      });
  }

  async finish(): Promise<number> {
    if (this.#batchSize > 0) await this.#flush();
    await this.#writing;
    await this.#syncing;
    return this.#received;
  }
}

/** What is left of buffers after their first `count` bytes: a write may be short. */
function dropBytes(buffers: readonly Uint8Array[], count: number): Uint8Array[] {
  let left = count;
  const rest: Uint8Array[] = [];
  for (const buffer of buffers) {
    if (left >= buffer.byteLength) {
      left -= buffer.byteLength;
    } else {
      rest.push(left > 0 ? buffer.subarray(left) : buffer);
      left = 0;
    }
  }
  return rest;
}
