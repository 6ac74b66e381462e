import { createHash } from 'node:crypto';
import { realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { openDigestCache } from '../files/digest-cache.ts';
import type { FileTree } from '../ports/files.ts';
import { readIgnoreFile } from './ignore-file.ts';
import type { ContextEnvironment } from './open-contexts.ts';
import type { OpenedContext } from './opened-context.ts';

/** A folder of the user's as a context. Throws CONTEXT_UNAVAILABLE where it is none. */
export async function openDirectory(
  path: string,
  { folder: state }: Pick<ContextEnvironment, 'folder'>,
): Promise<OpenedContext> {
  const folder = await realFolder(path);
  const name = createHash('sha256').update(folder).digest('hex').slice(0, 32);
  const digests = await openDigestCache(join(state, 'cache', 'files', name));
  // One for all steps: it remembers what its patterns said of folders.
  let tree: Promise<FileTree> | undefined;
  return {
    folder,
    time: undefined,
    tree(dockerfile) {
      tree ??= readIgnoreFile(folder, dockerfile).then((hides) => ({
        folder,
        ownedByRoot: true,
        digests,
        ...(hides && { hides }),
      }));
      return tree;
    },
    close: () => digests.save(),
  };
}

async function realFolder(path: string): Promise<string> {
  try {
    const folder = await realpath(path);
    if ((await stat(folder)).isDirectory()) return folder;
  } catch (cause) {
    const missing = (cause as NodeJS.ErrnoException).code === 'ENOENT';
    throw new BuildError(
      'CONTEXT_UNAVAILABLE',
      `the build context ${path} ${missing ? 'does not exist' : 'cannot be read'}`,
      { cause, advice: 'give the folder with the files to build from, such as .' },
    );
  }
  throw new BuildError('CONTEXT_UNAVAILABLE', `the build context ${path} is not a folder`, {
    advice: 'give the folder with the files to build from, such as .',
  });
}
