import { closeSync, constants, fstatSync, openSync, statSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { LinuxError } from './errors.ts';
import { attempt } from './library.ts';

/** A held flock(2). The kernel frees it with the process, however that ends. */
export interface FileLock {
  readonly path: string;
  /** Idempotent. */
  release(): void;
}

export interface LockOptions {
  readonly mode: 'exclusive' | 'shared';
  readonly signal?: AbortSignal;
  /** Called once where it has to wait for another holder. */
  onWait?(): void;
}

const operations = { shared: 1, exclusive: 2 } as const;
const nonBlocking = 4;
const wouldBlock = 11;

/** Milliseconds between two tries: first the one, at most the other. */
const retryFirst = 2;
const retryAtMost = 50;

/**
 * Takes the lock on the file at `path`, made where it is absent (its folder must be there). The file
 * may be deleted by an exclusive holder: whoever waited for the old one then locks a new one. Waits
 * without blocking a thread. Throws the signal's reason, what opening throws, a LinuxError.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<FileLock> {
  let pause = retryFirst;
  for (let first = true; ; first = false) {
    options.signal?.throwIfAborted();
    const lock = tryLock(path, options.mode);
    if (lock) return lock;
    if (first) options.onWait?.();
    await delay(pause, undefined, options.signal ? { signal: options.signal } : {});
    pause = Math.min(pause * 2, retryAtMost);
  }
}

/** As {@link acquireLock}, at once: undefined where another holds it. */
export function tryLock(path: string, mode: LockOptions['mode']): FileLock | undefined {
  for (;;) {
    const descriptor = openSync(path, constants.O_RDWR | constants.O_CREAT, 0o600);
    const result = attempt('flock', descriptor, operations[mode] | nonBlocking);
    if (result === 0 && isAt(descriptor, path)) return held(descriptor, path);
    closeSync(descriptor);
    if (result === -wouldBlock) return undefined;
    if (result < 0) throw new LinuxError('flock', -result, `locking ${path}`);
  }
}

/** Does `work` under the lock and releases it whatever becomes of that. Throws as {@link acquireLock}. */
export async function withLock<T>(
  path: string,
  options: LockOptions,
  work: () => Promise<T>,
): Promise<T> {
  const lock = await acquireLock(path, options);
  try {
    return await work();
  } finally {
    lock.release();
  }
}

/** Whether `path` still names the open file: its last holder may have deleted it. */
function isAt(descriptor: number, path: string): boolean {
  const there = statSync(path, { throwIfNoEntry: false, bigint: true });
  const open = fstatSync(descriptor, { bigint: true });
  return there !== undefined && there.ino === open.ino && there.dev === open.dev;
}

function held(descriptor: number, path: string): FileLock {
  let isHeld = true;
  return {
    path,
    release() {
      if (!isHeld) return;
      isHeld = false;
      closeSync(descriptor);
    },
  };
}
