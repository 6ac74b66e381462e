import { execFile } from 'node:child_process';
import { rm, writeFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { unmount } from '@slipway/linux';

const run = promisify(execFile);

/**
 * Makes a network namespace that is kept by being mounted on `path`, which only our own mount
 * namespace sees: it ends with us, however we end.
 */
export async function makeNetworkNamespace(path: string): Promise<void> {
  await writeFile(path, '');
  await run('unshare', [`--net=${path}`, 'true']);
}

export async function removeNetworkNamespace(path: string): Promise<void> {
  unmount(path, { detach: true });
  await rm(path, { force: true });
}
