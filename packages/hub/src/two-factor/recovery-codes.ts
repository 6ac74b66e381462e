import { randomBytes } from 'node:crypto';
import { secretDigest } from '../tokens/secret.ts';

/** How many an account gets at once. */
export const recoveryCodeCount = 10;

/** Crockford's base32: no letter that is mistaken for a digit. */
const alphabet = '0123456789abcdefghjkmnpqrstvwxyz';
const length = 16;

/** New codes to be written down: 80 random bits each, `xxxx-xxxx-xxxx-xxxx`. */
export function newRecoveryCodes(): string[] {
  return Array.from({ length: recoveryCodeCount }, () =>
    Array.from(randomBytes(length), (byte) => alphabet[byte & 31])
      .join('')
      .replace(/(.{4})(?=.)/g, '$1-'),
  );
}

/**
 * What is stored of a code, or undefined for what is none. As with tokens a plain SHA-256: against 80
 * random bits no dictionary helps. Case, hyphens, spaces and look-alikes make no difference.
 */
export function recoveryCodeDigest(typed: string): string | undefined {
  const code = typed
    .toLowerCase()
    .replaceAll(/[\s-]/g, '')
    .replaceAll('o', '0')
    .replaceAll(/[il]/g, '1');
  const known = code.length === length && [...code].every((letter) => alphabet.includes(letter));
  return known ? secretDigest(`recovery ${code}`) : undefined;
}
