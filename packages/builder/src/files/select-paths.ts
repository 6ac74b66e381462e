import { createPathMatcher, hasWildcard, pathPattern } from '@slipway/dockerfile';
import { cleanPath } from './path-text.ts';
import type { Choose } from './scan-tree.ts';

/** A source of `COPY --parents`: what lies after the pivot `/./` is chosen from what lies before it. */
export function splitPivot(source: string): {
  readonly root: string;
  readonly include: string;
  /** Without wildcards it must exist, and no symlink is followed to it. */
  readonly isExact: boolean;
} {
  const pivot = source.indexOf('/./');
  const root = pivot < 0 ? '/' : source.slice(0, pivot);
  const include = cleanPath(pivot < 0 ? source : source.slice(pivot + 3));
  return { root, include, isExact: !hasWildcard(root) && !hasWildcard(include) };
}

/** The choice that `--exclude` and the chosen part of `--parents` make; undefined where all is taken. */
export function chooser(
  exclude: readonly string[],
  include: string | undefined,
): Choose | undefined {
  if (exclude.length === 0 && include === undefined) return undefined;
  const excluded = createPathMatcher(exclude);
  const included = include === undefined ? undefined : chooseOnly(include);
  return (path, directory) => {
    const hidden = excluded.hides(path, directory ? 'directory' : 'other');
    if (hidden !== 'no') return hidden === 'yes' && directory ? 'no' : 'never';
    return included?.(path, directory) ?? 'yes';
  };
}

function chooseOnly(include: string): Choose {
  const matcher = createPathMatcher([include]);
  const pattern = pathPattern(include, { globstar: true });
  return (path, directory) => {
    if (matcher.hides(path, directory ? 'directory' : 'other') !== 'no') return 'yes';
    return directory && pattern.mayMatchBelow(path) ? 'no' : 'never';
  };
}
