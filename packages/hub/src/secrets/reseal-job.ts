import { masterKeyFileChangedAt, retireMasterKeys } from './master-key-file.ts';

/**
 * Longer than any request takes: what began to seal under the old key before the new one was there
 * has been stored by then, and is found.
 */
const graceMilliseconds = 10 * 60_000;

/** Gives up a file's older keys, once nobody can still be sealing under one. */
export function fileRetirement(path: string): (firstId: string) => boolean {
  return (firstId) => {
    if (Date.now() - masterKeyFileChangedAt(path) < graceMilliseconds) return false;
    return retireMasterKeys(path, firstId);
  };
}
