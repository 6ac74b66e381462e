import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { type FileLock, tryLock } from '@slipway/linux';

const CGROUP_ROOT = '/sys/fs/cgroup';
const PARENT = 'slipway';
/** Says which containers' owners live. The machine's, as cgroups are; gone with a restart. */
const LOCK_FOLDER = '/run/slipway/containers';

/** Of a container, for `linux.cgroupsPath`. */
export function cgroupPath(id: string): string {
  return `/${PARENT}/${id}`;
}

/** Marks a container's cgroup as in use; releasing removes the mark. */
export function holdCgroup(id: string): { release(): void } {
  mkdirSync(LOCK_FOLDER, { recursive: true, mode: 0o700 });
  const path = join(LOCK_FOLDER, id);
  const lock = tryLock(path, 'exclusive');
  return {
    release() {
      rmSync(path, { force: true });
      lock?.release();
    },
  };
}

/**
 * Removes the cgroups that killed builds left behind. They are empty: every process ended with its
 * build. One whose owner lives is let be.
 */
export function sweepCgroups(): void {
  for (const folder of parentFolders()) {
    for (const entry of readdirSync(folder, { withFileTypes: true })) {
      if (entry.isDirectory()) removeIfAbandoned(join(folder, entry.name), entry.name);
    }
  }
}

/** One below each hierarchy of version 1; version 2 has only one. */
function parentFolders(): string[] {
  if (!existsSync(CGROUP_ROOT)) return [];
  const hierarchies = readdirSync(CGROUP_ROOT, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name);
  return ['', ...hierarchies]
    .map((hierarchy) => join(CGROUP_ROOT, hierarchy, PARENT))
    .filter((folder) => existsSync(folder));
}

function removeIfAbandoned(folder: string, id: string): void {
  const lock = lockOfDead(id);
  if (lock === 'alive') return;
  try {
    rmdirSync(folder);
  } catch (error) {
    // EBUSY: its last process is just going. ENOENT: another sweeps. The next build looks again.
    if (!['EBUSY', 'ENOENT'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  } finally {
    lock?.release();
  }
}

/** Removes the mark of a dead owner too. */
function lockOfDead(id: string): FileLock | 'alive' | undefined {
  const path = join(LOCK_FOLDER, id);
  if (!existsSync(path)) return undefined;
  const lock = tryLock(path, 'exclusive');
  if (!lock) return 'alive';
  rmSync(path, { force: true });
  return lock;
}
