/** Whether a path is a pattern at all: any of `*`, `?` and `[`, not escaped. */
export function hasWildcard(path: string): boolean {
  return /^(?:[^\\*?[]|\\.)*[*?[]/s.test(path);
}
