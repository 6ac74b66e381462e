import { type FileHandle, open } from 'node:fs/promises';
import type { Digest } from '@slipway/oci';
import { errorCode, StoreError, storeError } from '../errors.ts';
import type { ByteRange, OpenBlob } from '../ports.ts';

/** Measured between file and socket: past 512 KiB nothing is gained, and two of these are a transfer's memory. */
const bufferBytes = 512 * 1024;

/** Buffers kept for the next transfer; more are let go. */
const maximumPooled = 16;
const pool: Buffer[] = [];

/** A blob's file, opened; undefined where there is none. */
export async function openBlobFile(path: string, digest: Digest): Promise<OpenBlob | undefined> {
  let file: FileHandle;
  try {
    file = await open(path, 'r');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return undefined;
    throw storeError(error);
  }
  try {
    return new OpenBlobFile(file, digest, (await file.stat()).size);
  } catch (error) {
    await file.close();
    throw storeError(error);
  }
}

class OpenBlobFile implements OpenBlob {
  readonly digest: Digest;
  readonly size: number;
  readonly #file: FileHandle;
  #closed: Promise<void> | undefined;

  constructor(file: FileHandle, digest: Digest, size: number) {
    this.#file = file;
    this.digest = digest;
    this.size = size;
  }

  async *chunks(range?: ByteRange): AsyncIterable<Uint8Array> {
    const end = Math.min(range ? range.end + 1 : this.size, this.size);
    let position = range?.start ?? 0;
    if (position >= end) return;
    const length = Math.min(bufferBytes, end - position);
    let current = take(length);
    // A blob that fits one buffer needs no second one to read ahead into.
    let ahead = end - position > length ? take(length) : current;
    let pending = this.#read(current, position, end);
    try {
      while (position < end) {
        const filled = await pending;
        position += filled.byteLength;
        if (position < end) {
          [current, ahead] = [ahead, current];
          pending = this.#read(current, position, end);
        }
        yield filled;
      }
    } finally {
      // A read may still be filling its buffer when the reader left early.
      await pending.catch(() => undefined);
      give(current);
      if (ahead !== current) give(ahead);
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
    const { bytesRead } = await this.#file.read(buffer, 0, wanted, position);
    if (bytesRead === 0) {
      throw new StoreError(
        'STORE_UNAVAILABLE',
        `blob ${this.digest} ends at byte ${position} of ${this.size}: the data folder was changed from outside`,
      );
    }
    return bytesRead === buffer.byteLength ? buffer : buffer.subarray(0, bytesRead);
  }

  close(): Promise<void> {
    this.#closed ??= this.#file.close();
    return this.#closed;
  }
}

function take(length: number): Buffer {
  if (length < bufferBytes) return Buffer.allocUnsafe(length);
  return pool.pop() ?? Buffer.allocUnsafeSlow(bufferBytes);
}

function give(buffer: Buffer): void {
  if (buffer.byteLength === bufferBytes && pool.length < maximumPooled) pool.push(buffer);
}
