import { randomUUID } from 'node:crypto';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where a file's content lies in a spool. Bytes. */
export interface SpooledContent {
  readonly offset: number;
  readonly size: number;
}

/**
 * Contents one after the other in a file without a name: it is gone when this process is. Long runs
 * of zeros take no room. Close it.
 */
export class Spool {
  readonly #file: FileHandle;
  #end = 0;

  private constructor(file: FileHandle) {
    this.#file = file;
  }

  /** A spool in the system's folder for temporary files. */
  static async create(): Promise<Spool> {
    const path = join(tmpdir(), `slipway-spool-${randomUUID()}`);
    const file = await open(path, 'wx+', 0o600);
    try {
      await unlink(path);
    } catch (error) {
      await file.close();
      throw error;
    }
    return new Spool(file);
  }

  async append(content: AsyncIterable<Uint8Array>): Promise<SpooledContent> {
    const offset = this.#end;
    for await (const chunk of content) {
      if (!isZero(chunk)) await this.#writeAll(chunk);
      this.#end += chunk.length;
    }
    // Holes at the end would be no part of the file.
    await this.#file.truncate(this.#end);
    return { offset, size: this.#end - offset };
  }

  async *read({ offset, size }: SpooledContent): AsyncGenerator<Uint8Array> {
    for (let done = 0; done < size; ) {
      const length = Math.min(size - done, 256 * 1024);
      const buffer = Buffer.allocUnsafe(length);
      const { bytesRead } = await this.#file.read(buffer, 0, length, offset + done);
      if (bytesRead === 0) throw new Error('a temporary file is shorter than it was');
      yield buffer.subarray(0, bytesRead);
      done += bytesRead;
    }
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  async #writeAll(chunk: Uint8Array): Promise<void> {
    for (let done = 0; done < chunk.length; ) {
      const { bytesWritten } = await this.#file.write(
        chunk,
        done,
        chunk.length - done,
        this.#end + done,
      );
      done += bytesWritten;
    }
  }
}

function isZero(chunk: Uint8Array): boolean {
  const zeros = Buffer.alloc(Math.min(chunk.length, 64 * 1024));
  for (let at = 0; at < chunk.length; at += zeros.length) {
    const part = chunk.subarray(at, at + zeros.length);
    if (Buffer.compare(part, zeros.subarray(0, part.length)) !== 0) return false;
  }
  return chunk.length > 0;
}
