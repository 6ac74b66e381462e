/** Enough for manifests, configs and the first bytes of whatever comes slowly. */
export const smallBufferBytes = 64 * 1024;

/** For writing: two of these are an upload's memory, and the disk is no faster with larger ones. */
export const mediumBufferBytes = 256 * 1024;

/** Measured between file and socket: nothing is gained past this, and two are a transfer's memory. */
export const largeBufferBytes = 512 * 1024;

/** Bytes of free buffers of each size that are kept for later; more than these are let go. */
const maximumFreeBytes = 8 * 1024 * 1024;

const sizes: readonly number[] = [smallBufferBytes, mediumBufferBytes, largeBufferBytes];

/** Buffers that transfers use one after the other, so that moving bytes makes no garbage. */
export class BufferPool {
  readonly #free = new Map<number, Buffer[]>(sizes.map((size) => [size, []]));

  /** A buffer of one of the sizes: the smallest that holds `length` bytes, else a large one. */
  take(length: number): Buffer {
    const size = sizes.find((each) => each >= length) ?? largeBufferBytes;
    return this.#free.get(size)?.pop() ?? Buffer.allocUnsafeSlow(size);
  }

  /** Hands a buffer back that nobody reads or fills any more. */
  give(buffer: Buffer): void {
    const free = this.#free.get(buffer.byteLength);
    if (free && (free.length + 1) * buffer.byteLength <= maximumFreeBytes) free.push(buffer);
  }
}
