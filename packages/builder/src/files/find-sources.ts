import { DockerfileError, hasWildcard, pathPattern } from '@slipway/dockerfile';
import { BuildError } from '../errors.ts';
import { cleanPath, joinPath } from './path-text.ts';
import type { TreeReader } from './tree-reader.ts';

/** One path that a source means. */
export interface FoundSource {
  /** As it matched, relative to the tree; its last part names a file's copy. Empty for the root. */
  readonly path: string;
  /** Where it is, all symlinks followed. */
  readonly target: string;
}

/**
 * What a source path means in a tree: itself, or all that its wildcards match, which may be nothing.
 * Symlinks are followed, but wildcards look into real folders only. Throws COPY_FAILED where a path
 * without wildcards is absent.
 */
export async function findSources(reader: TreeReader, source: string): Promise<FoundSource[]> {
  const path = cleanPath(source);
  const parts = path.split('/');
  const first = parts.findIndex(hasWildcard);
  if (first < 0) return [await follow(reader, path)];
  const base = await follow(reader, parts.slice(0, first).join('/'));
  const found: FoundSource[] = [];
  for (const match of search(reader, base.target, parts.slice(first))) {
    found.push(await follow(reader, match));
  }
  return found;
}

async function follow(reader: TreeReader, path: string): Promise<FoundSource> {
  const target = await reader.resolve(path);
  if (!reader.lstat(target)) throw notFound(path);
  return { path, target };
}

/** The error for a source that is not there. */
export function notFound(path: string): BuildError {
  return new BuildError('COPY_FAILED', `"/${path}": not found`, {
    advice: 'check the path, and that .dockerignore does not exclude it',
  });
}

function* search(
  reader: TreeReader,
  folder: string,
  [pattern = '', ...rest]: readonly string[],
): Generator<string> {
  const glob = patternOf(pattern);
  if (!glob || !reader.lstat(folder)?.isDirectory()) return;
  for (const name of reader.list(folder)) {
    const path = joinPath(folder, name);
    if (!glob.matches(name) || !reader.lstat(path)) continue;
    if (rest.length === 0) yield path;
    else yield* search(reader, path, rest);
  }
}

/** Undefined for a malformed pattern: as in BuildKit, it matches nothing. */
function patternOf(text: string): ReturnType<typeof pathPattern> | undefined {
  try {
    return pathPattern(text);
  } catch (error) {
    if (error instanceof DockerfileError) return undefined;
    throw error;
  }
}
