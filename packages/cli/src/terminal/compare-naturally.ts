const collator = new Intl.Collator('en', { numeric: true });

/** Orders names as people count: `1.9` before `1.10`. Names that differ never compare as equal. */
export function compareNaturally(first: string, second: string): number {
  return collator.compare(first, second) || (first < second ? -1 : first > second ? 1 : 0);
}
