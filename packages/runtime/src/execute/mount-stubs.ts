import { closeSync, constants, fstatSync } from 'node:fs';
import { join } from 'node:path';
import { entries, LinuxError, openFlags, openInRoot, tryOpenInRoot } from '@slipway/linux';
import { RuntimeError } from '../errors.ts';
import { lookAt, openFolder, resolveInRoot } from './path-in-root.ts';

export interface StubTarget {
  /** In the container. */
  readonly target: string;
  readonly kind: 'file' | 'folder';
}

interface Stub {
  readonly parents: readonly string[];
  readonly name: string;
  readonly kind: 'file' | 'folder';
  /** Of the parent, before the stub was made and just after: nanoseconds. */
  readonly before: bigint;
  readonly after: bigint;
}

export interface MountStubs {
  /**
   * Takes away what was made, where it is still empty, and gives its parents their times back
   * unless something else changed them. Never fails on what the container made of them.
   */
  remove(): void;
}

/**
 * Makes the empty files and folders that mounts need where the root lacks them, those above them
 * too, inside the root whatever its symbolic links say. Throws START_FAILED where a file is in the
 * way.
 */
export function makeMountStubs(root: string, targets: readonly StubTarget[]): MountStubs {
  const stubs: Stub[] = [];
  const descriptor = openFolder(root);
  try {
    for (const { target, kind } of targets) makeStub(stubs, { root, descriptor, target, kind });
  } catch (error) {
    removeStubs(root, stubs);
    throw error;
  } finally {
    closeSync(descriptor);
  }
  return { remove: () => removeStubs(root, stubs) };
}

function makeStub(
  stubs: Stub[],
  request: StubTarget & { readonly root: string; readonly descriptor: number },
): void {
  const { root, descriptor, target, kind } = request;
  const names = resolveInRoot(root, target);
  if (names.length === 0) return;
  for (let depth = 1; depth <= names.length; depth++) {
    const isLast = depth === names.length;
    const there = lookAt(join(root, ...names.slice(0, depth)));
    if (there && (isLast || there.isDirectory())) continue;
    if (there) {
      const place = `/${names.slice(0, depth).join('/')}`;
      throw new RuntimeError('START_FAILED', `cannot mount at ${target}: ${place} is no folder`);
    }
    const parents = names.slice(0, depth - 1);
    const name = names[depth - 1] ?? '';
    const stub = withFolder<Stub>(descriptor, parents, (folder) => {
      const before = fstatSync(folder, { bigint: true }).mtimeNs;
      const place = { folder, name: Buffer.from(name) };
      if (isLast && kind === 'file') closeSync(entries.createFile(place, 0o644));
      else entries.makeFolder(place, 0o755);
      const made = isLast ? kind : 'folder';
      return {
        parents,
        name,
        kind: made,
        before,
        after: fstatSync(folder, { bigint: true }).mtimeNs,
      };
    });
    stubs.push(stub);
  }
}

function removeStubs(root: string, stubs: readonly Stub[]): void {
  const descriptor = openFolder(root);
  try {
    for (const stub of [...stubs].reverse()) removeStub(descriptor, stub);
  } finally {
    closeSync(descriptor);
  }
}

function removeStub(descriptor: number, { parents, name, kind, before, after }: Stub): void {
  // The step may have put a link, or nothing, where the parent was: then there is nothing of ours.
  const folder = tryOpenInRoot(descriptor, parents.join('/'), {
    flags: openFlags.path | constants.O_DIRECTORY,
    symlinks: 'refuse',
  });
  if (folder < 0) return;
  try {
    const modified = fstatSync(folder, { bigint: true }).mtimeNs;
    const place = { folder, name: Buffer.from(name) };
    if (kind === 'file') {
      if (!isEmptyFile(folder, name)) return;
      entries.removeFile(place);
    } else {
      entries.removeFolder(place);
    }
    const times = { modified: modified === after ? before : modified };
    entries.setTimes({ folder, name: Buffer.from('.') }, times);
  } catch (error) {
    // ENOTEMPTY, ENOTDIR, EISDIR: the container made something else of it, which is the layer's.
    if (!(error instanceof LinuxError)) throw error;
  } finally {
    closeSync(folder);
  }
}

function isEmptyFile(folder: number, name: string): boolean {
  const flags = openFlags.path | constants.O_NOFOLLOW;
  const descriptor = tryOpenInRoot(folder, name, { flags, symlinks: 'refuse' });
  if (descriptor < 0) return false;
  try {
    const status = fstatSync(descriptor);
    return status.isFile() && status.size === 0;
  } finally {
    closeSync(descriptor);
  }
}

function withFolder<T>(
  descriptor: number,
  names: readonly string[],
  work: (folder: number) => T,
): T {
  const folder = openInRoot(descriptor, names.join('/'), {
    flags: openFlags.path | constants.O_DIRECTORY,
    symlinks: 'refuse',
  });
  try {
    return work(folder);
  } finally {
    closeSync(folder);
  }
}
