import { mkdirSync, renameSync } from 'node:fs';
import { removeTree } from '@slipway/linux';
import type { LayerStoreContext } from './create-layer-store.ts';
import { checkUsable } from './folder-content.ts';
import type { LayerEntry } from './layer-entry.ts';
import { layerFailure } from './layer-failure.ts';
import { bootId, type LayerFolder, type LayerRecord, withFolder } from './layer-folder.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import { readLayerEntries } from './layer-source.ts';
import type { Layer } from './layer-store.ts';
import { overlayKind } from './overlay-kind.ts';
import { presentVariant } from './present-variant.ts';
import { unpackEntries } from './unpack-layer.ts';

export interface EnsureUnpackedOptions {
  readonly signal?: AbortSignal | undefined;
  onProgress?(progress: {
    readonly layer: Layer;
    readonly bytes: number;
    readonly total?: number;
  }): void;
}

/** The layer's whole unpacked folder, made from its blob where there is none: once, whoever asks. */
export async function ensureUnpacked(
  context: LayerStoreContext,
  layer: Layer,
  options: EnsureUnpackedOptions,
): Promise<LayerFolder> {
  const folder = context.folderOf(layer);
  const known = context.recordOf(folder);
  if (known.folder) {
    checkUsable(known);
    return folder;
  }
  const lock = await folder.lockForChange(options.signal);
  try {
    const record = context.recordOf(folder);
    if (record.folder) return folder;
    const variant = await presentVariant(context, record);
    const { descriptor, diffId } = variant;
    const source = readLayerEntries({
      content: context.content,
      descriptor,
      diffId,
      signal: options.signal,
      onProgress: (bytes) => options.onProgress?.({ layer, bytes, total: descriptor.size }),
    });
    await fillTree(folder, source, { record, signal: options.signal });
    return folder;
  } catch (error) {
    throw layerFailure(error, `Layer ${layer.id} cannot be unpacked`);
  } finally {
    lock.release();
  }
}

/**
 * Unpacks `source` as the layer's tree and records it. Whoever calls holds the lock for changes.
 * Nothing is left where it fails.
 */
export async function fillTree(
  folder: LayerFolder,
  source: AsyncIterable<LayerEntry>,
  options: { readonly record: LayerRecord; readonly signal?: AbortSignal | undefined },
): Promise<void> {
  const overlay = overlayKind();
  const index = new LayerIndexBuilder();
  const removePartial = () =>
    withFolder(folder.path, async (own) => {
      removeTree({ folder: own, name: Buffer.from('fs.partial') });
    });
  await removePartial();
  await withFolder(folder.path, async (own) => {
    // One that a crash of the machine made doubtful.
    removeTree({ folder: own, name: Buffer.from('fs') });
  });
  try {
    mkdirSync(folder.partialTree, { mode: 0o755 });
    const { kept } = await withFolder(folder.partialTree, (root) =>
      unpackEntries(source, {
        root,
        overlay,
        index,
        ...(options.signal ? { signal: options.signal } : {}),
      }),
    );
    folder.writeKept(kept);
    folder.writeIndex(index.format());
    renameSync(folder.partialTree, folder.tree);
    folder.write({
      ...options.record,
      size: index.size,
      latest: index.latest,
      folder: { boot: bootId(), overlay: overlay.name },
    });
  } catch (error) {
    await removePartial();
    throw error;
  }
}
