import { createHash, randomFillSync } from 'node:crypto';
import type { BlobSpec, HashedBlob } from './jobs.ts';

const headSize = 64;
const pool = randomFillSync(Buffer.allocUnsafe(64 * 1024 * 1024));

/** A blob's content: a head that no other blob has, then random bytes that all blobs share. */
export function* contentOf({ id, size }: BlobSpec): Generator<Buffer> {
  yield Buffer.alloc(headSize, id.padEnd(headSize)).subarray(0, size);
  for (let left = size - headSize; left > 0; left -= pool.length) {
    yield pool.subarray(0, Math.min(left, pool.length));
  }
}

export function hashBlob(blob: BlobSpec): HashedBlob {
  const hash = createHash('sha256');
  for (const part of contentOf(blob)) hash.update(part);
  return { ...blob, digest: `sha256:${hash.digest('hex')}` };
}
