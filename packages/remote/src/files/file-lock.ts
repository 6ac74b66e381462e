import { readlinkSync } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rm, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { RemoteError } from '../errors.ts';
import type { Cancellable } from '../ports.ts';

/** How long another process's lock is waited for, where the caller does not say. */
const defaultPatience = 30_000;
/** Whoever holds a lock renews its file's time this often. */
const heartbeat = 2_000;
/** A lock whose holder cannot be asked is taken for left behind when it was not renewed for this long. */
const staleAge = 15_000;
const interval = 25;

/** How a lock is waited for. */
export interface FileLockOptions extends Cancellable {
  /** Milliseconds until a lock that another process keeps is an error. Default 30,000. */
  readonly patience?: number;
}

/**
 * Runs `work` while holding the lock file at `path`, made and removed around it. A lock left by a
 * process that is gone is taken over: told by its pid within one pid namespace, by the age of its
 * file elsewhere. Throws LAYOUT where another process keeps it too long.
 */
export async function withFileLock<T>(
  path: string,
  options: FileLockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const handle = await acquire(path, options);
  const timer = setInterval(() => renew(handle), heartbeat);
  timer.unref();
  try {
    return await work();
  } finally {
    clearInterval(timer);
    await handle.close();
    await rm(path, { force: true });
  }
}

async function acquire(path: string, options: FileLockOptions): Promise<FileHandle> {
  const deadline = Date.now() + (options.patience ?? defaultPatience);
  for (;;) {
    const handle = await tryLock(path);
    if (handle) return handle;
    options.signal?.throwIfAborted();
    if (await isLeftBehind(path)) await takeAway(path);
    else if (Date.now() > deadline) {
      throw new RemoteError('LAYOUT', `another process keeps ${path}: end it, or remove the file`);
    } else await sleep(interval);
  }
}

async function tryLock(path: string): Promise<FileHandle | undefined> {
  let handle: FileHandle;
  try {
    handle = await open(path, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return undefined;
    if (code !== 'ENOENT') throw error;
    // The folder of the lock was taken away as empty by whoever held the lock before.
    await mkdir(dirname(path), { recursive: true });
    return undefined;
  }
  try {
    await handle.writeFile(`${process.pid} ${hostname()} ${pidNamespace()}\n`);
    return handle;
  } catch (error) {
    await handle.close();
    await rm(path, { force: true });
    throw error;
  }
}

function renew(handle: FileHandle): void {
  const now = new Date();
  handle.utimes(now, now).catch(() => {
    // Closed meanwhile; or a file system without times, where the lock lives as long as the age says.
  });
}

/** A pid means nothing in another namespace: builds run in one of their own. */
function pidNamespace(): string {
  try {
    return readlinkSync('/proc/self/ns/pid');
  } catch {
    // No Linux: one namespace for all.
    return '-';
  }
}

async function isLeftBehind(path: string): Promise<boolean> {
  try {
    const [text, { mtimeMs }] = await Promise.all([readFile(path, 'utf8'), stat(path)]);
    const [pid, host, namespace] = text.trim().split(' ');
    const canBeAsked = pid && host === hostname() && namespace === pidNamespace();
    return canBeAsked ? !isAlive(Number(pid)) : Date.now() - mtimeMs > staleAge;
  } catch (error) {
    // It was released meanwhile.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return false;
    throw error;
  }
}

/**
 * Removes a lock that was left behind. Of several that found it so, one looks again and removes it:
 * another's late removal would take away a lock that was made since.
 */
async function takeAway(path: string): Promise<void> {
  const guard = `${path}.takeover`;
  let handle: FileHandle;
  try {
    handle = await open(guard, 'wx', 0o600);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code !== 'EEXIST' && code !== 'ENOENT') throw error;
    await removeOld(guard);
    await sleep(interval);
    return;
  }
  try {
    if (await isLeftBehind(path)) await rm(path, { force: true });
  } finally {
    await handle.close();
    await rm(guard, { force: true });
  }
}

/** The guard is held for a moment: an old one is a crash's. */
async function removeOld(guard: string): Promise<void> {
  try {
    if (Date.now() - (await stat(guard)).mtimeMs > staleAge) await rm(guard, { force: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
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
