/** A group of boxes to tick; its word in the address. */
export interface FilterGroup {
  readonly key: 'badges' | 'types' | 'architectures' | 'operating_systems' | 'categories';
  readonly label: string;
}

/** What results are narrowed by. Which boxes there are, the answer says. */
export const filterGroups: readonly FilterGroup[] = [
  { key: 'badges', label: 'Trusted' },
  { key: 'types', label: 'Type' },
  { key: 'architectures', label: 'Architecture' },
  { key: 'operating_systems', label: 'Operating system' },
  { key: 'categories', label: 'Category' },
];

/** The words of a list in the address. */
export function listOf(params: URLSearchParams, key: string): string[] {
  return (params.get(key) ?? '').split(',').filter((word) => word !== '');
}

/** A list with a word put in, or taken out where it was. */
export function toggled(words: readonly string[], word: string): string {
  const next = words.includes(word) ? words.filter((each) => each !== word) : [...words, word];
  return next.join(',');
}
