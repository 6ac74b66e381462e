/** One edit more than this and it is another word. */
const maximumDistance = 2;

/**
 * The candidate most like `word`, at most two edits away, its case following the word's; undefined
 * when none is near or one is the word itself. The first of equals wins.
 */
export function suggest(
  word: string,
  candidates: Iterable<string>,
  options: { readonly caseSensitive?: boolean } = {},
): string | undefined {
  const fold = (text: string) => (options.caseSensitive === true ? text : text.toLowerCase());
  const wanted = fold(word);
  let best: string | undefined;
  let bestDistance = maximumDistance + 1;
  for (const candidate of candidates) {
    const distance = editDistance(wanted, fold(candidate), bestDistance);
    if (distance === 0) {
      return undefined;
    }
    // With no letter in common any word would do.
    if (distance < bestDistance && distance < Math.max(word.length, candidate.length)) {
      bestDistance = distance;
      best = candidate;
    }
  }
  return best === undefined || options.caseSensitive === true ? best : inCaseOf(best, word);
}

/** Levenshtein's distance, or `limit` when it is not below that. */
function editDistance(left: string, right: string, limit: number): number {
  if (Math.abs(left.length - right.length) >= limit) {
    return limit;
  }
  let previous = Array.from({ length: right.length + 1 }, (_, index) => index);
  for (let row = 1; row <= left.length; row++) {
    const current = [row];
    for (let column = 1; column <= right.length; column++) {
      const replaced = (previous[column - 1] ?? 0) + (left[row - 1] === right[column - 1] ? 0 : 1);
      const added = (current[column - 1] ?? 0) + 1;
      const removed = (previous[column] ?? 0) + 1;
      current.push(Math.min(replaced, added, removed));
    }
    previous = current;
  }
  return previous[right.length] ?? 0;
}

function inCaseOf(text: string, model: string): string {
  if (model === model.toLowerCase()) {
    return text.toLowerCase();
  }
  return model === model.toUpperCase() ? text.toUpperCase() : text;
}
