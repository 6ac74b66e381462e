import { join } from 'node:path';
import { BuildError } from '../errors.ts';
import { copyRoot } from './copy-root.ts';
import { eachRoot, type FilesInput } from './each-root.ts';
import { makeFolder } from './make-folder.ts';

/** `type=local`. */
export interface FolderOutput extends FilesInput {
  /** Made where it is absent. */
  readonly destination: string;
  /** What was there before and is not part of the build is deleted. */
  readonly deleteOthers: boolean;
}

/**
 * Copies the images' files into a folder. They belong to whoever builds, as with BuildKit; modes,
 * times and links are kept, devices left out. What lies in the folder is replaced, never followed.
 */
export async function writeFolders(output: FolderOutput): Promise<void> {
  const { destination, split, deleteOthers, context } = output;
  const written = new Set<string>();
  await eachRoot(output, async ({ root, folder }) => {
    const target = join(destination, folder);
    await makeFolder(target);
    await copyRoot({
      root,
      target,
      deleteOthers: deleteOthers && (split || output.images.length === 1),
      time: context.sourceDateEpoch,
      signal: context.signal,
      onFile: (name) => {
        if (split || !written.has(name)) return written.add(name);
        throw new BuildError('EXPORT_FAILED', `several platforms have the file ${name}`, {
          advice: 'Leave out platform-split=false',
        });
      },
    });
  });
}
