import type * as promises from 'node:fs/promises';

/** What the filesystem store uses of `node:fs/promises`, which is one: tests give a failing one. */
export type FileSystem = Pick<
  typeof promises,
  | 'access'
  | 'copyFile'
  | 'lstat'
  | 'mkdir'
  | 'open'
  | 'opendir'
  | 'rename'
  | 'statfs'
  | 'unlink'
  | 'utimes'
>;
