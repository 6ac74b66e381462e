import { createHash, createSecretKey, type KeyObject } from 'node:crypto';

/** What other secrets are encrypted under. As an object of Node's it prints without its bytes. */
export interface MasterKey {
  /** Stands in every sealed text; tells nothing of the key. */
  readonly id: string;
  readonly key: KeyObject;
}

/** The master keys of a hub. */
export interface KeyRing {
  /** Newest first: the first one encrypts, all decrypt. Read anew wherever keys may have changed. */
  keys(): readonly [MasterKey, ...MasterKey[]];
  /** The key of this id, also one that another process has added since. */
  find(id: string): MasterKey | undefined;
}

/** In bytes: AES-256's. */
export const masterKeyLength = 32;

/** A master key of these bytes. Throws RangeError where their number is another. */
export function masterKey(bytes: Uint8Array): MasterKey {
  if (bytes.length !== masterKeyLength) {
    throw new RangeError(`a master key has ${masterKeyLength} bytes, not ${bytes.length}`);
  }
  const digest = createHash('sha256').update('slipway master key id\0').update(bytes).digest();
  return { id: digest.subarray(0, 8).toString('hex'), key: createSecretKey(bytes) };
}

/** Keys in base64 with commas or line ends between, newest first; undefined where one is none. */
export function parseMasterKeys(text: string): [MasterKey, ...MasterKey[]] | undefined {
  const parts = text.split(/[,\s]+/).filter((part) => part !== '');
  const keys = parts.map((part) => Buffer.from(part, 'base64'));
  // Node reads past what is no base64: only what it would write again is taken.
  const whole = keys.every(
    (bytes, index) => bytes.length === masterKeyLength && bytes.toString('base64') === parts[index],
  );
  const [first, ...rest] = keys.map((bytes) => (whole ? masterKey(bytes) : undefined));
  return first && whole ? [first, ...(rest as MasterKey[])] : undefined;
}

/** A ring of keys that an operator set: they change with a restart only. */
export function fixedKeyRing(keys: readonly [MasterKey, ...MasterKey[]]): KeyRing {
  return { keys: () => keys, find: (id) => keys.find((key) => key.id === id) };
}
