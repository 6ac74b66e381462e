import { readdirSync, statSync } from 'node:fs';
import { syncFileSystem } from '@slipway/linux';
import { LayerFolder } from './layer-folder.ts';

/** Milliseconds after which the kernel has written nearly everything by itself, so that a sync is short. */
const settledAfterMs = 60_000;

/**
 * Makes older layers count beyond this start of the machine: one sync for all of them, on another
 * thread. Building never waits for the disk; a power failure takes the newest layers at most.
 */
export async function settleLayers(layers: string): Promise<void> {
  const folders = readdirSync(layers)
    .map((name) => LayerFolder.of(layers, name.replace('-', ':')))
    .filter((folder) => folder !== undefined)
    .filter(isUnsettled);
  if (folders.length === 0) return;
  await syncFileSystem(layers);
  for (const folder of folders) await settle(folder);
}

function isUnsettled(folder: LayerFolder): boolean {
  if (folder.read()?.folder?.boot === undefined) return false;
  // Set by the rename that made it whole.
  const madeAt = statSync(folder.tree, { throwIfNoEntry: false })?.ctimeMs;
  return madeAt !== undefined && Date.now() - madeAt > settledAfterMs;
}

async function settle(folder: LayerFolder): Promise<void> {
  const lock = await folder.lockForChange();
  try {
    const record = folder.read();
    if (!record?.folder) return;
    const lastUsedAt = folder.lastUsedAt();
    folder.write({ ...record, folder: { overlay: record.folder.overlay } });
    folder.touch(lastUsedAt);
  } finally {
    lock.release();
  }
}
