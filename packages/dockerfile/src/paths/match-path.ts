import { compilePathPattern, type PathPattern } from './path-pattern.ts';

/**
 * The pattern of a COPY or ADD source. `*`, `?` and `[...]` as Go's `filepath.Match` has them; with
 * `globstar` (`--parents`) also `**`, any number of folders. Matches whole paths, as written: clean
 * them first. Throws DockerfileError INVALID_PATTERN.
 */
export function pathPattern(
  pattern: string,
  options: { readonly globstar?: boolean } = {},
): PathPattern {
  return compilePathPattern(pattern, { globstar: options.globstar === true });
}

/** Whether one path matches one pattern: `pathPattern` for a single use. */
export function matchPath(
  pattern: string,
  path: string,
  options: { readonly globstar?: boolean } = {},
): boolean {
  return pathPattern(pattern, options).matches(path);
}

/** Whether a path is a pattern at all: any of `*`, `?` and `[`, not escaped. */
export function hasWildcard(path: string): boolean {
  return /^(?:[^\\*?[]|\\.)*[*?[]/s.test(path);
}
