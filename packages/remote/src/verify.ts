import { createHash } from 'node:crypto';
import {
  type Descriptor,
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  makeDigest,
} from '@slipway/oci';
import { RemoteError } from './errors.ts';

/** The digest of bytes. */
export function digestOf(bytes: Uint8Array, algorithm: DigestAlgorithm = 'sha256'): Digest {
  return makeDigest(algorithm, createHash(algorithm).update(bytes).digest('hex'));
}

/**
 * Passes `source` on, then throws SIZE_MISMATCH or DIGEST_MISMATCH where it was not what
 * `descriptor` says; more bytes than it says are never passed on.
 */
export async function* verified(
  descriptor: Descriptor,
  source: AsyncIterable<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  const algorithm = digestAlgorithm(descriptor.digest);
  const hash = createHash(algorithm);
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > descriptor.size) throw wrongSize(descriptor, `more than ${descriptor.size}`);
    hash.update(chunk);
    yield chunk;
  }
  if (size !== descriptor.size) throw wrongSize(descriptor, String(size));
  const actual = makeDigest(algorithm, hash.digest('hex'));
  if (actual !== descriptor.digest) throw wrongDigest(descriptor.digest, actual);
}

/** Throws where `bytes` are not what `descriptor` says. */
export function verifyBytes(descriptor: Descriptor, bytes: Uint8Array): void {
  if (bytes.length !== descriptor.size) throw wrongSize(descriptor, String(bytes.length));
  const actual = digestOf(bytes, digestAlgorithm(descriptor.digest));
  if (actual !== descriptor.digest) throw wrongDigest(descriptor.digest, actual);
}

/** SIZE_MISMATCH, saying both sizes. */
export function wrongSize(descriptor: Descriptor, actual: string): RemoteError {
  return new RemoteError(
    'SIZE_MISMATCH',
    `${descriptor.digest} should have ${descriptor.size} bytes, but has ${actual}`,
  );
}

/** DIGEST_MISMATCH, saying both digests. */
export function wrongDigest(expected: Digest, actual: Digest): RemoteError {
  return new RemoteError(
    'DIGEST_MISMATCH',
    `the content of ${expected} has another digest, ${actual}: it was changed on its way or where it is kept`,
  );
}
