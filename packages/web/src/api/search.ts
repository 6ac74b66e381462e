import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { request } from './http.ts';

interface Named {
  readonly name: string;
  readonly label: string;
}

/** One repository that a search found, as Docker Hub's search gives it. */
export interface SearchResult {
  readonly id: string;
  /** `namespace/name`. */
  readonly name: string;
  readonly type: string;
  readonly short_description: string;
  readonly badge: string | null;
  readonly star_count: number;
  /** Text, as Docker Hub's is. */
  readonly pull_count: string;
  readonly updated_at: string;
  readonly architectures: readonly Named[];
  readonly operating_systems: readonly Named[];
  readonly categories: readonly { readonly name: string; readonly slug: string }[];
  readonly archived: boolean;
}

export interface SearchAnswer {
  readonly total: number;
  readonly results: readonly SearchResult[];
}

/** What is searched for. Lists are of words that a result must have one of. */
export interface SearchQuery {
  readonly query: string;
  readonly badges?: readonly string[];
  readonly architectures?: readonly string[];
  readonly operatingSystems?: readonly string[];
  readonly categories?: readonly string[];
  readonly types?: readonly string[];
  /** Undefined: what fits best first. */
  readonly sort?: 'pull_count' | 'updated_at' | 'star_count' | undefined;
  readonly from?: number;
  readonly size?: number;
}

/** Repositories that fit; while the next answer is on its way, the last one stays. */
export function useSearchResults(search: SearchQuery, enabled = true) {
  const query = {
    query: search.query,
    type: join(search.types),
    badges: join(search.badges),
    architectures: join(search.architectures),
    operating_systems: join(search.operatingSystems),
    categories: join(search.categories),
    sort: search.sort,
    order: search.sort ? 'desc' : undefined,
    from: search.from ?? 0,
    size: search.size ?? 20,
  };
  return useQuery({
    queryKey: ['search', query],
    queryFn: ({ signal }) => request<SearchAnswer>('/api/search/v4', { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });
}

function join(words: readonly string[] | undefined): string | undefined {
  return words && words.length > 0 ? words.join(',') : undefined;
}
