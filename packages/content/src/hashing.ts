import { createHash, type Hash } from 'node:crypto';
import {
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  makeDigest,
  OciError,
} from '@slipway/oci';

/** The digest of bytes in memory. */
export function digestBytes(algorithm: DigestAlgorithm, bytes: Uint8Array): Digest {
  return makeDigest(algorithm, createHash(algorithm).update(bytes).digest('hex'));
}

/** Checks that bytes, as they pass, are those that a digest names. */
export interface Verifier {
  update(bytes: Uint8Array): void;
  /** Throws DIGEST_INVALID where the bytes seen have another digest. Call once, at the end. */
  verify(): void;
}

/** A {@link Verifier} of one digest. */
export function createVerifier(expected: Digest): Verifier {
  const algorithm = digestAlgorithm(expected);
  const hash = createHash(algorithm);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    verify: () => verifyHash(hash, algorithm, expected),
  };
}

/** Throws DIGEST_INVALID where `hash` has not come to `expected`. Ends the hash. */
export function verifyHash(hash: Hash, algorithm: DigestAlgorithm, expected: Digest): void {
  const actual = makeDigest(algorithm, hash.digest('hex'));
  if (actual === expected) return;
  throw new OciError(
    'DIGEST_INVALID',
    `the content has digest ${actual}, not ${expected}: it was changed or cut on the way, send it again`,
    { detail: { expected, actual } },
  );
}
