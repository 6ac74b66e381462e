import { type TarInput, writeTar } from '@slipway/archive';
import { acquireLock } from '@slipway/linux';
import { indexed } from './create-layer.ts';
import type { LayerStoreContext } from './create-layer-store.ts';
import { checkUsable } from './folder-content.ts';
import { addVariant, noteIndex } from './layer-changes.ts';
import { compressionOf, type LayerEntry } from './layer-entry.ts';
import {
  type BlobVariant,
  type LayerFolder,
  type LayerRecord,
  withFolder,
} from './layer-folder.ts';
import { LayerIndexBuilder } from './layer-index-builder.ts';
import { readLayerEntries, readLayerTar } from './layer-source.ts';
import type { Layer, LayerBlob, PackOptions } from './layer-store.ts';
import { overlayKind } from './overlay-kind.ts';
import { packFolder } from './pack-folder.ts';
import { writeLayerBlob } from './write-layer-blob.ts';

/** {@link import('./layer-store.ts').LayerStore.blob}: what is there already, or packed now, once. */
export async function packLayer(
  context: LayerStoreContext,
  layer: Layer,
  options: PackOptions,
): Promise<LayerBlob> {
  const folder = context.folderOf(layer);
  const found = await findVariant(context, context.recordOf(folder), options);
  if (found) return found;
  // Two that pack one layer would do the same work twice.
  const lock = await acquireLock(folder.packLock, lockOptions('exclusive', options.signal));
  try {
    const use = await acquireLock(folder.useLock, lockOptions('shared', options.signal));
    try {
      const record = context.recordOf(folder);
      return (
        (await findVariant(context, record, options)) ??
        (await pack(context, { folder, record }, options))
      );
    } finally {
      use.release();
    }
  } finally {
    lock.release();
  }
}

const lockOptions = (mode: 'exclusive' | 'shared', signal: AbortSignal | undefined) => ({
  mode,
  ...(signal ? { signal } : {}),
});

async function findVariant(
  context: LayerStoreContext,
  record: LayerRecord,
  options: PackOptions,
): Promise<LayerBlob | undefined> {
  const fitting = record.blobs.filter(
    (each) =>
      isTimely(each, record, options.latestTime) &&
      (!options.force || compressionOf(each.descriptor) === options.compression),
  );
  const exact = (each: BlobVariant) => compressionOf(each.descriptor) === options.compression;
  for (const { descriptor, diffId } of fitting.toSorted((a, b) => +exact(b) - +exact(a))) {
    if (await context.content.stat(descriptor.digest)) return { descriptor, diffId };
  }
  return undefined;
}

/** Whether a variant's times are as they were asked for. */
function isTimely(
  { latestTime }: BlobVariant,
  { latest }: LayerRecord,
  wanted: number | undefined,
): boolean {
  if (latestTime === wanted) return true;
  return (
    latestTime === undefined && wanted !== undefined && latest !== undefined && latest <= wanted
  );
}

async function pack(
  context: LayerStoreContext,
  { folder, record }: { readonly folder: LayerFolder; readonly record: LayerRecord },
  options: PackOptions,
): Promise<LayerBlob> {
  const { content } = context;
  const { compression, level, signal, latestTime } = options;
  const write = (tar: AsyncIterable<Uint8Array>) =>
    writeLayerBlob(tar, { content, compression, level, signal });
  const source = await blobSource(context, record);
  const clamped =
    latestTime !== undefined && !(record.latest !== undefined && record.latest <= latestTime);
  let packed: LayerBlob;
  if (source && !clamped) {
    packed = await write(readLayerTar({ content, ...source, signal }));
  } else if (source) {
    const entries = readLayerEntries({ content, ...source, signal });
    packed = await write(writeTar(clampedEntries(asInputs(entries), latestTime)));
  } else {
    checkUsable(record);
    packed = await withFolder(folder.tree, async (root) => {
      const index = new LayerIndexBuilder();
      const entries = packFolder({ root, overlay: overlayKind(), kept: folder.readKept() });
      const blob = await write(writeTar(clampedEntries(indexed(entries, index), latestTime)));
      if (record.latest === undefined) await noteIndex(folder, index);
      return blob;
    });
  }
  await addVariant(folder, { ...packed, ...(clamped ? { latestTime } : {}) });
  return packed;
}

/** The layer's own blob, if the content store has it. */
async function blobSource(
  { content }: LayerStoreContext,
  record: LayerRecord,
): Promise<Pick<BlobVariant, 'descriptor' | 'diffId'> | undefined> {
  for (const { descriptor, diffId, latestTime } of record.blobs) {
    if (latestTime === undefined && (await content.stat(descriptor.digest))) {
      return { descriptor, diffId };
    }
  }
  return undefined;
}

async function* clampedEntries(
  entries: AsyncIterable<TarInput>,
  latest: number | undefined,
): AsyncGenerator<TarInput> {
  for await (const input of entries) {
    const { header, body } = input;
    if (latest === undefined || !header.mtime || !isLater(header.mtime, latest)) yield input;
    else
      yield {
        header: { ...header, mtime: { seconds: latest, nanoseconds: 0 } },
        ...(body ? { body } : {}),
      };
  }
}

function isLater(
  time: { readonly seconds: number; readonly nanoseconds: number },
  latest: number,
): boolean {
  return time.seconds > latest || (time.seconds === latest && time.nanoseconds > 0);
}

async function* asInputs(entries: AsyncIterable<LayerEntry>): AsyncGenerator<TarInput> {
  for await (const { header, body } of entries) {
    const { type } = header;
    if (type !== 'unknown') yield { header: { ...header, type }, ...(body ? { body } : {}) };
  }
}
