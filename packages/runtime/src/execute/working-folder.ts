import { closeSync, constants } from 'node:fs';
import { join } from 'node:path';
import { entries, openFlags, openInRoot } from '@slipway/linux';
import { lookAt, openFolder, resolveInRoot } from './path-in-root.ts';

/**
 * Makes a container's working folder, and what lacks above it, inside the root: mode 0755, owned by
 * its user. It stays in the layer, as with BuildKit. Throws a LinuxError where a file is in the way.
 */
export function makeWorkingFolder(
  root: string,
  path: string,
  owner: { readonly uid: number; readonly gid: number },
): void {
  const names = resolveInRoot(root, path);
  if (lookAt(join(root, ...names))) return;
  const descriptor = openFolder(root);
  try {
    for (let depth = 1; depth <= names.length; depth++) {
      if (lookAt(join(root, ...names.slice(0, depth)))) continue;
      makeFolder(descriptor, names.slice(0, depth), owner);
    }
  } finally {
    closeSync(descriptor);
  }
}

function makeFolder(
  root: number,
  names: readonly string[],
  owner: { readonly uid: number; readonly gid: number },
): void {
  const folder = openInRoot(root, names.slice(0, -1).join('/'), {
    flags: openFlags.path | constants.O_DIRECTORY,
    symlinks: 'refuse',
  });
  try {
    const place = { folder, name: Buffer.from(names.at(-1) ?? '') };
    entries.makeFolder(place, 0o755);
    entries.changeOwner(place, owner.uid, owner.gid);
    // The process's umask is not the image's business.
    entries.changeMode(place, 0o755);
  } finally {
    closeSync(folder);
  }
}
