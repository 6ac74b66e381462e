import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { cleanPath, systemPath } from '../files/path-text.ts';
import { TreeReader } from '../files/tree-reader.ts';
import type { OpenedContext } from './opened-context.ts';

/**
 * The Dockerfile of a context: `path`, or `Dockerfile`, or `dockerfile`. A symlink is followed
 * inside the context only. Throws CONTEXT_UNAVAILABLE where there is none.
 */
export async function findDockerfile(
  context: OpenedContext,
  path: string | undefined,
): Promise<{ readonly fileName: string; readonly text: Uint8Array }> {
  if (context.onlyDockerfile) {
    return { fileName: path ?? 'Dockerfile', text: context.onlyDockerfile };
  }
  // Files that .dockerignore hides from steps serve all the same.
  const reader = new TreeReader({ folder: context.folder, ownedByRoot: true });
  for (const fileName of path === undefined ? ['Dockerfile', 'dockerfile'] : [path]) {
    const place = await reader.resolve(cleanPath(fileName));
    if (!reader.lstat(place)?.isFile()) continue;
    return { fileName, text: await readFile(systemPath(join(context.folder, place))) };
  }
  throw new BuildError(
    'CONTEXT_UNAVAILABLE',
    `failed to read dockerfile: the context has no ${path ?? 'Dockerfile'}`,
    { advice: 'write one, or name it with -f' },
  );
}
