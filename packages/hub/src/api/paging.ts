import { type Page, type PageQuery, pageQuerySchema } from '@slipway/api';
import type { SelectQueryBuilder } from 'kysely';
import type { HubRequest } from './hub-request.ts';
import { ProblemError } from './problem-error.ts';

/** Which page is asked for. */
export function pageQuery(request: HubRequest): PageQuery {
  const given: Record<string, string> = {};
  for (const name of ['page', 'page_size']) {
    const value = request.query.get(name);
    if (value !== null) given[name] = value;
  }
  return pageQuerySchema.parse(given);
}

/** The rows to skip. */
export function offsetOf({ page, page_size }: PageQuery): number {
  return (page - 1) * page_size;
}

/** What is left of a query that is to give one page of its rows. */
interface Ordered<Row> {
  limit(rows: number): { offset(rows: number): { execute(): Promise<Row[]> } };
}

/** The rows of one page of `ordered`, and the number of all that it is taken from. */
export async function pageOfRows<Tables, From extends keyof Tables, Row>(
  query: PageQuery,
  all: SelectQueryBuilder<Tables, From, Record<never, never>>,
  ordered: Ordered<Row>,
): Promise<[rows: Row[], count: number]> {
  const counted = all.select(({ fn }) => fn.countAll<number>().as('count'));
  const [rows, [total]] = await Promise.all([
    ordered.limit(query.page_size).offset(offsetOf(query)).execute(),
    // Of tables that are anybody's, the compiler cannot tell the row.
    counted.execute() as Promise<unknown> as Promise<{ count: number }[]>,
  ]);
  return [rows, Number(total?.count)];
}

/** One page with links to its neighbours. A page beyond the end is 404, as on Docker Hub. */
export function pageAnswer<Item>(
  request: HubRequest,
  query: PageQuery,
  found: { count: number; results: readonly Item[] },
): Page<Item> {
  const { page, page_size } = query;
  if (page > 1 && (page - 1) * page_size >= found.count) {
    throw new ProblemError(404, `there is no page ${page}`);
  }
  const link = (to: number) => {
    const target = new URLSearchParams(request.query);
    target.set('page', String(to));
    target.set('page_size', String(page_size));
    return `${request.context.origin}${request.path}?${target}`;
  };
  return {
    count: found.count,
    next: page * page_size < found.count ? link(page + 1) : null,
    previous: page > 1 ? link(page - 1) : null,
    results: found.results,
  };
}
