import { closeSync, constants, fstatSync, readSync } from 'node:fs';
import { openInRoot } from '@slipway/linux';
import { RuntimeError } from '../errors.ts';
import { cleanPath, entryRole, layerEntry } from './layer-entry.ts';
import { type LayerFolder, type LayerRecord, withFolder } from './layer-folder.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import { overlayKind } from './overlay-kind.ts';
import { packFolder } from './pack-folder.ts';

/** Whether this process sees the ids of the layer's folder as they are. */
export function isUsable(record: LayerRecord): boolean {
  return record.folder?.overlay === overlayKind().name;
}

/** Throws NAMESPACE_UNAVAILABLE where the layer's folder can be read only inside the build namespace. */
export function checkUsable(record: LayerRecord): void {
  if (isUsable(record)) return;
  throw new RuntimeError(
    'NAMESPACE_UNAVAILABLE',
    `Layer ${record.id} belongs to subordinate ids: it can be read only inside the build namespace`,
  );
}

/** The index of an unpacked layer, from its entries. */
export async function folderIndex(folder: LayerFolder): Promise<LayerIndexBuilder> {
  const index = new LayerIndexBuilder();
  await withFolder(folder.tree, async (root) => {
    const options = { root, overlay: overlayKind(), kept: folder.readKept(), withoutContent: true };
    for await (const input of packFolder(options)) indexEntry(index, layerEntry(input).header);
  });
  return index;
}

/** Adds an entry. */
export function indexEntry(
  index: LayerIndexBuilder,
  header: ReturnType<typeof layerEntry>['header'],
): void {
  const path = Buffer.from(cleanPath(header.name)).toString('latin1');
  const role = entryRole(path);
  if (role) index.add(header, role);
}

/** A file's content in an unpacked layer. No link is followed. Throws over `maximumSize`. */
export async function readFromFolder(
  folder: LayerFolder,
  path: string,
  maximumSize: number,
): Promise<Uint8Array> {
  return withFolder(folder.tree, async (root) => {
    const flags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;
    const descriptor = openInRoot(root, path, { flags, symlinks: 'refuse' });
    try {
      const { size } = fstatSync(descriptor);
      checkSize(path, size, maximumSize);
      const bytes = new Uint8Array(size);
      for (let used = 0; used < size; ) {
        const read = readSync(descriptor, bytes, used, size - used, used);
        if (read === 0) return bytes.slice(0, used);
        used += read;
      }
      return bytes;
    } finally {
      closeSync(descriptor);
    }
  });
}

/** Throws LAYER_INVALID. */
export function checkSize(path: string, size: number, maximumSize: number): void {
  if (size <= maximumSize) return;
  throw new RuntimeError(
    'LAYER_INVALID',
    `/${path} has ${size} bytes, more than the ${maximumSize} that are read`,
  );
}
