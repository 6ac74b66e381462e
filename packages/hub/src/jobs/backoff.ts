/** How waiting grows from one failed try to the next. Times in milliseconds. */
export interface Backoff {
  /** Before the second try. */
  readonly first: number;
  /** What doubling ends at. */
  readonly longest: number;
  /** From 0 to 1; half of each wait is up to it, so that what failed together does not return together. */
  readonly random?: () => number;
}

const usual: Backoff = { first: 1000, longest: 10 * 60_000 };

/** Milliseconds to wait after so many failed tries. */
export function backoff(attempts: number, options: Backoff = usual): number {
  const { first, longest, random = Math.random } = options;
  const full = Math.min(longest, first * 2 ** Math.min(Math.max(attempts, 1) - 1, 40));
  return Math.round(full / 2 + (random() * full) / 2);
}
