import type { Page, RepositoryEntry, RepositoryOrdering } from '@slipway/api';
import { repositoryListQuerySchema } from '@slipway/api';
import type { Database } from '@slipway/database';
import { sql } from 'kysely';
import { visibleTo } from '../access/visible.ts';
import type { HubRequest } from '../api/hub-request.ts';
import { pageAnswer, pageOfRows } from '../api/paging.ts';
import { seenFigures } from '../search/seen-figures.ts';
import type { HubTables } from '../tables.ts';
import { repositoryEntry, shownRepositories, type Viewer } from './repository-shown.ts';

const sortKeys = {
  name: 'figures.name',
  last_updated: 'figures.sorted_at',
  pull_count: 'figures.pulls',
  star_count: 'figures.stars',
} as const;

/**
 * A page of a namespace's repositories. Its order is an index's own, of rows that are short: which
 * ones are on the page is found out before anything else is read of them.
 */
export async function listRepositories(
  database: Database<HubTables>,
  request: HubRequest,
  { namespace, viewer }: { readonly namespace: string; readonly viewer: Viewer },
): Promise<Page<RepositoryEntry>> {
  const query = request.queryOf(repositoryListQuerySchema);
  const account = await database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', namespace)
    .where('closed_at', 'is', null)
    .executeTakeFirst();
  if (!account) return pageAnswer(request, query, { count: 0, results: [] });
  const seen = seenFigures(viewer.subject, viewer.granted);
  let found = database.query
    .selectFrom('hub_repository_figures as figures')
    .where('figures.namespace_id', '=', account.id)
    .where(seen as never);
  const part = query.name?.trim().toLowerCase();
  if (part) {
    const find = database.engine === 'sqlite' ? sql`instr` : sql`strpos`;
    found = found.where(sql<boolean>`${find}(figures.name, ${part}) > 0`);
  }
  const [ids, count] = await pageOfRows(
    query,
    found,
    ordered(found, query.ordering ?? 'name').select('figures.repository_id as id'),
  );
  const results = await entriesOf(
    database,
    ids.map(({ id }) => id),
    viewer,
  );
  return pageAnswer(request, query, { count, results });
}

/** Entries of these repositories, in their order; those that the viewer may not see are left out. */
export async function entriesOf(
  database: Database<HubTables>,
  ids: readonly number[],
  viewer: Viewer,
): Promise<RepositoryEntry[]> {
  if (ids.length === 0) return [];
  const rows = await shownRepositories(database.query)
    .where('repository.id', 'in', ids)
    .where('account.closed_at', 'is', null)
    .where(visibleTo(viewer.subject) as never)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => {
    const row = byId.get(id);
    return row ? [repositoryEntry(row, viewer)] : [];
  });
}

type Figures = ReturnType<typeof figuresQuery>;

function figuresQuery(database: Database<HubTables>) {
  return database.query.selectFrom('hub_repository_figures as figures');
}

function ordered(query: Figures, ordering: RepositoryOrdering): Figures {
  const direction = ordering.startsWith('-') ? 'desc' : 'asc';
  const key = (direction === 'desc' ? ordering.slice(1) : ordering) as keyof typeof sortKeys;
  const sorted = query.orderBy(sortKeys[key], direction);
  return key === 'name' ? sorted : sorted.orderBy('figures.repository_id', direction);
}
