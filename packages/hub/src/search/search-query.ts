import type { SearchQuery } from '@slipway/api';
import { label } from './search-labels.ts';
import { wordsOf } from './search-words.ts';

/** More words narrow nothing down. */
const mostWords = 12;
/** Shorter beginnings are looked for in names alone, by a label: too many words begin so. */
const shortestBeginning = 3;

/** What is looked for, as the index takes it. */
export interface SearchTerms {
  /** The words, the last of them as it was typed so far. */
  readonly typed: readonly string[];
  readonly words: readonly string[];
  readonly beginning: string | undefined;
  /** Of each group, a repository must have one. */
  readonly labels: readonly (readonly string[])[];
}

/** Words of what was typed; the last counts as a beginning, since it may not be finished. */
export function searchTerms(query: SearchQuery): SearchTerms {
  const typed = wordsOf(query.query).slice(0, mostWords);
  const last = typed.at(-1);
  const filters = filterLabels(query);
  if (last === undefined) return { typed, words: [], beginning: undefined, labels: filters };
  if ([...last].length >= shortestBeginning) {
    return { typed, words: typed.slice(0, -1), beginning: last, labels: filters };
  }
  const labels = [...filters, [label.beginning(last)]];
  return { typed, words: typed.slice(0, -1), beginning: undefined, labels };
}

function filterLabels(query: SearchQuery): string[][] {
  return [
    group(query.badges, label.badge),
    group(query.type, label.type),
    group(query.categories, label.category),
    group(query.architectures, label.architecture),
    group(query.operating_systems, label.operatingSystem),
  ].filter((labels) => labels.length > 0);
}

function group(text: string | undefined, make: (word: string) => string): string[] {
  const words = (text ?? '').split(',').map((word) => word.trim());
  return [...new Set(words.filter((word) => word !== '' && word !== 'none').map(make))].slice(
    0,
    30,
  );
}
