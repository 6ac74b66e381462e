import type { SearchAnswer } from '@slipway/api';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

/** What is searched for. Lists are of words that a result must have one of. */
export interface RepositorySearch {
  readonly query: string;
  readonly badges?: readonly string[];
  readonly architectures?: readonly string[];
  readonly operatingSystems?: readonly string[];
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
  /** Undefined: what fits best first. */
  readonly sort?: string | undefined;
  readonly from?: number;
  readonly size?: number;
  /** Whether to count what could be filtered by. */
  readonly facets?: boolean;
}

/** Repositories that fit; while the next answer is on its way, the last one stays. */
export function useSearchResults(search: RepositorySearch, enabled = true) {
  const query = {
    query: search.query,
    type: joined(search.types),
    badges: joined(search.badges),
    architectures: joined(search.architectures),
    operating_systems: joined(search.operatingSystems),
    categories: joined(search.categories),
    sort: search.sort,
    order: search.sort === undefined ? undefined : search.sort === 'name' ? 'asc' : 'desc',
    from: search.from ?? 0,
    size: search.size ?? 20,
    facets: search.facets ? 'true' : undefined,
  };
  return useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) => request<SearchAnswer>('/api/search/v4', { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

function joined(words: readonly string[] | undefined): string | undefined {
  return words && words.length > 0 ? words.join(',') : undefined;
}
