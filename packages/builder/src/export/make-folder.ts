import { mkdir, stat } from 'node:fs/promises';
import { dirname } from 'node:path';

/**
 * Makes a folder and what is missing above it; one that exists stays as it is. Node's own way tries
 * for ever where the system makes no folders at all, as below /proc. Throws what mkdir(2) throws.
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if ((await stat(path).catch(() => undefined))?.isDirectory()) return;
    const above = dirname(path);
    const isMissing = code === 'ENOENT' && above !== path && !(await exists(above));
    if (!isMissing) throw error;
    await makeFolder(above);
    await makeFolder(path);
  }
}

async function exists(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
