import { join } from 'node:path';
import { errorCode, storeError } from '../errors.ts';
import type { FileSystem } from './file-system.ts';
import type { FilesystemLayout } from './filesystem-layout.ts';
import { removeFile } from './remove-file.ts';
import type { UploadFiles } from './upload-files.ts';

/** What {@link sweepUploads} works on. */
export interface SweepOptions {
  readonly fileSystem: FileSystem;
  readonly layout: FilesystemLayout;
  readonly files: UploadFiles;
  /** Milliseconds since the file was last written to. */
  readonly age: number;
}

/**
 * Removes files under `uploads` that nobody has written to for `age`. Resolves to how many. An
 * upload that is taken up at the same moment is renamed first, so it is either gone before or kept.
 */
export async function sweepUploads(options: SweepOptions): Promise<number> {
  const { fileSystem, layout, files } = options;
  const before = Date.now() - options.age;
  let swept = 0;
  try {
    for await (const { name } of await fileSystem.opendir(layout.uploads)) {
      const path = join(layout.uploads, name);
      if (files.isActive(path) || !(await isOlder(fileSystem, path, before))) continue;
      if (await removeFile(fileSystem, path)) swept++;
    }
  } catch (error) {
    throw storeError(error);
  }
  return swept;
}

async function isOlder(fileSystem: FileSystem, path: string, before: number): Promise<boolean> {
  try {
    const found = await fileSystem.lstat(path);
    return found.isFile() && found.mtimeMs < before;
  } catch (error) {
    // Ended since its name was read.
    if (errorCode(error) === 'ENOENT') return false;
    throw error;
  }
}
