/** Code units that matter to nesting. */
const quote = 0x22;
const backslash = 0x5c;

/**
 * Whether JSON text nests deeper than `limit`, without parsing it: a document of brackets must not
 * reach a recursive reader. Strings are skipped; the text need not be valid.
 */
export function nestsDeeperThan(json: string, limit: number): boolean {
  let depth = 0;
  for (let index = 0; index < json.length; index++) {
    const unit = json.charCodeAt(index);
    if (unit === quote) {
      index = endOfString(json, index);
    } else if (unit === 0x5b || unit === 0x7b) {
      depth++;
      if (depth > limit) return true;
    } else if (unit === 0x5d || unit === 0x7d) {
      depth--;
    }
  }
  return false;
}

function endOfString(json: string, start: number): number {
  let index = start + 1;
  while (index < json.length) {
    const unit = json.charCodeAt(index);
    if (unit === quote) return index;
    index += unit === backslash ? 2 : 1;
  }
  return index;
}
