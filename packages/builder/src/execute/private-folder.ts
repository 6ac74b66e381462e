import { mkdtemp, rmdir } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mount, mountFlags, unmount } from '@slipway/linux';

/** A folder in memory that no one else sees: for secrets, sockets and scripts of one step. */
export interface PrivateFolder {
  /** Absolute, and short enough for sockets. */
  readonly path: string;
  close(): Promise<void>;
}

/** Mounts one, in this process's mount namespace: a kill at any moment leaves nothing of it readable. */
export async function openPrivateFolder(): Promise<PrivateFolder> {
  const path = await mkdtemp(join(tmpdir(), 'slipway-'));
  try {
    const flags = mountFlags.noSetuid | mountFlags.noDevices;
    // Searchable for all: a step reaches what is in it by mounts alone, as any user.
    mount({ source: 'tmpfs', target: path, type: 'tmpfs', flags, data: 'mode=0711' });
  } catch (error) {
    await rmdir(path);
    throw error;
  }
  return {
    path,
    async close() {
      unmount(path, { detach: true });
      await rmdir(path);
    },
  };
}
