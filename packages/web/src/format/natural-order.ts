const collator = new Intl.Collator('en', { numeric: true, sensitivity: 'variant' });

/** Names as people count: `1.9` before `1.10`. */
export function naturalCompare(one: string, other: string): number {
  return collator.compare(one, other);
}
