import { Secret, TOTP } from 'otpauth';

/** What every authenticator app takes: RFC 6238 with SHA-1, six digits, thirty seconds. */
const parameters = { algorithm: 'SHA1', digits: 6, period: 30 } as const;
/** Steps before and after the present one: clocks differ, and typing takes a while. */
const tolerance = 1;

/** A new seed, in base32: 160 bits, as RFC 4226 recommends. */
export function newTotpSeed(): string {
  return new Secret({ size: 20 }).base32;
}

/** What authenticator apps read from a picture; it holds the seed. */
export function otpauthUri(seed: string, names: { issuer: string; account: string }): string {
  return totp(seed, { issuer: names.issuer, label: names.account }).toString();
}

/** The step whose code this is, at this time (in milliseconds), or undefined where it is none. */
export function totpStep(seed: string, code: string, now: number): number | undefined {
  if (!/^\d{6}$/.test(code)) return undefined;
  const delta = totp(seed).validate({ token: code, timestamp: now, window: tolerance });
  return delta === null ? undefined : Math.floor(now / 1000 / parameters.period) + delta;
}

/** The code of this time: what an authenticator shows. */
export function totpCode(seed: string, now: number): string {
  return totp(seed).generate({ timestamp: now });
}

function totp(seed: string, names: { issuer?: string; label?: string } = {}): TOTP {
  return new TOTP({ ...parameters, ...names, secret: Secret.fromBase32(seed) });
}
