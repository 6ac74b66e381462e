import { mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';

/** How long another process's lock is waited for. */
const patience = 30_000;
/** A lock of another host, whose processes cannot be asked, is taken for left behind after this. */
const staleAge = 10 * 60_000;
const interval = 25;

/**
 * Runs `work` while holding the lock file at `path`, made and removed around it. A lock left by a
 * process that is gone is taken over. Throws LAYOUT where another process keeps it too long.
 */
export async function withFileLock<T>(
  path: string,
  options: Cancellable,
  work: () => Promise<T>,
): Promise<T> {
  const deadline = Date.now() + patience;
  while (!(await tryLock(path))) {
    options.signal?.throwIfAborted();
    if (await isLeftBehind(path)) await rm(path, { force: true });
    else if (Date.now() > deadline) {
      throw new RemoteError('LAYOUT', `another process keeps ${path}: end it, or remove the file`);
    } else await sleep(interval);
  }
  try {
    return await work();
  } finally {
    await rm(path, { force: true });
  }
}

async function tryLock(path: string): Promise<boolean> {
  try {
    const handle = await open(path, 'wx', 0o600);
    try {
      await handle.writeFile(`${process.pid} ${hostname()}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    if (code !== 'ENOENT') throw error;
    // The folder of the lock was taken away as empty by whoever held the lock before.
    await mkdir(dirname(path), { recursive: true });
    return false;
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const [pid, host] = text.trim().split(' ');
    if (!pid || host !== hostname()) return Date.now() - mtimeMs > staleAge;
    return !isAlive(Number(pid));
  } catch (error) {
    // It was released meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
