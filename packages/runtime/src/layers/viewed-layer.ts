import type { LayerStoreContext } from './create-layer-store.ts';
import {
  checkSize,
  checkUsable,
  folderIndex,
  indexEntry,
  isUsable,
  readFromFolder,
} from './folder-content.ts';
import { askFolder } from './folder-lookup.ts';
import { noteIndex } from './layer-changes.ts';
import { cleanPath, type LayerEntry } from './layer-entry.ts';
import { LayerIndex } from './layer-index.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import { readLayerEntries } from './layer-source.ts';
import type { Layer } from './layer-store.ts';
import { overlayKind } from './overlay-kind.ts';
import { presentVariant } from './present-variant.ts';
import type { ViewedLayer } from './root-view.ts';

/** A layer for a view: asked of its folder or its index, files from where they are. */
export function viewedLayer(context: LayerStoreContext, layer: Layer): ViewedLayer {
  let asked: Promise<ViewedLayer['ask']> | undefined;
  return {
    ask: async (path) => {
      asked ??= answering(context, layer);
      return (await asked)(path);
    },
    readFile: async (path, maximumSize) => {
      const folder = context.folderOf(layer);
      const record = context.recordOf(folder);
      if (isUsable(record)) return readFromFolder(folder, path, maximumSize);
      if (record.blobs.length === 0) checkUsable(record);
      const key = Buffer.from(path).toString('latin1');
      return readFromBlob(context, layer, { key, path, maximumSize });
    },
  };
}

async function answering(context: LayerStoreContext, layer: Layer): Promise<ViewedLayer['ask']> {
  const folder = context.folderOf(layer);
  const record = context.recordOf(folder);
  const lines = record.size === undefined ? undefined : folder.readIndex();
  if (!lines && isUsable(record)) {
    const kept = folder.readKept().filter(({ absent }) => absent);
    const absent = new Map(kept.map((each) => [each.path, each]));
    const known = { tree: folder.tree, overlay: overlayKind(), absent };
    return async (path) => askFolder(path, known);
  }
  const index = new LayerIndex(lines ?? (await makeIndex(context, layer)).format());
  return async (path) => index.ask(path);
}

/** The layer's index, made from its folder or its blob, and kept. */
export async function makeIndex(
  context: LayerStoreContext,
  layer: Layer,
): Promise<LayerIndexBuilder> {
  const folder = context.folderOf(layer);
  const record = context.recordOf(folder);
  let index = new LayerIndexBuilder();
  if (isUsable(record)) index = await folderIndex(folder);
  else {
    if (record.blobs.length === 0) checkUsable(record);
    for await (const { header } of await blobEntries(context, layer)) indexEntry(index, header);
  }
  await noteIndex(folder, index);
  return index;
}

async function blobEntries(
  context: LayerStoreContext,
  layer: Layer,
): Promise<AsyncIterable<LayerEntry>> {
  const record = context.recordOf(context.folderOf(layer));
  const { descriptor } = await presentVariant(context, record);
  return readLayerEntries({ content: context.content, descriptor });
}

async function readFromBlob(
  context: LayerStoreContext,
  layer: Layer,
  wanted: { readonly key: string; readonly path: string; readonly maximumSize: number },
): Promise<Uint8Array | undefined> {
  let key = wanted.key;
  // A hard link names a file that came before it: a second pass reads that.
  for (let passes = 0; passes < 8; passes++) {
    let linked: string | undefined;
    for await (const { header, body } of await blobEntries(context, layer)) {
      if (latin1(cleanPath(header.name)) !== key) continue;
      if (header.type === 'link') {
        linked = latin1(cleanPath(header.linkName));
        break;
      }
      if (header.type !== 'file') continue;
      checkSize(wanted.path, header.size, wanted.maximumSize);
      return body === undefined || body instanceof Uint8Array ? body : gathered(body);
    }
    if (linked === undefined) return undefined;
    key = linked;
  }
  return undefined;
}

async function gathered(body: AsyncIterable<Uint8Array>): Promise<Uint8Array> {
  const parts: Uint8Array[] = [];
  for await (const part of body) parts.push(Uint8Array.from(part));
  return Buffer.concat(parts);
}

function latin1(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('latin1');
}
