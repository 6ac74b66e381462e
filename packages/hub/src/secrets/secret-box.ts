import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { KeyRing } from './master-key.ts';

/** A sealed text that cannot be opened; never says what it holds. */
export class SecretBoxError extends Error {
  override readonly name = 'SecretBoxError';
}

/** The form of sealed texts: `s1.<key id>.<nonce, ciphertext and tag in base64url>`. */
const version = 's1';
const cipher = 'aes-256-gcm';
/** NIST SP 800-38D section 8.2.2: random nonces of 96 bits, far below 2^32 of them a key. */
const nonceLength = 12;
const tagLength = 16;

/**
 * Seals small secrets that the hub must read again (TOTP seeds, webhook secrets, client secrets) with
 * AES-256-GCM under the newest master key. The context (table, column and row) is authenticated with
 * it: a sealed text copied into another row does not open there.
 */
export class SecretBox {
  readonly #ring: KeyRing;

  constructor(ring: KeyRing) {
    this.#ring = ring;
  }

  /** The text, to be stored; every call gives another. */
  seal(secret: string, context: string): string {
    const [{ id, key }] = this.#ring.keys();
    const nonce = randomBytes(nonceLength);
    const sealing = createCipheriv(cipher, key, nonce).setAAD(associated(id, context));
    const text = Buffer.concat([sealing.update(secret, 'utf8'), sealing.final()]);
    const body = Buffer.concat([nonce, text, sealing.getAuthTag()]);
    return `${version}.${id}.${body.toString('base64url')}`;
  }

  /** What was sealed in this context. Throws SecretBoxError: another key, context or text. */
  open(sealed: string, context: string): string {
    const { id, body } = parts(sealed);
    const found = this.#ring.find(id);
    if (!found) {
      throw new SecretBoxError(
        `the secret of ${context} is sealed under the master key ${id}, which this hub does not have: add it to masterKey (SLIPWAY_MASTER_KEY) or to master.key`,
      );
    }
    const text = body.subarray(nonceLength, -tagLength);
    try {
      const opening = createDecipheriv(cipher, found.key, body.subarray(0, nonceLength))
        .setAAD(associated(id, context))
        .setAuthTag(body.subarray(-tagLength));
      return Buffer.concat([opening.update(text), opening.final()]).toString('utf8');
    } catch {
      throw new SecretBoxError(`the secret of ${context} was changed, or belongs to another row`);
    }
  }

  /** Whether the text is sealed under the key that new ones are sealed under. */
  isCurrent(sealed: string): boolean {
    return sealed.startsWith(sealedPrefix(this.#ring.keys()[0].id));
  }
}

/** What every text sealed under this key begins with: for counting them in the database. */
export function sealedPrefix(keyId: string): string {
  return `${version}.${keyId}.`;
}

function associated(keyId: string, context: string): Buffer {
  return Buffer.from(`${version}\0${keyId}\0${context}`);
}

function parts(sealed: string): { id: string; body: Buffer } {
  const [first, id = '', text = '', ...rest] = sealed.split('.');
  const body = Buffer.from(text, 'base64url');
  if (first !== version || rest.length > 0 || body.length < nonceLength + tagLength) {
    throw new SecretBoxError('this is no sealed text');
  }
  return { id, body };
}
