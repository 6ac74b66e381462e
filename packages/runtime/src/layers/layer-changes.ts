import type { BlobVariant, LayerFolder } from './layer-folder.ts';

/** Adds a blob to what is known of a layer, which may be new. */
export async function addVariant(folder: LayerFolder, variant: BlobVariant): Promise<void> {
  if (folder.read()?.blobs.some((each) => isSame(each, variant))) {
    folder.touch();
    return;
  }
  const lock = await folder.lockForChange();
  try {
    const record = folder.read() ?? { id: folder.id, blobs: [] };
    if (record.blobs.some((each) => isSame(each, variant))) return;
    folder.write({ ...record, blobs: [...record.blobs, variant] });
  } finally {
    lock.release();
  }
}

function isSame(one: BlobVariant, two: BlobVariant): boolean {
  return one.descriptor.digest === two.descriptor.digest && one.latestTime === two.latestTime;
}

/** Notes what an index told, if the layer is still there. */
export async function noteIndex(
  folder: LayerFolder,
  index: { readonly size: number; readonly latest: number; format(): Uint8Array },
): Promise<void> {
  const lock = await folder.lockForChange();
  try {
    const record = folder.read();
    if (!record) return;
    folder.writeIndex(index.format());
    folder.write({ ...record, size: index.size, latest: index.latest });
  } finally {
    lock.release();
  }
}
