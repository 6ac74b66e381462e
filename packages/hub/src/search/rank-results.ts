import type { Badge, SearchQuery } from '@slipway/api';
import { rankOf } from './index-repository.ts';
import { wordsOf } from './search-words.ts';

/** A repository that was found, as far as its place depends on it. */
export interface Candidate {
  readonly id: number;
  readonly name: string;
  readonly path: string;
  readonly stars: number;
  readonly pulls: number;
  readonly sorted_at: number;
  readonly shown_badge: Badge;
}

/** Puts what was found in the order that was asked for; what fits best first, where none was. */
export function rankResults<Found extends Candidate>(
  found: readonly Found[],
  typed: readonly string[],
  { sort, order }: Pick<SearchQuery, 'sort' | 'order'>,
): Found[] {
  if (sort === undefined) return byFit(found, typed);
  const direction = (order ?? (sort === 'name' ? 'asc' : 'desc')) === 'asc' ? 1 : -1;
  const compare = comparisons[sort];
  return [...found].sort((a, b) => direction * (compare(a, b) || a.id - b.id));
}

const comparisons: Record<
  NonNullable<SearchQuery['sort']>,
  (a: Candidate, b: Candidate) => number
> = {
  pull_count: (a, b) => a.pulls - b.pulls,
  star_count: (a, b) => a.stars - b.stars,
  updated_at: (a, b) => a.sorted_at - b.sorted_at,
  name: (a, b) => compareText(a.name, b.name) || compareText(a.path, b.path),
};

function byFit<Found extends Candidate>(
  found: readonly Found[],
  typed: readonly string[],
): Found[] {
  return found
    .map((each) => ({ each, score: fit(each, typed) }))
    .sort((a, b) => b.score - a.score || b.each.pulls - a.each.pulls || b.each.id - a.each.id)
    .map(({ each }) => each);
}

/**
 * How well a repository fits what was typed: its name outweighs how well known it is, which outweighs
 * where else the words stand.
 */
function fit(candidate: Candidate, typed: readonly string[]): number {
  const known = rankOf({ ...candidate, badge: candidate.shown_badge });
  if (typed.length === 0) return known;
  const path = wordsOf(candidate.path);
  if (path.join(' ') === typed.join(' ')) return 2000 + known;
  const name = wordsOf(candidate.name);
  const [squeezed, joined] = [typed.join(''), name.join('')];
  if (joined === squeezed) return 1000 + known;
  if (joined.startsWith(squeezed)) return 300 + known;
  const last = typed.at(-1) ?? '';
  if (typed.every((word) => name.includes(word))) return 200 + known;
  if (name.some((word) => word.startsWith(last))) return 100 + known;
  return (typed.every((word) => path.some((part) => part.startsWith(word))) ? 60 : 0) + known;
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
