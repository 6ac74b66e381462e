import { randomBytes, randomUUID } from 'node:crypto';
import type { Database, PreparedQuery } from '@slipway/database';
import { liveSubject } from '../access/live-identity.ts';
import type { LiveState } from '../access/live-state.ts';
import type { Subject } from '../access/subject.ts';
import type { HubSettings } from '../hub-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { HubTables } from '../tables.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import { openSession, touchSession } from './session-commands.ts';
import { noSessionCookie, readSessionCookie, sessionCookie } from './session-cookie.ts';
import type { SessionRow } from './session-tables.ts';

/** What the secret in a cookie begins with. */
const sessionPrefix = 'slp_ses_';

/** The secret is replaced when it is so old; the one before is good for requests under way. */
const rotateAfter = 15 * 60_000;
const previousGoodFor = 30_000;
/** A session's last use is written this seldom. */
const touchAfter = 60_000;

/** A browser's session, as its request has it. */
export interface RequestSession {
  readonly id: string;
  readonly csrfToken: string;
  readonly method: string;
  readonly createdAt: number;
  readonly expiresAt: number;
  readonly confirmedAt: number;
}

/** Whoever a cookie stands for. */
export interface FoundSession {
  readonly subject: Subject;
  readonly session: RequestSession;
  /** A Set-Cookie header, where the browser gets a new secret. */
  readonly cookie: string | undefined;
}

/** What of a request matters here. */
export interface SessionRequest {
  readonly cookieHeader: string | undefined;
  readonly origin: string;
  readonly address: string;
}

type FoundRow = Omit<SessionRow, 'confirmed_at'> & { confirmed_at: number };

/** Browsers' sessions: a secret in a cookie, of which only the digest is kept. */
export class BrowserSessions {
  readonly #database: Database<HubTables>;
  readonly #live: LiveState;
  readonly #clock: Clock;
  readonly #settings: HubSettings;
  readonly #byDigest: PreparedQuery<{ current: string; previous: string }, FoundRow>;

  constructor(options: {
    database: Database<HubTables>;
    live: LiveState;
    clock: Clock;
    settings: HubSettings;
  }) {
    this.#database = options.database;
    this.#live = options.live;
    this.#clock = options.clock;
    this.#settings = options.settings;
    this.#byDigest = options.database.prepare((query, parameter) =>
      query
        .selectFrom('hub_sessions')
        .selectAll()
        .where('secret_digest', '=', parameter('current'))
        .unionAll(
          query
            .selectFrom('hub_sessions')
            .selectAll()
            .where('previous_digest', '=', parameter('previous')),
        ),
    );
  }

  /** Whom the request's cookie stands for; undefined without one, `ended` where it is good no more. */
  async find(request: SessionRequest): Promise<FoundSession | 'ended' | undefined> {
    const place = { origin: request.origin, pathPrefix: this.#settings.pathPrefix };
    const secret = readSessionCookie(request.cookieHeader, place);
    if (secret === undefined || secret === '') return undefined;
    if (!secret.startsWith(sessionPrefix) || secret.length > 100) return 'ended';
    const digest = secretDigest(secret);
    const row = await this.#byDigest.first({ current: digest, previous: digest });
    const now = this.#clock();
    if (row === undefined || row.expires_at <= now) return 'ended';
    const isPrevious = row.secret_digest !== digest;
    if (isPrevious && now - row.rotated_at > previousGoodFor) return 'ended';
    const subject = await this.#subject(row);
    if (subject === undefined) return 'ended';
    const renewed = isPrevious ? {} : await this.#touch(row, request, now);
    return {
      subject,
      session: {
        ...{ id: row.id, csrfToken: row.csrf_token, method: row.method },
        ...{ createdAt: row.created_at, confirmedAt: row.confirmed_at },
        expiresAt: renewed.expiresAt ?? row.expires_at,
      },
      cookie: renewed.cookie,
    };
  }

  /** Signs a browser in; undefined where the account was closed or its password changed meanwhile. */
  async open(
    account: { readonly id: number; readonly generation: number; readonly method: string },
    request: { readonly origin: string; readonly address: string; readonly agent: string },
  ): Promise<{ readonly id: string; readonly cookie: string } | undefined> {
    const secret = newSecret(sessionPrefix);
    const now = this.#clock();
    const id = randomUUID();
    const outcome = await this.#database.run(openSession, {
      row: {
        id,
        account_id: account.id,
        secret_digest: secretDigest(secret),
        previous_digest: null,
        csrf_token: randomBytes(24).toString('base64url'),
        generation: account.generation,
        created_at: now,
        rotated_at: now,
        last_seen_at: now,
        expires_at: this.#expiry(now, now),
        address: request.address,
        user_agent: request.agent.slice(0, 300),
        method: account.method,
        confirmed_at: now,
      },
    });
    if (outcome === 'stale') return undefined;
    this.#live.accounts.forget(account.id);
    return { id, cookie: this.#cookie(secret, request.origin) };
  }

  /** The Set-Cookie header that takes the cookie away. */
  removal(origin: string): string {
    return noSessionCookie({ origin, pathPrefix: this.#settings.pathPrefix });
  }

  async #subject(row: FoundRow): Promise<Subject | undefined> {
    const { id, account_id: accountId, generation } = row;
    const known = this.#live.sessions.peek(id);
    if (known !== undefined && known.value?.generation !== generation) {
      this.#live.sessions.forget(id);
    }
    const identity = { accountId, credential: { kind: 'session', id, generation } as const };
    return (await liveSubject(identity, this.#live, this.#clock))?.subject;
  }

  async #touch(
    row: FoundRow,
    request: SessionRequest,
    now: number,
  ): Promise<{ cookie?: string; expiresAt?: number }> {
    const rotates = now - row.rotated_at >= rotateAfter;
    if (!rotates && now - row.last_seen_at < touchAfter) return {};
    const next = rotates ? newSecret(sessionPrefix) : undefined;
    const expiresAt = this.#expiry(row.created_at, now);
    const done = await this.#database.run(touchSession, {
      ...{ id: row.id, shownDigest: row.secret_digest, address: request.address, now, expiresAt },
      nextDigest: next && secretDigest(next),
    });
    // Another request has just done it.
    if (!done) return {};
    this.#live.sessions.forget(row.id);
    return next === undefined
      ? { expiresAt }
      : { expiresAt, cookie: this.#cookie(next, request.origin) };
  }

  #expiry(createdAt: number, now: number): number {
    const { sessionSeconds, sessionIdleSeconds } = this.#settings;
    return Math.min(createdAt + sessionSeconds * 1000, now + sessionIdleSeconds * 1000);
  }

  #cookie(secret: string, origin: string): string {
    const { pathPrefix, sessionSeconds } = this.#settings;
    return sessionCookie(secret, { origin, pathPrefix }, sessionSeconds);
  }
}
