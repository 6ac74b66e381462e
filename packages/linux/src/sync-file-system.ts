import { closeSync, openSync } from 'node:fs';
import { callInBackground } from './library.ts';

/** syncfs(2) of the file system that holds `path`, on another thread. Throws a LinuxError. */
export async function syncFileSystem(path: string): Promise<void> {
  const descriptor = openSync(path, 'r');
  try {
    await callInBackground('syncfs', `syncing the file system of ${path}`, descriptor);
  } finally {
    closeSync(descriptor);
  }
}
