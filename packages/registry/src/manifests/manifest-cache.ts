import type { BlobReader } from '@slipway/content';
import type { Digest } from '@slipway/oci';
import { LRUCache } from 'lru-cache';

/**
 * Manifests' bytes by digest, within a bound of memory. They never change, so nothing here grows
 * stale; who may read them is asked of the database each time.
 */
export class ManifestCache {
  readonly #bytes: LRUCache<Digest, Buffer>;
  readonly #content: BlobReader;

  /** `maximumBytes` bounds the sum of the manifests kept. */
  constructor(content: BlobReader, maximumBytes: number) {
    this.#content = content;
    this.#bytes = new LRUCache({
      maxSize: maximumBytes,
      // A manifest in memory costs more than its bytes; this also bounds their number.
      sizeCalculation: (bytes) => bytes.byteLength + 512,
    });
  }

  /** The bytes where they are in memory. */
  peek(digest: Digest): Buffer | undefined {
    return this.#bytes.get(digest);
  }

  /** Keeps bytes that are known to have this digest. */
  keep(digest: Digest, bytes: Buffer): void {
    this.#bytes.set(digest, bytes);
  }

  /** Reads the bytes from the store and keeps them. Throws where the store has lost them. */
  async load(digest: Digest): Promise<Buffer> {
    const blob = await this.#content.open(digest);
    if (!blob) throw new Error(`the store has lost the manifest ${digest}`);
    try {
      const bytes = Buffer.allocUnsafe(blob.size);
      let offset = 0;
      for await (const chunk of blob.chunks()) {
        bytes.set(chunk, offset);
        offset += chunk.byteLength;
      }
      this.keep(digest, bytes);
      return bytes;
    } finally {
      await blob.close();
    }
  }
}
