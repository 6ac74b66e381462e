import type { Database } from '@slipway/database';
import type { Clock } from '../ports/clock.ts';
import type { AccountKind, AccountRow, HubTables, Visibility } from '../tables.ts';
import { type Reach, reachOfScopes } from '../tokens/scopes.ts';
import { FreshCache } from './fresh-cache.ts';

/** What decides whether a credential of an account still holds. */
export interface LiveAccount {
  readonly id: number;
  readonly name: string;
  readonly generation: number;
  readonly administrator: boolean;
  readonly closed: boolean;
}

/** What decides whether an access token still holds. */
export interface LiveToken {
  readonly accountId: number;
  readonly reach: Reach;
  readonly revoked: boolean;
  readonly expiresAt: number | undefined;
}

/** A repository as policy sees it. */
export interface LiveRepository {
  readonly id: number;
  readonly name: string;
  readonly visibility: Visibility;
  readonly sparse: boolean;
  readonly closed: boolean;
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
}

/** Accounts, access tokens and repositories as they were at most half a second ago. */
export class LiveState {
  readonly accounts: FreshCache<number, LiveAccount | undefined>;
  readonly tokens: FreshCache<string, LiveToken | undefined>;
  readonly places: FreshCache<string, Place>;

  constructor(database: Database<HubTables>, clock: Clock) {
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
}

function accountReader(database: Database<HubTables>) {
  const byId = database.prepare<
    { id: number },
    Pick<AccountRow, 'name' | 'password_generation' | 'is_administrator' | 'closed_at'>
  >((query, parameter) =>
    query
      .selectFrom('hub_accounts')
      .select(['name', 'password_generation', 'is_administrator', 'closed_at'])
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
        closed: row.closed_at !== null,
      }
    );
  };
}

function tokenReader(database: Database<HubTables>) {
  const byId = database.prepare<
    { id: string },
    { account_id: number; scopes: string; revoked_at: number | null; expires_at: number | null }
  >((query, parameter) =>
    query
      .selectFrom('hub_access_tokens')
      .select(['account_id', 'scopes', 'revoked_at', 'expires_at'])
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
        ])
        .where('account.name', '=', parameter('namespace')),
  );
  return async (path: string): Promise<Place> => {
    const row = await byPath.first({ namespace: path.slice(0, path.indexOf('/')), path });
    return placeOf(path, row);
  };
}

function placeOf(path: string, row: PlaceRow | undefined): Place {
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
    },
  };
}
