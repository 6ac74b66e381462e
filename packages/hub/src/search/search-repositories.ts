import type { SearchQuery } from '@slipway/api';
import type { Database } from '@slipway/database';
import { sql } from 'kysely';
import { visibleTo } from '../access/visible.ts';
import { type ShownRow, shownRepositories, type Viewer } from '../repositories/repository-shown.ts';
import type { HubTables } from '../tables.ts';
import { searchIndexOf } from './engine-search-index.ts';
import { type Candidate, rankResults } from './rank-results.ts';
import type { IndexQuery, SearchIndex } from './search-index.ts';
import { accessLabels } from './search-labels.ts';
import { type SearchTerms, searchTerms } from './search-query.ts';
import { hasLabel, seenFigures } from './seen-figures.ts';

/** How many of the best known are looked at and counted: nobody turns more pages. */
export const mostFound = 1000;
/** Of names alone, where more than {@link mostFound} have the words somewhere. */
const mostNames = 300;

/** What a search found. */
export interface Found {
  readonly total: number;
  /** Whether there are more than `total`. */
  readonly isCapped: boolean;
  readonly results: readonly ShownRow[];
  /** All that was found, of which `results` is a page. */
  readonly all: readonly FoundRow[];
}

/** What of everything found is read: to sort it, and to count what it could be filtered by. */
export interface FoundRow extends Candidate {
  readonly labels: string;
}

interface Search {
  readonly database: Database<HubTables>;
  readonly viewer: Viewer;
  readonly query: SearchQuery;
}

/**
 * Finds what the viewer may see. The index gives ids, the best known first, already narrowed to what
 * he may see; those are read with the same condition as every list, and put in order here.
 */
export async function searchRepositories(search: Search): Promise<Found> {
  const { query } = search;
  const terms = searchTerms(query);
  const ids = await candidates(search, terms);
  const isCapped = ids.length > mostFound;
  const isSorted = isCapped && terms.typed.length === 0 && query.sort !== undefined;
  const read = isSorted ? await inOrder(search, terms) : ids;
  const found = await readFound(search, read);
  const all = isSorted ? inTheirOrder(found, read) : rankResults(found, terms.typed, query);
  const page = all.slice(query.from, query.from + query.size);
  const shown = page.map(({ id }) => id);
  const results = inTheirOrder(await readShown(search, shown), shown);
  const total = isSorted ? mostFound : Math.min(all.length, mostFound);
  return { total, isCapped, results, all };
}

async function candidates(search: Search, terms: SearchTerms): Promise<number[]> {
  const { database, viewer } = search;
  const { query } = database;
  const index = searchIndexOf(query);
  const access = accessLabels(viewer.subject, viewer.granted);
  const labels = access === undefined ? terms.labels : [access, ...terms.labels];
  const { words, beginning, typed } = terms;
  const asked = { words, beginning, labels, limit: mostFound + 1 };
  const ids = new Set(await index.find(query, { ...asked, depth: 'title' }));
  if (typed.length === 0) return [...ids];
  if (ids.size <= mostFound) {
    // Few have the words where they count most: there is room for those that have them in the text.
    for (const id of await index.find(query, { ...asked, depth: 'text' })) ids.add(id);
    return [...ids];
  }
  const named = await namedSo(index, search, { ...asked, typed });
  return [...new Set([...named, ...ids])];
}

/** What has the words in its name, however little known it is. */
async function namedSo(
  index: SearchIndex,
  { database }: Search,
  asked: Omit<IndexQuery, 'depth'> & { readonly typed: readonly string[] },
): Promise<number[]> {
  const { query } = database;
  const [exact, named] = await Promise.all([
    query
      .selectFrom('hub_repository_figures')
      .select('repository_id as id')
      .where('name', '=', asked.typed.join('-'))
      .orderBy('rank_key', 'desc')
      .limit(50)
      .execute(),
    index.find(query, { ...asked, depth: 'name', limit: mostNames }),
  ]);
  return [...exact.map(({ id }) => id), ...named];
}

/** Everything with the labels in another order than the index's, which stops as early. */
async function inOrder({ database, viewer, query }: Search, terms: SearchTerms): Promise<number[]> {
  const { engine } = database;
  const keys = {
    pull_count: 'figures.pulls',
    star_count: 'figures.stars',
    updated_at: 'figures.sorted_at',
    name: 'figures.name',
  } as const;
  const sort = query.sort ?? 'pull_count';
  const direction = query.order ?? (sort === 'name' ? 'asc' : 'desc');
  let first = database.query
    .selectFrom('hub_repository_figures as figures')
    .select('figures.repository_id as id')
    .where(seenFigures(viewer.subject, viewer.granted) as never);
  for (const group of terms.labels) {
    first = first.where(({ or }) => or(group.map((each) => hasLabel(engine, each))));
  }
  // By itself, so that nothing but the order's own index can come first. What is counted is read whole.
  const ids = await first
    .orderBy(keys[sort], direction)
    .orderBy(sort === 'name' ? 'figures.rank_key' : 'figures.repository_id', direction)
    .limit(query.facets === 'true' ? mostFound : Math.min(mostFound, query.from + query.size))
    .execute();
  return ids.map(({ id }) => id);
}

/** Of figures alone, whose rows are short: a repository's own hold its whole text. */
function foundRows(database: Database<HubTables>) {
  return database.query
    .selectFrom('hub_repository_figures as figures')
    .innerJoin('hub_accounts as account', 'account.id', 'figures.namespace_id')
    .select([
      ...(['figures.repository_id as id', 'figures.name', 'figures.stars'] as const),
      ...(['figures.pulls', 'figures.sorted_at', 'figures.shown_badge'] as const),
      ...(['figures.labels', 'account.name as namespace'] as const),
    ])
    .where('account.closed_at', 'is', null);
}

function withPath<Row extends { readonly namespace: string; readonly name: string }>(
  row: Row,
): Row & { readonly path: string } {
  return { ...row, path: `${row.namespace}/${row.name}` };
}

async function readFound(
  { database, viewer }: Search,
  ids: readonly number[],
): Promise<FoundRow[]> {
  const rows = await foundRows(database)
    .where('figures.repository_id', 'in', listed(database, ids))
    .where(seenFigures(viewer.subject, viewer.granted) as never)
    .execute();
  return rows.map(withPath);
}

async function readShown(
  { database, viewer }: Search,
  ids: readonly number[],
): Promise<ShownRow[]> {
  if (ids.length === 0) return [];
  return await shownRepositories(database.query)
    .where('repository.id', 'in', ids)
    .where(visibleTo(viewer.subject) as never)
    .execute();
}

function inTheirOrder<Row extends { readonly id: number }>(
  rows: readonly Row[],
  ids: readonly number[],
): Row[] {
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
}

/** Many ids as one parameter: the statement stays the same however many there are. */
function listed({ engine }: Database<HubTables>, ids: readonly number[]) {
  const json = JSON.stringify(ids);
  return engine === 'sqlite'
    ? sql<number>`(select value from json_each(${json}))`
    : sql<number>`(select value::bigint from json_array_elements_text(${json}::json))`;
}
