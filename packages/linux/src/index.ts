export { deviceParts, type EntryPlace, entries } from './entries.ts';
export { LinuxError } from './errors.ts';
export { getAttribute, listAttributes, setAttribute } from './extended-attributes.ts';
export { acquireLock, type FileLock, type LockOptions, tryLock, withLock } from './file-lock.ts';
export { type MountRequest, mount, mountFlags, unmount } from './mount.ts';
export {
  type OpenInRootOptions,
  openFlags,
  openInRoot,
  tryOpenInRoot,
} from './open-in-root.ts';
export { removeTree } from './remove-tree.ts';
export { syncFileSystem } from './sync-file-system.ts';
