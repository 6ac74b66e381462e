import { closeSync, constants, type Dirent, readdirSync } from 'node:fs';
import { type EntryPlace, entries } from './entries.ts';
import { LinuxError } from './errors.ts';
import { openFlags, tryOpenInRoot } from './open-in-root.ts';

/**
 * Removes an entry with everything below it, whatever bytes its names are of. No symbolic link is
 * followed. False where there is none. Throws a LinuxError.
 */
export function removeTree(place: EntryPlace): boolean {
  const folder = tryOpenInRoot(place.folder, place.name, {
    flags: openFlags.path | constants.O_DIRECTORY | constants.O_NOFOLLOW,
    symlinks: 'refuse',
  });
  if (folder < 0) {
    if (folder === -notFound) return false;
    if (folder === -notFolder || folder === -loop) return entries.removeFile(place);
    throw new LinuxError('openat2', -folder, `removing ${Buffer.from(place.name)}`);
  }
  try {
    for (const child of childrenOf(folder)) removeChild(folder, child);
  } finally {
    closeSync(folder);
  }
  return entries.removeFolder(place);
}

const notFound = 2;
const notFolder = 20;
const loop = 40;

function removeChild(folder: number, child: Dirent<Buffer>): void {
  const place = { folder, name: child.name };
  if (child.isDirectory()) removeTree(place);
  else entries.removeFile(place);
}

function childrenOf(folder: number): Dirent<Buffer>[] {
  return readdirSync(`/proc/self/fd/${folder}`, { encoding: 'buffer', withFileTypes: true });
}
