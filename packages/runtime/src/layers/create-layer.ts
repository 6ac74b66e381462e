import { randomUUID } from 'node:crypto';
import { type TarInput, writeTar } from '@slipway/archive';
import type { LayerStoreContext } from './create-layer-store.ts';
import { fillTree } from './ensure-unpacked.ts';
import { indexEntry } from './folder-content.ts';
import { addVariant, noteIndex } from './layer-changes.ts';
import { layerEntry } from './layer-entry.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import type { Layer, LayerStore } from './layer-store.ts';
import { removeLayerFolder } from './remove-layer-folder.ts';
import { writeLayerBlob } from './write-layer-blob.ts';

/** {@link LayerStore.create}. */
export async function createLayer(
  context: LayerStoreContext,
  entries: AsyncIterable<TarInput>,
  { as, signal }: Parameters<LayerStore['create']>[1],
): Promise<Layer> {
  if (as === 'folder') return createFolder(context, entries, signal);
  const index = new LayerIndexBuilder();
  const { descriptor, diffId } = await writeLayerBlob(writeTar(indexed(entries, index)), {
    content: context.content,
    compression: as.blob,
    level: as.level,
    signal,
  });
  const layer = { id: diffId };
  const folder = context.folderOf(layer);
  await addVariant(folder, { descriptor, diffId });
  if (context.recordOf(folder).size === undefined) await noteIndex(folder, index);
  return layer;
}

async function createFolder(
  context: LayerStoreContext,
  entries: AsyncIterable<TarInput>,
  signal: AbortSignal | undefined,
): Promise<Layer> {
  const layer = { id: `step:${randomUUID()}` };
  const folder = context.folderOf(layer);
  const lock = await folder.lockForChange(signal);
  try {
    await fillTree(folder, complete(entries), { record: { ...layer, blobs: [] }, signal });
    return layer;
  } catch (error) {
    await removeLayerFolder(context.folder, folder);
    throw error;
  } finally {
    lock.release();
  }
}

async function* complete(entries: AsyncIterable<TarInput>) {
  for await (const input of entries) yield layerEntry(input);
}

/** `entries`, noted in `index` while they pass. */
export async function* indexed(
  entries: AsyncIterable<TarInput>,
  index: LayerIndexBuilder,
): AsyncGenerator<TarInput> {
  for await (const input of entries) {
    indexEntry(index, layerEntry(input).header);
    yield input;
  }
}
