import {
  createHash,
  generateKeyPairSync,
  type KeyObject,
  randomBytes,
  sign as signBytes,
} from 'node:crypto';

/** What the hub answers to "begin". */
interface CeremonyOptions {
  readonly challenge: string;
  readonly rp?: { readonly id: string };
  readonly rpId?: string;
  readonly user?: { readonly id: string };
}

/** What a test may have go wrong. */
export interface Misbehaviour {
  /** Where the browser believes it is. */
  readonly origin?: string;
  /** Whom the authenticator believes it talks to. */
  readonly rpId?: string;
  /** Without the user having been verified (no fingerprint, no PIN). */
  readonly unverified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
}

const flags = { present: 0x01, verified: 0x04, attested: 0x40 };

/** A browser with an authenticator that holds one passkey: WebAuthn level 3, ES256, as far as tests need. */
export class SoftwareAuthenticator {
  readonly #origin: string;
  readonly #id = randomBytes(32);
  readonly #publicKey: KeyObject;
  readonly #privateKey: KeyObject;
  #userHandle = '';
  #counter = 0;

  constructor(origin: string) {
    this.#origin = origin;
    const pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    this.#publicKey = pair.publicKey;
    this.#privateKey = pair.privateKey;
  }

  /** `navigator.credentials.create`, as JSON. */
  create(options: CeremonyOptions, wrong: Misbehaviour = {}) {
    this.#userHandle = options.user?.id ?? '';
    const authenticatorData = Buffer.concat([
      this.#authenticatorData(options.rp?.id ?? '', wrong, flags.attested),
      // No AAGUID: nobody says what kind of device it is.
      Buffer.alloc(16),
      Buffer.from([this.#id.length >> 8, this.#id.length & 0xff]),
      this.#id,
      this.#coseKey(),
    ]);
    const attestationObject = cborMap([
      [cborText('fmt'), cborText('none')],
      [cborText('attStmt'), cborMap([])],
      [cborText('authData'), cborBytes(authenticatorData)],
    ]);
    return this.#credential({
      clientDataJSON: this.#clientData('webauthn.create', options, wrong).toString('base64url'),
      attestationObject: attestationObject.toString('base64url'),
      transports: ['internal'],
    });
  }

  /** `navigator.credentials.get`, as JSON. */
  get(options: CeremonyOptions, wrong: Misbehaviour = {}) {
    this.#counter += 1;
    const authenticatorData = this.#authenticatorData(options.rpId ?? '', wrong, 0);
    const clientData = this.#clientData('webauthn.get', options, wrong);
    const signed = Buffer.concat([
      authenticatorData,
      createHash('sha256').update(clientData).digest(),
    ]);
    return this.#credential({
      clientDataJSON: clientData.toString('base64url'),
      authenticatorData: authenticatorData.toString('base64url'),
      signature: signBytes('sha256', signed, this.#privateKey).toString('base64url'),
      userHandle: wrong.userHandle ?? this.#userHandle,
    });
  }

  #credential<Response extends object>(response: Response) {
    const id = this.#id.toString('base64url');
    return { id, rawId: id, type: 'public-key', response, clientExtensionResults: {} };
  }

  #clientData(type: string, options: CeremonyOptions, wrong: Misbehaviour): Buffer {
    const origin = wrong.origin ?? this.#origin;
    const { challenge } = options;
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  #authenticatorData(rpId: string, wrong: Misbehaviour, more: number): Buffer {
    const data = Buffer.alloc(37);
    createHash('sha256')
      .update(wrong.rpId ?? rpId)
      .digest()
      .copy(data);
    data.writeUInt8(flags.present | (wrong.unverified ? 0 : flags.verified) | more, 32);
    data.writeUInt32BE(wrong.counter ?? this.#counter, 33);
    return data;
  }

  /** RFC 9053 section 7.1.1: an EC2 key on P-256 for ES256. */
  #coseKey(): Buffer {
    const { x = '', y = '' } = this.#publicKey.export({ format: 'jwk' });
    return cborMap([
      [cborInteger(1), cborInteger(2)],
      [cborInteger(3), cborInteger(-7)],
      [cborInteger(-1), cborInteger(1)],
      [cborInteger(-2), cborBytes(Buffer.from(x, 'base64url'))],
      [cborInteger(-3), cborBytes(Buffer.from(y, 'base64url'))],
    ]);
  }
}

/** RFC 8949 section 3: a major type and a length or value. */
function cborHead(major: number, value: number): Buffer {
  if (value < 24) return Buffer.from([(major << 5) | value]);
  if (value < 256) return Buffer.from([(major << 5) | 24, value]);
  return Buffer.from([(major << 5) | 25, value >> 8, value & 0xff]);
}

function cborInteger(value: number): Buffer {
  return value < 0 ? cborHead(1, -1 - value) : cborHead(0, value);
}

function cborBytes(bytes: Buffer): Buffer {
  return Buffer.concat([cborHead(2, bytes.length), bytes]);
}

function cborText(text: string): Buffer {
  return Buffer.concat([cborHead(3, Buffer.byteLength(text)), Buffer.from(text)]);
}

function cborMap(entries: readonly (readonly [Buffer, Buffer])[]): Buffer {
  return Buffer.concat([cborHead(5, entries.length), ...entries.flat()]);
}
