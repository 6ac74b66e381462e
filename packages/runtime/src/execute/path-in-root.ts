import {
  closeSync,
  constants,
  fstatSync,
  lstatSync,
  openSync,
  readlinkSync,
  type Stats,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { openFlags, tryOpenInRoot } from '@slipway/linux';
import { RuntimeError } from '../errors.ts';

const MAX_TEXT_BYTES = 10 * 1024 * 1024;
/** As the kernel's own limit, path_resolution(7). */
const MAX_LINKS = 40;

/**
 * The text of a regular file inside `root`, no symbolic link leading out of it; empty where there is
 * none. Throws START_FAILED for one above 10 MiB or one that is no file.
 */
export async function readTextInRoot(root: string, path: string): Promise<string> {
  const place = openFolder(root);
  try {
    const flags = constants.O_RDONLY | constants.O_NONBLOCK;
    const descriptor = tryOpenInRoot(place, path, { flags });
    if (descriptor < 0) return '';
    try {
      const status = fstatSync(descriptor);
      if (!status.isFile() || status.size > MAX_TEXT_BYTES) {
        throw new RuntimeError('START_FAILED', `${path} of the image is no file below 10 MiB`);
      }
      // The descriptor's own name is opened again: a FileHandle cannot be made from a number.
      const handle = await open(`/proc/self/fd/${descriptor}`);
      try {
        return await handle.readFile('latin1');
      } finally {
        await handle.close();
      }
    } finally {
      closeSync(descriptor);
    }
  } finally {
    closeSync(place);
  }
}

/** An O_PATH descriptor of a folder; its owner closes it. */
export function openFolder(path: string): number {
  return openSync(path, openFlags.path | constants.O_DIRECTORY);
}

/**
 * Where `path` leads inside `root`, as names from there on without symbolic links; the last ones may
 * be absent. Nothing may change the root meanwhile. Throws START_FAILED where links go in circles.
 */
export function resolveInRoot(root: string, path: string): string[] {
  const resolved: string[] = [];
  const pending = namesOf(path).reverse();
  for (let links = 0, name = pending.pop(); name !== undefined; name = pending.pop()) {
    if (name === '..') {
      resolved.pop();
      continue;
    }
    const place = join(root, ...resolved, name);
    const target = lookAt(place)?.isSymbolicLink() ? readlinkSync(place) : undefined;
    if (target === undefined) {
      resolved.push(name);
      continue;
    }
    if (++links > MAX_LINKS) {
      throw new RuntimeError('START_FAILED', `${path} of the image: too many symbolic links`);
    }
    if (target.startsWith('/')) resolved.length = 0;
    pending.push(...namesOf(target).reverse());
  }
  return resolved;
}

/** lstat(2); undefined where there is nothing, or a file is on the way. */
export function lookAt(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
    throw error;
  }
}

function namesOf(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}
