import { OciError } from './errors.ts';

declare const digestBrand: unique symbol;

/** `algorithm:hex`, checked: made only by {@link parseDigest} and {@link tryParseDigest}. */
export type Digest = string & { readonly [digestBrand]: true };

/** The algorithms that the image spec registers and Slipway stores. */
export type DigestAlgorithm = 'sha256' | 'sha512';

/** Lengths of the hex part, in characters. */
const hexLength: Record<DigestAlgorithm, number> = { sha256: 64, sha512: 128 };

/**
 * Image spec, "Digests": lower-case hex only, and the length is the algorithm's.
 * https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests
 */
const pattern = /^(?:sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/;

/** The digest in `text`, or undefined where it is none that Slipway stores. */
export function tryParseDigest(text: string): Digest | undefined {
  return pattern.test(text) ? (text as Digest) : undefined;
}

/** The digest in `text`. Throws DIGEST_INVALID, quoting the value and saying what is expected. */
export function parseDigest(text: string): Digest {
  const digest = tryParseDigest(text);
  if (digest) return digest;
  const shown = text.length > 150 ? `${text.slice(0, 150)}…` : text;
  throw new OciError(
    'DIGEST_INVALID',
    `invalid digest ${JSON.stringify(shown)}: expected sha256:<64 lower-case hex> or sha512:<128 lower-case hex>`,
    { detail: { digest: shown } },
  );
}

/** A digest from an algorithm and its hex. Throws DIGEST_INVALID where they do not fit. */
export function makeDigest(algorithm: DigestAlgorithm, hex: string): Digest {
  return parseDigest(`${algorithm}:${hex}`);
}

/** The algorithm of a digest. */
export function digestAlgorithm(digest: Digest): DigestAlgorithm {
  return digest.startsWith('sha256:') ? 'sha256' : 'sha512';
}

/** The hex part of a digest. */
export function digestHex(digest: Digest): string {
  return digest.slice(digest.indexOf(':') + 1);
}

/** Whether `text` names an algorithm that Slipway stores. */
export function isDigestAlgorithm(text: string): text is DigestAlgorithm {
  return Object.hasOwn(hexLength, text);
}
