import type { Database, PreparedQuery } from '@slipway/database';
import { liveSubject } from '../access/live-identity.ts';
import type { LiveState } from '../access/live-state.ts';
import type { Subject } from '../access/subject.ts';
import type { PasswordHasher } from '../accounts/password-hasher.ts';
import { VerifiedPasswords } from '../accounts/verified-passwords.ts';
import type { Clock } from '../ports/clock.ts';
import type { LoginKeys, LoginLimiter } from '../ports/login-limiter.ts';
import type { HubTables } from '../tables.ts';
import { reach, reachOfScopes } from '../tokens/scopes.ts';
import { isAccessToken, secretDigest } from '../tokens/secret.ts';
import type { UsageRecorder } from '../usage/usage-recorder.ts';
import {
  InvalidCredentialsError,
  SecondFactorRequiredError,
  TooManyAttemptsError,
} from './sign-in-error.ts';

/** What somebody shows to sign in. */
export interface SignInAttempt {
  readonly name: string;
  /** A password or a personal access token. */
  readonly secret: string;
  /** The client's address. */
  readonly address: string;
  /**
   * `asked`: the caller goes on to ask for the second factor, where the account has one. Otherwise
   * the password alone of such an account is refused.
   */
  readonly secondFactor?: 'asked' | undefined;
}

interface PasswordRow {
  readonly id: number;
  readonly name: string;
  readonly password_hash: string | null;
  readonly password_generation: number;
  readonly is_administrator: number;
  readonly closed_at: number | null;
  /** Since when two-factor authentication is on; null: it is not. */
  readonly two_factor_at: number | null;
}

interface TokenRow {
  readonly id: string;
  readonly scopes: string;
  readonly expires_at: number | null;
  readonly revoked_at: number | null;
  readonly account_id: number;
  readonly name: string;
  readonly is_administrator: number;
  readonly closed_at: number | null;
}

const longestSecret = 1024;

/** Checks names with passwords or access tokens. */
export class SignIn {
  readonly #limiter: LoginLimiter;
  readonly #hasher: PasswordHasher;
  readonly #usage: UsageRecorder;
  readonly #clock: Clock;
  readonly #live: LiveState;
  readonly #verified: VerifiedPasswords;
  readonly #accountByName: PreparedQuery<{ name: string }, PasswordRow>;
  readonly #tokenByDigest: PreparedQuery<{ digest: string }, TokenRow>;

  constructor(options: {
    database: Database<HubTables>;
    limiter: LoginLimiter;
    hasher: PasswordHasher;
    usage: UsageRecorder;
    live: LiveState;
    clock: Clock;
  }) {
    this.#limiter = options.limiter;
    this.#hasher = options.hasher;
    this.#usage = options.usage;
    this.#clock = options.clock;
    this.#live = options.live;
    this.#verified = new VerifiedPasswords(options.clock);
    this.#accountByName = options.database.prepare((query, parameter) =>
      query
        .selectFrom('hub_accounts')
        .leftJoin('hub_totp', 'hub_totp.account_id', 'hub_accounts.id')
        .select([
          ...(['id', 'name', 'password_hash', 'password_generation'] as const),
          ...(['is_administrator', 'closed_at'] as const),
          'hub_totp.confirmed_at as two_factor_at',
        ])
        .where('name', '=', parameter('name')),
    );
    this.#tokenByDigest = options.database.prepare((query, parameter) =>
      query
        .selectFrom('hub_access_tokens as token')
        .innerJoin('hub_accounts as account', 'account.id', 'token.account_id')
        .select([
          ...(['token.id', 'token.scopes', 'token.expires_at', 'token.revoked_at'] as const),
          ...(['token.account_id', 'account.name'] as const),
          ...(['account.is_administrator', 'account.closed_at'] as const),
        ])
        .where('token.secret_digest', '=', parameter('digest')),
    );
  }

  /**
   * Who signs in. Throws InvalidCredentialsError, TooManyAttemptsError, TooBusyError.
   *
   * What is known to be right (a valid access token, a password checked a moment ago) is not counted
   * and not held up: somebody else's failed guesses must not stop an account's builds.
   */
  async signIn(attempt: SignInAttempt): Promise<Subject> {
    const name = attempt.name.toLowerCase();
    const keys: LoginKeys = { account: name.slice(0, 100), address: attempt.address };
    if (attempt.secret.length > longestSecret) return this.#fail(keys);
    if (isAccessToken(attempt.secret)) {
      const found = await this.#byAccessToken(name, attempt.secret);
      return (found && (await this.#now(found))) ?? this.#fail(keys);
    }
    const { subject, owesFactor } = await this.#byPassword(name, attempt.secret, keys);
    if (owesFactor && attempt.secondFactor !== 'asked') throw new SecondFactorRequiredError();
    return (await this.#now(subject)) ?? this.#fail(keys);
  }

  /** As decisions see him: what he is limited to is said with him. */
  async #now(subject: Subject): Promise<Subject | undefined> {
    return (await liveSubject(subject, this.#live, this.#clock))?.subject;
  }

  async #byAccessToken(name: string, secret: string): Promise<Subject | undefined> {
    const row = await this.#tokenByDigest.first({ digest: secretDigest(secret) });
    if (row === undefined || row.name !== name) return undefined;
    if (row.revoked_at !== null || row.closed_at !== null) return undefined;
    if (row.expires_at !== null && row.expires_at <= this.#clock()) return undefined;
    this.#usage.tokenUsed(row.id);
    return {
      accountId: row.account_id,
      name: row.name,
      administrator: row.is_administrator === 1,
      reach: reachOfScopes(row.scopes),
      credential: { kind: 'access-token', id: row.id },
    };
  }

  async #byPassword(name: string, password: string, keys: LoginKeys) {
    const row = await this.#accountByName.first({ name });
    const account = row?.closed_at === null ? row : undefined;
    const version = account && { id: account.id, generation: account.password_generation };
    if (!version || !this.#verified.has(version, password)) {
      await this.#mayTry(keys);
      // Without an account the same work is done, so that time tells nothing.
      const right = await this.#hasher.verify(account?.password_hash, password);
      if (!account || !version || !right) return this.#fail(keys);
      this.#verified.add(version, password);
      await this.#limiter.succeeded(keys);
    }
    const subject: Subject = {
      accountId: version.id,
      name,
      administrator: account?.is_administrator === 1,
      reach: reach.account,
      credential: { kind: 'password', generation: version.generation },
    };
    return { subject, owesFactor: typeof account?.two_factor_at === 'number' };
  }

  async #mayTry(keys: LoginKeys): Promise<void> {
    const { allowed, retryAfterSeconds } = await this.#limiter.check(keys);
    if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
  }

  async #fail(keys: LoginKeys): Promise<never> {
    await this.#mayTry(keys);
    await this.#limiter.failed(keys);
    throw new InvalidCredentialsError();
  }
}
