import { createHash, randomBytes } from 'node:crypto';

/** What personal, organizations' and refresh tokens begin with, so that scanners find leaked ones. */
export const accessTokenPrefix = 'slp_pat_';
export const organizationTokenPrefix = 'slp_oat_';
export const refreshTokenPrefix = 'slp_rt_';

/** Whether it looks like an access token, and so is no password. */
export function isAccessToken(secret: string): boolean {
  return secret.startsWith(accessTokenPrefix) || secret.startsWith(organizationTokenPrefix);
}

/** A new token: the prefix and 192 random bits. */
export function newSecret(prefix: string): string {
  return prefix + randomBytes(24).toString('base64url');
}

/**
 * What is stored and looked up instead of a token. A plain SHA-256: there is no dictionary to try
 * against 192 random bits, so slowness would protect nothing. A lookup by digest also leaks nothing
 * through its time: who cannot choose the digest cannot approach a stored one byte by byte.
 */
export function secretDigest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64url');
}
