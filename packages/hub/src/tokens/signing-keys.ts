import type { Database } from '@slipway/database';
import {
  type CryptoKey,
  calculateJwkThumbprint,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
} from 'jose';
import type { AuditActor } from '../audit/record-audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { Log } from '../ports/log.ts';
import { sealedContext, signingKey } from '../secrets/sealed-columns.ts';
import { type SecretBox, SecretBoxError } from '../secrets/secret-box.ts';
import type { HubTables, SigningKeyRow } from '../tables.ts';
import { type EnsureSigningKey, ensureSigningKey } from './signing-key-commands.ts';

/** Well below the time that a new key is published before it signs. */
const reloadMilliseconds = 20_000;

interface SigningKey {
  readonly kid: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
  readonly publicJwk: JWK;
  readonly signsFrom: number;
  readonly verifiesUntil: number;
}

/**
 * The keys that tokens are signed with, as this process last read them. Every process signs with
 * the same key and accepts those of before and after it, so that rotation is felt by nobody.
 */
export class SigningKeys {
  readonly #database: Database<HubTables>;
  readonly #secrets: SecretBox;
  readonly #log: Log;
  readonly #clock: Clock;
  readonly #maximumAgeMilliseconds: number;
  readonly #tokenLifeMilliseconds: number;
  #keys: readonly SigningKey[] = [];
  #unreadable: ReadonlySet<string> = new Set();
  #loading: Promise<void> | undefined;
  #loadedAt = Number.NEGATIVE_INFINITY;
  #onWithdrawn: () => void = () => {};

  constructor(options: {
    database: Database<HubTables>;
    secrets: SecretBox;
    log: Log;
    clock: Clock;
    maximumAgeSeconds: number;
    tokenLifeSeconds: number;
  }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#log = options.log;
    this.#clock = options.clock;
    this.#maximumAgeMilliseconds = options.maximumAgeSeconds * 1000;
    this.#tokenLifeMilliseconds = options.tokenLifeSeconds * 1000;
  }

  /** Called when a key is gone, so that whoever remembers what it signed forgets it. */
  onWithdrawn(listener: () => void): void {
    this.#onWithdrawn = listener;
  }

  /** The key to sign with now, made first if there is none or it is too old. */
  async current(): Promise<{ kid: string; privateKey: CryptoKey }> {
    await this.#refresh();
    const usable = this.#usable();
    if (usable && usable.signsFrom + this.#maximumAgeMilliseconds > this.#clock()) return usable;
    await this.#add('due');
    const added = this.#usable();
    if (!added) throw new Error('no signing key can be read from the database after adding one');
    return added;
  }

  /** The public key of this id, or undefined where none is accepted. */
  async verifier(kid: string): Promise<CryptoKey | undefined> {
    await this.#refresh();
    const known = this.#find(kid);
    if (known) return known.publicKey;
    // Perhaps another process has just made it. Ids are free to invent: at most one look a second.
    if (this.#clock() - this.#loadedAt < 1000) return undefined;
    await this.#load();
    return this.#find(kid)?.publicKey;
  }

  /** The keys that tokens may be signed with, for publication (RFC 7517). */
  async published(): Promise<{ keys: JWK[] }> {
    await this.current();
    const now = this.#clock();
    return {
      keys: this.#keys.filter((key) => key.verifiesUntil > now).map((key) => key.publicJwk),
    };
  }

  /** Adds a new key; see {@link EnsureSigningKey} for the reasons. */
  async rotate(reason: 'rotate' | 'compromised', actor?: AuditActor): Promise<void> {
    await this.#add(reason, actor);
  }

  #usable(): SigningKey | undefined {
    const now = this.#clock();
    return this.#keys.find((key) => key.signsFrom <= now && key.verifiesUntil > now);
  }

  #find(kid: string): SigningKey | undefined {
    const now = this.#clock();
    return this.#keys.find((key) => key.kid === kid && key.verifiesUntil > now);
  }

  async #add(reason: EnsureSigningKey['reason'], actor?: AuditActor): Promise<void> {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const kid = await calculateJwkThumbprint(await exportJWK(publicKey));
    await this.#database.run(ensureSigningKey, {
      kid,
      sealedJwk: this.#secrets.seal(
        JSON.stringify(await exportJWK(privateKey)),
        sealedContext(signingKey, kid),
      ),
      now: this.#clock(),
      maximumAgeMilliseconds: this.#maximumAgeMilliseconds,
      tokenLifeMilliseconds: this.#tokenLifeMilliseconds,
      unreadable: [...this.#unreadable],
      ...{ reason, actor },
    });
    await this.#load();
  }

  async #refresh(): Promise<void> {
    const age = this.#clock() - this.#loadedAt;
    if (age < 0 || age >= reloadMilliseconds) await this.#load();
  }

  #load(): Promise<void> {
    this.#loading ??= this.#read().finally(() => {
      this.#loading = undefined;
    });
    return this.#loading;
  }

  async #read(): Promise<void> {
    const readAt = this.#clock();
    const rows = await this.#database.query
      .selectFrom('hub_signing_keys')
      .selectAll()
      .orderBy('signs_from', 'desc')
      .orderBy('kid')
      .execute();
    const before = this.#keys;
    const unreadable = new Set<string>();
    const read = rows.map(async (row): Promise<SigningKey | undefined> => {
      const known = before.find((key) => key.kid === row.kid) ?? (await this.#open(row));
      if (known === undefined) {
        unreadable.add(row.kid);
        return undefined;
      }
      const verifiesUntil = row.verifies_until ?? Number.POSITIVE_INFINITY;
      return { ...known, signsFrom: row.signs_from, verifiesUntil };
    });
    this.#keys = (await Promise.all(read)).filter((key) => key !== undefined);
    this.#unreadable = unreadable;
    this.#loadedAt = readAt;
    if (before.some((key) => !this.#find(key.kid))) this.#onWithdrawn();
  }

  /** Undefined where it does not open: others may, and a new one can be made. */
  async #open({ kid, sealed_jwk: sealed }: SigningKeyRow) {
    try {
      return await importKey(kid, this.#secrets.open(sealed, sealedContext(signingKey, kid)));
    } catch (err) {
      if (!(err instanceof SecretBoxError)) throw err;
      if (!this.#unreadable.has(kid)) {
        this.#log.error(
          { err },
          'a signing key cannot be opened: its tokens are not accepted here',
        );
      }
      return undefined;
    }
  }
}

async function importKey(kid: string, privateJwk: string) {
  const { d, ...publicPart } = JSON.parse(privateJwk) as JWK;
  const publicJwk: JWK = { ...publicPart, kid, alg: 'ES256', use: 'sig' };
  return {
    kid,
    privateKey: (await importJWK({ ...publicPart, ...(d ? { d } : {}) }, 'ES256')) as CryptoKey,
    publicKey: (await importJWK(publicJwk, 'ES256')) as CryptoKey,
    publicJwk,
  };
}
