import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { chmod, chown, lstat, mkdir, realpath, rename, rm, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { acquireLock, type FileLock, tryLock } from '@slipway/linux';
import { digestOf } from './digest-of.ts';
import { hasCode, isAbsent, readJson, touch, writeJson } from './small-file.ts';

/** What a cache mount is opened with. */
export interface CacheMountRequest {
  readonly id: string;
  readonly sharing: 'shared' | 'private' | 'locked';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** A folder whose content a new cache starts with; asked for only then. */
  initialContent?(): Promise<string>;
  /** A folder inside the cache to be mounted instead of all of it. */
  readonly subfolder?: string;
}

/** A cache mount in use. */
export interface OpenCacheMount {
  /** Absolute. */
  readonly path: string;
  release(): void;
}

/** What is known of a cache mount. */
export interface CacheMountInfo {
  readonly id: string;
}

/**
 * Cache mounts: `<folder>/cache/mounts/<digest of the id>/<copy>`, and locks beside them. Several
 * users share a copy; `locked` ones have it to themselves in turn; `private` ones take a copy that
 * nobody uses, or start another.
 */
export class CacheMounts {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = cacheMountsFolder(folder);
  }

  /** Waits for its turn. Its owner releases it, also when this process is killed. */
  async open(request: CacheMountRequest, signal: AbortSignal): Promise<OpenCacheMount> {
    const folder = join(this.#folder, digestOf(['cache mount', request.id]));
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await this.#describe(folder, request.id);
    const { lock, copy } = await lockCopy(folder, request.sharing, signal);
    try {
      const path = join(folder, copy);
      await create(path, request, signal);
      const mounted =
        request.subfolder === undefined ? path : await subfolderOf(path, request.subfolder);
      return { path: mounted, release: () => lock.release() };
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async #describe(folder: string, id: string): Promise<void> {
    const path = join(folder, infoFile);
    if (await readJson(path)) await touch(path);
    else await writeJson(path, { id } satisfies CacheMountInfo);
  }
}

/** In each mount's folder: its id; its time is the mount's last use. */
export const infoFile = 'info.json';

export function cacheMountsFolder(folder: string): string {
  return join(folder, 'cache', 'mounts');
}

async function lockCopy(
  folder: string,
  sharing: CacheMountRequest['sharing'],
  signal: AbortSignal,
): Promise<{ readonly lock: FileLock; readonly copy: string }> {
  if (sharing !== 'private') {
    const mode = sharing === 'locked' ? 'exclusive' : 'shared';
    return { lock: await acquireLock(join(folder, '0.lock'), { mode, signal }), copy: '0' };
  }
  for (let copy = 0; ; copy++) {
    const lock = tryLock(join(folder, `${copy}.lock`), 'exclusive');
    if (lock) return { lock, copy: String(copy) };
  }
}

/** Makes a copy where it is absent: as a whole, by whoever comes first. */
async function create(
  path: string,
  request: CacheMountRequest,
  signal: AbortSignal,
): Promise<void> {
  if (await exists(path)) return;
  const lock = await acquireLock(`${path}.new.lock`, { mode: 'exclusive', signal });
  const temporary = `${path}.${randomUUID()}.tmp`;
  try {
    if (await exists(path)) return;
    await mkdir(temporary, { mode: 0o700 });
    const content = await request.initialContent?.();
    if (content !== undefined) await copyFolder(content, temporary, signal);
    await chown(temporary, request.uid, request.gid);
    await chmod(temporary, request.mode);
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  } finally {
    lock.release();
  }
}

async function exists(path: string): Promise<boolean> {
  try {
    await stat(path);
    return true;
  } catch (error) {
    if (isAbsent(error)) return false;
    throw error;
  }
}

/** Everything of a folder, owners, links and attributes included. */
async function copyFolder(from: string, to: string, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    const copying = spawn('cp', ['-a', '--', `${from}/.`, to], {
      stdio: ['ignore', 'ignore', 'pipe'],
      signal,
    });
    let said = '';
    copying.stderr.setEncoding('utf8').on('data', (text: string) => {
      said = `${said}${text}`.slice(-2000);
    });
    copying.on('error', reject);
    copying.on('close', (code) => {
      if (code === 0) resolve();
      else reject(new Error(`filling a new cache mount failed: ${said.trim()}`));
    });
  });
}

/** A folder inside a cache, made where it is absent. Steps write there: no link of theirs is followed. */
async function subfolderOf(root: string, subfolder: string): Promise<string> {
  let path = await realpath(root);
  for (const name of subfolder.split('/')) {
    if (name === '' || name === '.') continue;
    if (name === '..' || name.includes(sep)) throw leavesCache(subfolder);
    path = join(path, name);
    await mkdir(path).catch((error: unknown) => {
      if (!hasCode(error, 'EEXIST')) throw error;
    });
    if (!(await lstat(path)).isDirectory()) throw leavesCache(subfolder);
  }
  return path;
}

function leavesCache(subfolder: string): Error {
  return new Error(`the cache mount has no folder ${JSON.stringify(subfolder)}`);
}
