import type { Database } from '@slipway/database';
import type { Clock } from '../ports/clock.ts';
import type { AccessTokenRow, AccountKind, AccountRow, HubTables, Visibility } from '../tables.ts';
import { type Reach, reachOfScopes } from '../tokens/scopes.ts';
import { FreshCache } from './fresh-cache.ts';
import { grantsReader } from './grants.ts';
import { readRestriction } from './restriction.ts';
import { type Grants, grantedStanding, plainStanding, type Standing } from './standing.ts';
import type { Restriction, Subject } from './subject.ts';

/** What decides whether a credential of an account still holds. */
export interface LiveAccount {
  readonly id: number;
  readonly name: string;
  readonly generation: number;
  readonly administrator: boolean;
  /** Whether he must confirm his e-mail address before he may do more than read. */
  readonly unverified: boolean;
  readonly organization: boolean;
  readonly closed: boolean;
}

/** What decides whether an access token still holds. */
export interface LiveToken {
  readonly accountId: number;
  readonly reach: Reach;
  readonly revoked: boolean;
  readonly expiresAt: number | undefined;
  readonly only: Restriction | undefined;
}

/** What decides whether a browser's session still holds. */
export interface LiveSession {
  readonly accountId: number;
  readonly generation: number;
  readonly expiresAt: number;
}

/** A repository as policy sees it. */
export interface LiveRepository {
  readonly id: number;
  readonly name: string;
  readonly visibility: Visibility;
  readonly sparse: boolean;
  readonly closed: boolean;
  readonly archived: boolean;
  /** Its true name, where `name` is one that it had before. */
  readonly canonicalName?: string;
}

/** The place that a repository's name denotes, whether or not there is a repository. */
export interface Place {
  /** Undefined where no account has the name. */
  readonly namespace: { readonly id: number; readonly kind: AccountKind } | undefined;
  readonly repository: LiveRepository | undefined;
}

interface PlaceRow {
  readonly namespace_id: number;
  readonly kind: AccountKind;
  readonly namespace_closed_at: number | null;
  readonly id: number | null;
  readonly visibility: Visibility | null;
  readonly sparse: number | null;
  readonly closed_at: number | null;
  readonly archived_at: number | null;
}

/** Accounts, access tokens and repositories as they were at most half a second ago. */
export class LiveState {
  readonly accounts: FreshCache<number, LiveAccount | undefined>;
  readonly tokens: FreshCache<string, LiveToken | undefined>;
  readonly sessions: FreshCache<string, LiveSession | undefined>;
  readonly places: FreshCache<string, Place>;
  /** By account, namespace and repository. */
  readonly grants: FreshCache<string, Grants>;

  constructor(database: Database<HubTables>, clock: Clock) {
    const readGrants = grantsReader(database);
    this.grants = new FreshCache({
      load: (key) => {
        const [account = 0, namespace = 0, repository = 0] = key.split(' ').map(Number);
        return readGrants({ account, namespace, repository });
      },
      clock,
      capacity: 50_000,
    });
    this.sessions = new FreshCache({ load: sessionReader(database), clock, capacity: 20_000 });
    this.accounts = new FreshCache({ load: accountReader(database), clock, capacity: 20_000 });
    this.tokens = new FreshCache({ load: tokenReader(database), clock, capacity: 20_000 });
    this.places = new FreshCache({
      load: placeReader(database),
      // A push that creates a repository goes on at once, on any worker: absence is not remembered.
      isHeld: (place) => place.repository !== undefined,
      clock,
      capacity: 20_000,
    });
  }

  /** What the subject is to the place, where memory says so. */
  peekStanding(subject: Subject, place: Place): Standing | undefined {
    const plain = plainStanding(subject, place);
    if (plain !== undefined) return plain;
    const held = this.grants.peek(grantsKey(subject, place));
    return held && grantedStanding(held.value);
  }

  /** What the subject is to the place: at most half a second old, or read anew. */
  async standing(subject: Subject, place: Place, look: 'get' | 'getAnew'): Promise<Standing> {
    const plain = plainStanding(subject, place);
    if (plain !== undefined) return plain;
    return grantedStanding((await this.grants[look](grantsKey(subject, place))).value);
  }
}

function grantsKey(subject: Subject, { namespace, repository }: Place): string {
  return `${subject.accountId ?? 0} ${namespace?.id ?? 0} ${repository?.id ?? 0}`;
}

function sessionReader(database: Database<HubTables>) {
  const byId = database.prepare<
    { id: string },
    { account_id: number; generation: number; expires_at: number }
  >((query, parameter) =>
    query
      .selectFrom('hub_sessions')
      .select(['account_id', 'generation', 'expires_at'])
      .where('id', '=', parameter('id')),
  );
  return async (id: string): Promise<LiveSession | undefined> => {
    const row = await byId.first({ id });
    return (
      row && { accountId: row.account_id, generation: row.generation, expiresAt: row.expires_at }
    );
  };
}

function accountReader(database: Database<HubTables>) {
  const byId = database.prepare<
    { id: number },
    Pick<AccountRow, 'name' | 'kind' | 'password_generation' | 'is_administrator' | 'closed_at'> & {
      unverified: number;
    }
  >((query, parameter) =>
    query
      .selectFrom('hub_accounts')
      .select([
        ...(['name', 'kind', 'password_generation', 'is_administrator'] as const),
        ...(['closed_at', 'unverified'] as const),
      ])
      .where('id', '=', parameter('id')),
  );
  return async (id: number): Promise<LiveAccount | undefined> => {
    const row = await byId.first({ id });
    return (
      row && {
        id,
        name: row.name,
        generation: row.password_generation,
        administrator: row.is_administrator === 1,
        unverified: row.unverified === 1,
        organization: row.kind === 'organization',
        closed: row.closed_at !== null,
      }
    );
  };
}

function tokenReader(database: Database<HubTables>) {
  const byId = database.prepare<
    { id: string },
    Pick<AccessTokenRow, 'account_id' | 'scopes' | 'revoked_at' | 'expires_at'> & {
      restricted: number;
      public_read: number;
    }
  >((query, parameter) =>
    query
      .selectFrom('hub_access_tokens')
      .select([
        ...(['account_id', 'scopes', 'revoked_at', 'expires_at'] as const),
        ...(['restricted', 'public_read'] as const),
      ])
      .where('id', '=', parameter('id')),
  );
  return async (id: string): Promise<LiveToken | undefined> => {
    const row = await byId.first({ id });
    return (
      row && {
        accountId: row.account_id,
        reach: reachOfScopes(row.scopes),
        revoked: row.revoked_at !== null,
        expiresAt: row.expires_at ?? undefined,
        only: await readRestriction(database.query, { id, ...row }),
      }
    );
  };
}

function placeReader(database: Database<HubTables>) {
  const byPath = database.prepare<{ namespace: string; path: string }, PlaceRow>(
    (query, parameter) =>
      query
        .selectFrom('hub_accounts as account')
        .leftJoin('hub_repositories as repository', (join) =>
          join
            .onRef('repository.namespace_id', '=', 'account.id')
            .on('repository.path', '=', parameter('path')),
        )
        .select([
          'account.id as namespace_id',
          'account.kind',
          'account.closed_at as namespace_closed_at',
          'repository.id',
          'repository.visibility',
          'repository.sparse',
          'repository.closed_at',
          'repository.archived_at',
        ])
        .where('account.name', '=', parameter('namespace')),
  );
  const byAlias = database.prepare<{ path: string }, PlaceRow & { path: string }>(
    (query, parameter) =>
      query
        .selectFrom('hub_repository_aliases as alias')
        .innerJoin('hub_repositories as repository', 'repository.id', 'alias.repository_id')
        .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
        .select([
          ...(['account.id as namespace_id', 'account.kind', 'repository.id'] as const),
          ...(['account.closed_at as namespace_closed_at', 'repository.visibility'] as const),
          ...(['repository.sparse', 'repository.closed_at', 'repository.archived_at'] as const),
          'repository.path',
        ])
        .where('alias.path', '=', parameter('path')),
  );
  return async (path: string): Promise<Place> => {
    const row = await byPath.first({ namespace: path.slice(0, path.indexOf('/')), path });
    if (row !== undefined && row.id !== null) return placeOf(path, row);
    const renamed = await byAlias.first({ path });
    return renamed ? placeOf(path, renamed) : placeOf(path, row);
  };
}

function placeOf(path: string, row: (PlaceRow & { path?: string }) | undefined): Place {
  if (row === undefined) return { namespace: undefined, repository: undefined };
  const namespace = { id: row.namespace_id, kind: row.kind };
  if (row.id === null || row.visibility === null) return { namespace, repository: undefined };
  return {
    namespace,
    repository: {
      id: row.id,
      name: path,
      visibility: row.visibility,
      sparse: row.sparse === 1,
      closed: row.closed_at !== null || row.namespace_closed_at !== null,
      archived: row.archived_at !== null,
      ...(row.path === undefined ? {} : { canonicalName: row.path }),
    },
  };
}
