import { errorCode, storeError } from '../errors.ts';
import type { FileSystem } from './file-system.ts';

/** Removes a file; true where there was one. Throws a StoreError. */
export async function removeFile(fileSystem: FileSystem, path: string): Promise<boolean> {
  try {
    await fileSystem.unlink(path);
    return true;
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return false;
    throw storeError(error);
  }
}
