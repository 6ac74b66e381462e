import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { removeTree, tryLock } from '@slipway/linux';
import { LayerFolder, withFolder } from './layer-folder.ts';
import { mountsFolder, removeMountFolder } from './mount-layers.ts';
import { removeLayerFolder } from './remove-layer-folder.ts';

/**
 * Removes what killed processes, or a crash of the machine, left: mounts that nobody holds, layers
 * that are not whole or not certain to be.
 */
export async function sweepLeftovers(layers: string): Promise<void> {
  for (const name of namesIn(join(layers, mountsFolder))) {
    const folder = join(layers, mountsFolder, name);
    await whileLocked(join(folder, 'lock'), () => removeMountFolder(folder));
  }
  for (const name of namesIn(layers)) {
    const folder = LayerFolder.of(layers, name.replace('-', ':'));
    if (folder) await sweepLayer(layers, folder);
  }
}

async function sweepLayer(layers: string, folder: LayerFolder): Promise<void> {
  if (folder.read() && !existsSync(folder.partialTree)) return;
  await whileLocked(folder.changeLock, async () => {
    if (!folder.read()) await removeLayerFolder(layers, folder);
    else {
      await withFolder(folder.path, async (own) => {
        removeTree({ folder: own, name: Buffer.from('fs.partial') });
      });
    }
  });
}

/** Does nothing where another holds the lock, or has removed its folder. */
async function whileLocked(path: string, work: () => Promise<void>): Promise<void> {
  try {
    const lock = tryLock(path, 'exclusive');
    if (!lock) return;
    try {
      await work();
    } finally {
      lock.release();
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function namesIn(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}
