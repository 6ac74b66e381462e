import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createIgnoreMatcher } from '@slipway/dockerfile';
import { BuildError } from '../errors.ts';
import { cleanPath, systemPath } from '../files/path-text.ts';
import { TreeReader } from '../files/tree-reader.ts';
import type { FileTree } from '../ports/files.ts';
import type { BuildRequest } from '../request/build-request.ts';

/**
 * What `<dockerfile>.dockerignore`, else `.dockerignore` in the context's root, hides; undefined
 * where there is neither. Symlinks lead nowhere outside the context.
 */
export async function readIgnoreFile(
  folder: string,
  dockerfile: BuildRequest['dockerfile'] | undefined,
): Promise<FileTree['hides']> {
  const names = ['.dockerignore'];
  if (dockerfile?.kind === 'text' && dockerfile.ignoreFile) {
    return hidingOf(dockerfile.ignoreFile, `${dockerfile.fileName}.dockerignore`);
  }
  if (dockerfile?.kind === 'in-context') {
    names.unshift(`${cleanPath(dockerfile.path ?? 'Dockerfile')}.dockerignore`);
  }
  const reader = new TreeReader({ folder, ownedByRoot: true });
  for (const name of names) {
    const path = await reader.resolve(name);
    if (!reader.lstat(path)?.isFile()) continue;
    const text = await readFile(systemPath(join(folder, path)));
    return hidingOf(text, name);
  }
  return undefined;
}

function hidingOf(text: Uint8Array, fileName: string): FileTree['hides'] {
  try {
    const matcher = createIgnoreMatcher(text, { fileName });
    return (path, type) => matcher.hides(path, type === 'directory' ? 'directory' : 'other');
  } catch (cause) {
    throw new BuildError('CONTEXT_UNAVAILABLE', `${fileName}: ${(cause as Error).message}`, {
      cause,
    });
  }
}
