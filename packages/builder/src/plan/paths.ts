import { posix } from 'node:path';

/**
 * WORKDIR's new value, as BuildKit's NormalizeWorkdir: a relative one joins the old, an absolute one
 * stays as written. Never empty.
 */
export function joinWorkingDirectory(current: string, next: string): string {
  const parent = current.startsWith('/') ? current : posix.join('/', current);
  if (next === '') return parent;
  return next.startsWith('/') ? next : withoutTrailingSlash(posix.join(parent, next));
}

/**
 * A destination of COPY or ADD: absolute and clean, with the trailing slash or `/.` as written; an
 * empty one and `.` are the working directory as a directory.
 */
export function resolveDestination(workingDirectory: string, destination: string): string {
  const written = destination === '' || destination === '.' ? './' : destination;
  const absolute = written.startsWith('/') ? written : posix.join('/', workingDirectory, written);
  const clean = cleanAbsolute(absolute);
  const suffix = written.endsWith('/') ? '/' : written.endsWith('/.') ? '/.' : '';
  return clean === '/' ? `/${suffix.slice(1)}` : clean + suffix;
}

/** Absolute, without `.`, `..`, doubled or trailing slashes. */
export function cleanAbsolute(path: string): string {
  return withoutTrailingSlash(posix.join('/', path));
}

function withoutTrailingSlash(path: string): string {
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}
