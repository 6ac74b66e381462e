import type { Command, Database, PreparedQuery } from '@slipway/database';
import { liveSubject } from '../access/live-identity.ts';
import type { LiveState } from '../access/live-state.ts';
import type { Subject } from '../access/subject.ts';
import type { Clock } from '../ports/clock.ts';
import type { HubTables, RefreshTokenRow } from '../tables.ts';
import { newSecret, refreshTokenPrefix, secretDigest } from './secret.ts';

/** One account keeps at most so many: each `docker login` makes one, the oldest go. */
const mostRefreshTokens = 200;

/** Adds a refresh token, and removes the account's expired and oldest ones. */
export const addRefreshToken: Command<
  HubTables,
  { readonly row: RefreshTokenRow; readonly now: number },
  void
> = {
  name: 'hub.add-refresh-token',
  async execute(transaction, { row, now }) {
    await transaction
      .deleteFrom('hub_refresh_tokens')
      .where('account_id', '=', row.account_id)
      .where((where) =>
        where.or([
          where('expires_at', '<=', now),
          where(
            'secret_digest',
            'in',
            where
              .selectFrom('hub_refresh_tokens as kept')
              .select('kept.secret_digest')
              .where('kept.account_id', '=', row.account_id)
              .orderBy('kept.created_at', 'desc')
              .orderBy('kept.secret_digest')
              .limit(1000)
              .offset(mostRefreshTokens - 1),
          ),
        ]),
      )
      .execute();
    await transaction.insertInto('hub_refresh_tokens').values(row).execute();
  },
};

/** Tokens that get registry tokens later without a password. They die with what they were got by. */
export class RefreshTokens {
  readonly #database: Database<HubTables>;
  readonly #live: LiveState;
  readonly #clock: Clock;
  readonly #lifeMilliseconds: number;
  readonly #byDigest: PreparedQuery<{ digest: string }, Omit<RefreshTokenRow, 'created_at'>>;

  constructor(options: {
    database: Database<HubTables>;
    live: LiveState;
    clock: Clock;
    lifeSeconds: number;
  }) {
    this.#database = options.database;
    this.#live = options.live;
    this.#clock = options.clock;
    this.#lifeMilliseconds = options.lifeSeconds * 1000;
    this.#byDigest = options.database.prepare((query, parameter) =>
      query
        .selectFrom('hub_refresh_tokens')
        .select([
          ...(['secret_digest', 'account_id', 'access_token_id'] as const),
          ...(['password_generation', 'client_id', 'expires_at'] as const),
        ])
        .where('secret_digest', '=', parameter('digest')),
    );
  }

  /** A new one for somebody who has just signed in; undefined for nobody. */
  async issue(subject: Subject, clientId: string): Promise<string | undefined> {
    const { accountId, credential } = subject;
    if (accountId === undefined || credential.kind === 'anonymous') return undefined;
    const token = newSecret(refreshTokenPrefix);
    const now = this.#clock();
    await this.#database.run(addRefreshToken, {
      now,
      row: {
        secret_digest: secretDigest(token),
        account_id: accountId,
        access_token_id: credential.kind === 'access-token' ? credential.id : null,
        password_generation: credential.kind === 'password' ? credential.generation : 0,
        client_id: clientId.slice(0, 100),
        created_at: now,
        expires_at: now + this.#lifeMilliseconds,
      },
    });
    return token;
  }

  /** Whose it is, or undefined where it is none, expired, or what it was got by no longer holds. */
  async redeem(token: string): Promise<Subject | undefined> {
    if (!token.startsWith(refreshTokenPrefix) || token.length > 100) return undefined;
    const row = await this.#byDigest.first({ digest: secretDigest(token) });
    if (row === undefined || row.expires_at <= this.#clock()) return undefined;
    const identity = {
      accountId: row.account_id,
      credential:
        row.access_token_id === null
          ? ({ kind: 'password', generation: row.password_generation } as const)
          : ({ kind: 'access-token', id: row.access_token_id } as const),
    };
    return (await liveSubject(identity, this.#live, this.#clock))?.subject;
  }
}
