import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock, tryLock } from '@slipway/linux';

/** Says that a build is under way: what it uses from now on is not removed. Ends with the process. */
export async function leaseBuild(
  folder: string,
  signal: AbortSignal,
): Promise<{ end(): Promise<void> }> {
  const path = join(await leasesFolder(folder), randomUUID());
  const lock = await acquireLock(path, { mode: 'exclusive', signal });
  return {
    async end() {
      await rm(path, { force: true });
      lock.release();
    },
  };
}

/** When the oldest build that is under way began; undefined where there is none. */
export async function oldestBuild(folder: string): Promise<Date | undefined> {
  const leases = await leasesFolder(folder);
  let oldest: Date | undefined;
  for (const name of await readdir(leases)) {
    const path = join(leases, name);
    const began = (await stat(path).catch(() => undefined))?.mtime;
    if (!began) continue;
    const lock = tryLock(path, 'shared');
    if (lock) {
      // Its build was killed.
      await rm(path, { force: true });
      lock.release();
    } else if (!oldest || began < oldest) oldest = began;
  }
  return oldest;
}

async function leasesFolder(folder: string): Promise<string> {
  const leases = join(folder, 'locks', 'builds');
  await mkdir(leases, { recursive: true, mode: 0o700 });
  return leases;
}
