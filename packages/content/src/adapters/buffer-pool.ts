/** Enough for manifests, configs and the first bytes of whatever comes slowly. */
export const smallBufferBytes = 64 * 1024;

/** Measured between file and socket: nothing is gained past this, and two are a transfer's memory. */
export const largeBufferBytes = 512 * 1024;

/** Free buffers kept for later (18 MiB in all); more than these are let go. */
const maximumFree = { small: 32, large: 32 };

/** Buffers that transfers use one after the other, so that moving bytes makes no garbage. */
export class BufferPool {
  readonly #small: Buffer[] = [];
  readonly #large: Buffer[] = [];

  /** A buffer of either size, the smallest that holds `length` bytes, else a large one. */
  take(length: number): Buffer {
    return length <= smallBufferBytes
      ? (this.#small.pop() ?? Buffer.allocUnsafeSlow(smallBufferBytes))
      : (this.#large.pop() ?? Buffer.allocUnsafeSlow(largeBufferBytes));
  }

  /** Hands a buffer back that nobody reads or fills any more. */
  give(buffer: Buffer): void {
    if (buffer.byteLength === smallBufferBytes) {
      if (this.#small.length < maximumFree.small) this.#small.push(buffer);
    } else if (buffer.byteLength === largeBufferBytes) {
      if (this.#large.length < maximumFree.large) this.#large.push(buffer);
    }
  }
}
