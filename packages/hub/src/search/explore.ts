import type { Explore } from '@slipway/api';
import type { Database } from '@slipway/database';
import { sql } from 'kysely';
import { entriesOf } from '../repositories/list-repositories.ts';
import type { Viewer } from '../repositories/repository-shown.ts';
import type { HubTables } from '../tables.ts';
import { searchIndexOf } from './engine-search-index.ts';
import { label } from './search-labels.ts';

/** Public repositories for whoever has nothing to look for yet: a few of each kind. */
export async function explore(
  database: Database<HubTables>,
  viewer: Viewer,
  size: number,
): Promise<Explore> {
  const { query } = database;
  const shared = () =>
    query
      .selectFrom('hub_repository_figures as figures')
      .select('figures.repository_id as id')
      .where('figures.seen_by', '=', 2)
      .limit(size);
  const official = { words: [], beginning: undefined, depth: 'title' as const, limit: size };
  const [popular, newest, updated, given] = await Promise.all([
    shared().orderBy('figures.rank_key', 'desc').execute(),
    shared().orderBy('figures.repository_id', 'desc').execute(),
    shared()
      .where(sql<boolean>`figures.pushed_at is not null`)
      .orderBy('figures.sorted_at', 'desc')
      .orderBy('figures.repository_id', 'desc')
      .execute(),
    searchIndexOf(query).find(query, {
      ...official,
      labels: [[label.public], [label.badge('official')]],
    }),
  ]);
  const entries = (rows: readonly { readonly id: number }[]) =>
    entriesOf(
      database,
      rows.map(({ id }) => id),
      viewer,
    );
  return {
    popular: await entries(popular),
    newest: await entries(newest),
    recently_updated: await entries(updated),
    official: await entriesOf(database, given, viewer),
  };
}
