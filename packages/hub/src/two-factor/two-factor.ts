import type { Database } from '@slipway/database';
import type { Subject } from '../access/subject.ts';
import type { AuditActor } from '../audit/record-audit.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoginKeys, LoginLimiter } from '../ports/login-limiter.ts';
import { sealedContext, totpSeed } from '../secrets/sealed-columns.ts';
import type { SecretBox } from '../secrets/secret-box.ts';
import { InvalidSecondFactorError, TooManyAttemptsError } from '../sign-in/sign-in-error.ts';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import { recoveryCodeDigest } from './recovery-codes.ts';
import { totpStep } from './totp.ts';
import { addTwoFactorTicket, type TypedCode, useTwoFactorCode } from './two-factor-commands.ts';

/** From the right password to the second factor. */
const ticketMilliseconds = 5 * 60_000;
const ticketPrefix = 'slp_2fa_';

/** How a second factor was shown. */
export type SecondFactor = 'totp' | 'recovery-code';

/** Where a code came from. */
export interface CodeOrigin {
  readonly address: string;
  readonly client: string;
}

/** The second factor of a sign-in: whether an account has one, and whether a code fits. */
export class TwoFactor {
  readonly #database: Database<HubTables>;
  readonly #secrets: SecretBox;
  readonly #limiter: LoginLimiter;
  readonly #clock: Clock;

  constructor(options: {
    database: Database<HubTables>;
    secrets: SecretBox;
    limiter: LoginLimiter;
    clock: Clock;
  }) {
    this.#database = options.database;
    this.#secrets = options.secrets;
    this.#limiter = options.limiter;
    this.#clock = options.clock;
  }

  /** Whether a password alone does not let this account in. */
  async isOn(accountId: number): Promise<boolean> {
    const row = await this.#row(accountId);
    return row?.confirmed_at !== null && row !== undefined;
  }

  /**
   * For somebody whose password was right: what he shows together with a code, within five minutes,
   * to {@link verify}.
   */
  async begin({ accountId, credential }: Subject): Promise<string> {
    if (accountId === undefined || credential.kind !== 'password') {
      throw new Error('only a password is followed by a second factor');
    }
    const ticket = newSecret(ticketPrefix);
    const now = this.#clock();
    await this.#database.run(addTwoFactorTicket, {
      digest: secretDigest(ticket),
      accountId,
      generation: credential.generation,
      now,
      expiresAt: now + ticketMilliseconds,
    });
    return ticket;
  }

  /**
   * Who signs in with a ticket and a code: both are used up. Throws InvalidSecondFactorError,
   * TooManyAttemptsError.
   */
  async verify(
    ticket: string,
    code: string,
    origin: CodeOrigin,
  ): Promise<{ subject: Subject; method: SecondFactor }> {
    const ticketDigest = secretDigest(ticket);
    const found = await this.#database.query
      .selectFrom('hub_two_factor_tickets as ticket')
      .innerJoin('hub_accounts as account', 'account.id', 'ticket.account_id')
      .select(['account.id', 'account.name', 'account.is_administrator', 'ticket.generation'])
      .where('ticket.digest', '=', ticketDigest)
      .executeTakeFirst();
    if (!found) throw new InvalidSecondFactorError('expired');
    const method = await this.#use({ ...found, ticketDigest, code, origin });
    const subject: Subject = {
      accountId: found.id,
      name: found.name,
      administrator: found.is_administrator === 1,
      reach: reach.account,
      credential: { kind: 'password', generation: found.generation },
    };
    return { subject, method };
  }

  /** Uses a code of somebody who is signed in already. Throws as {@link verify} does. */
  async confirm(
    account: { readonly id: number; readonly name: string },
    code: string,
    origin: CodeOrigin,
  ): Promise<SecondFactor> {
    return this.#use({ ...account, ticketDigest: null, code, origin });
  }

  async #use(options: {
    readonly id: number;
    readonly name: string;
    readonly ticketDigest: string | null;
    readonly code: string;
    readonly origin: CodeOrigin;
  }): Promise<SecondFactor> {
    const { id, name, ticketDigest, origin } = options;
    // A colon is in no account's name: these counts are other than the password's.
    const keys: LoginKeys = { account: `2fa:${name}`, address: origin.address };
    const { allowed, retryAfterSeconds } = await this.#limiter.check(keys);
    if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
    const code = await this.#read(id, options.code);
    const actor: AuditActor = { id, name, ...origin };
    const now = this.#clock();
    const outcome = await this.#database.run(useTwoFactorCode, {
      ...{ accountId: id, ticketDigest, code, actor, now },
    });
    if (outcome.kind === 'right') {
      await this.#limiter.succeeded(keys);
      return code.kind === 'recovery' ? 'recovery-code' : 'totp';
    }
    await this.#limiter.failed(keys);
    if (outcome.kind === 'locked') {
      throw new TooManyAttemptsError(Math.max(1, Math.ceil((outcome.until - now) / 1000)));
    }
    throw new InvalidSecondFactorError(outcome.kind);
  }

  async #read(accountId: number, typed: string): Promise<TypedCode> {
    const digest = recoveryCodeDigest(typed);
    if (digest !== undefined) return { kind: 'recovery', digest };
    const row = await this.#row(accountId);
    if (!row) return { kind: 'wrong' };
    const seed = this.#secrets.open(row.sealed_seed, sealedContext(totpSeed, accountId));
    const step = totpStep(seed, typed.replaceAll(/\s/g, ''), this.#clock());
    return step === undefined
      ? { kind: 'wrong' }
      : { kind: 'totp', seededAt: row.created_at, step };
  }

  #row(accountId: number) {
    return this.#database.query
      .selectFrom('hub_totp')
      .select(['sealed_seed', 'created_at', 'confirmed_at'])
      .where('account_id', '=', accountId)
      .executeTakeFirst();
  }
}
