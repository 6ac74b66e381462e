import { spawnSync } from 'node:child_process';
import { createHash, createPrivateKey, createPublicKey, type KeyObject, sign } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const issuer = 'bench';
export const service = 'bench';

/** A key whose tokens docker-registry trusts through `auth.token.rootcertbundle`. */
export interface SigningKey {
  readonly key: KeyObject;
  readonly certificateFile: string;
}

/** Makes a self-signed P-256 key in the folder, by the `openssl` command. */
export function createSigningKey(folder: string): SigningKey {
  const keyFile = join(folder, 'key.pem');
  const certificateFile = join(folder, 'certificate.pem');
  const made = spawnSync(
    'openssl',
    ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
      .concat(['-keyout', keyFile, '-out', certificateFile])
      .concat(['-days', '2', '-subj', '/CN=bench']),
    { encoding: 'utf8' },
  );
  if (made.status !== 0) throw new Error(`openssl made no key: ${made.error ?? made.stderr}`);
  return { key: createPrivateKey(readFileSync(keyFile)), certificateFile };
}

/** A token to pull from and push to one repository, valid for an hour. */
export function signToken({ key }: SigningKey, repository: string): string {
  const now = Math.floor(Date.now() / 1000);
  const claims = {
    iss: issuer,
    aud: service,
    sub: 'admin',
    jti: `${now}`,
    nbf: now - 60,
    iat: now,
    exp: now + 3600,
    access: [{ type: 'repository', name: repository, actions: ['pull', 'push'] }],
  };
  const header = { typ: 'JWT', alg: 'ES256', kid: keyId(key) };
  const signed = [header, claims]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');
  const signature = sign('sha256', Buffer.from(signed), { key, dsaEncoding: 'ieee-p1363' });
  return `${signed}.${signature.toString('base64url')}`;
}

/**
 * libtrust's key id, which docker-registry 2.8 looks a `kid` up by: 240 bits of the public key's
 * SHA-256 in base32, by four characters.
 */
function keyId(key: KeyObject): string {
  const publicKey = createPublicKey(key).export({ type: 'spki', format: 'der' });
  const bits = createHash('sha256').update(publicKey).digest().subarray(0, 30);
  return (base32(bits).match(/.{4}/g) ?? []).join(':');
}

function base32(bytes: Uint8Array): string {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const binary = [...bytes].map((byte) => byte.toString(2).padStart(8, '0')).join('');
  const fives = binary.match(/.{5}/g) ?? [];
  return fives.map((five) => alphabet[Number.parseInt(five, 2)]).join('');
}
