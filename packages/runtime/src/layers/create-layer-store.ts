import { mkdirSync, readdirSync } from 'node:fs';
import type { TarInput } from '@slipway/archive';
import type { ContentStore } from '@slipway/content';
import { tryLock } from '@slipway/linux';
import type { Descriptor } from '@slipway/oci';
import { RuntimeError } from '../errors.ts';
import { createLayer } from './create-layer.ts';
import { isUsable } from './folder-content.ts';
import { addVariant } from './layer-changes.ts';
import { layerFailure } from './layer-failure.ts';
import { LayerFolder, type LayerRecord } from './layer-folder.ts';
import type {
  Layer,
  LayerBlob,
  LayerStore,
  LayerUse,
  MountedRoot,
  PackOptions,
  RootView,
} from './layer-store.ts';
import { mountLayers } from './mount-layers.ts';
import { packLayer } from './pack-layer.ts';
import { removeLayerFolder } from './remove-layer-folder.ts';
import { viewLayers } from './root-view.ts';
import { settleLayers } from './settle-layers.ts';
import { sweepLeftovers } from './sweep-leftovers.ts';
import { makeIndex, viewedLayer } from './viewed-layer.ts';

export interface LayerStoreOptions {
  /** The layers' folder, on a file system that overlayfs can write to; made where it is absent. */
  readonly folder: string;
  /** Where blobs are. */
  readonly content: ContentStore;
}

/** What the parts of a layer store share. */
export interface LayerStoreContext extends LayerStoreOptions {
  /** The layer's folder. Throws LAYER_UNAVAILABLE for an id that none has. */
  folderOf(layer: Layer): LayerFolder;
  /** What is known of it. Throws LAYER_UNAVAILABLE. */
  recordOf(folder: LayerFolder): LayerRecord;
}

/**
 * The layers kept in a folder. What killed processes left in it is removed where this process may.
 * Unpacking and mounting need root or the build namespace; the rest works without.
 */
export async function createLayerStore(options: LayerStoreOptions): Promise<LayerStore> {
  // Images hold setuid programs: no other user may come near them.
  mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  if (process.geteuid?.() === 0) {
    await sweepLeftovers(options.folder);
    // Until it is done the layers count within this start of the machine; the next opening tries again.
    settleLayers(options.folder).catch(() => {});
  }
  return new FolderLayerStore(options);
}

class FolderLayerStore implements LayerStore, LayerStoreContext {
  readonly folder: string;
  readonly content: ContentStore;

  constructor({ folder, content }: LayerStoreOptions) {
    this.folder = folder;
    this.content = content;
  }

  folderOf({ id }: Layer): LayerFolder {
    const folder = LayerFolder.of(this.folder, id);
    if (!folder)
      throw new RuntimeError('LAYER_UNAVAILABLE', `${JSON.stringify(id)} is no layer's id`);
    return folder;
  }

  recordOf(folder: LayerFolder): LayerRecord {
    const record = folder.read();
    if (record) return record;
    throw new RuntimeError(
      'LAYER_UNAVAILABLE',
      `Layer ${folder.id} is not in ${this.folder} any more`,
      {
        advice: 'Build again.',
      },
    );
  }

  async fromBlob({ descriptor, diffId }: LayerBlob): Promise<Layer> {
    const layer = { id: diffId };
    await addVariant(this.folderOf(layer), { descriptor, diffId });
    return layer;
  }

  async get(id: string): Promise<Layer | undefined> {
    const folder = LayerFolder.of(this.folder, id);
    if (!folder?.read()) return undefined;
    folder.touch();
    return { id };
  }

  create(
    entries: AsyncIterable<TarInput>,
    options: Parameters<LayerStore['create']>[1],
  ): Promise<Layer> {
    return named('The new layer', () => createLayer(this, entries, options));
  }

  blob(layer: Layer, options: PackOptions): Promise<LayerBlob> {
    return named(`Layer ${layer.id}`, () => packLayer(this, layer, options));
  }

  async knownBlob(layer: Layer): Promise<LayerBlob | undefined> {
    const record = this.folderOf(layer).read();
    for (const { descriptor, diffId, latestTime } of record?.blobs ?? []) {
      if (latestTime === undefined && (await this.content.stat(descriptor.digest))) {
        return { descriptor, diffId };
      }
    }
    return undefined;
  }

  view(layers: readonly Layer[]): RootView {
    return viewLayers(layers.map((layer) => viewedLayer(this, layer)));
  }

  mount(
    layers: readonly Layer[],
    options: Parameters<LayerStore['mount']>[1],
  ): Promise<MountedRoot> {
    return named('The root file system', () => mountLayers(this, layers, options));
  }

  async size(layer: Layer): Promise<number> {
    const folder = this.folderOf(layer);
    const known = this.recordOf(folder).size;
    if (known !== undefined) return known;
    return (await makeIndex(this, layer)).size;
  }

  async *list(): AsyncIterable<LayerUse> {
    for (const folder of this.#all()) {
      const record = folder.read();
      if (!record) continue;
      const size = record.folder ? await this.#sizeOf(folder, record) : 0;
      yield { id: folder.id, size, lastUsedAt: folder.lastUsedAt() };
    }
  }

  /** Zero where it is not known and this process may not look. */
  async #sizeOf(folder: LayerFolder, record: LayerRecord): Promise<number> {
    if (record.size !== undefined) return record.size;
    return isUsable(record) ? (await makeIndex(this, folder)).size : 0;
  }

  async *blobs(): AsyncIterable<Descriptor> {
    for (const folder of this.#all()) {
      for (const { descriptor } of folder.read()?.blobs ?? []) yield descriptor;
    }
  }

  async remove(layer: Layer): Promise<boolean> {
    const folder = this.folderOf(layer);
    if (!folder.read()) return false;
    const change = tryLock(folder.changeLock, 'exclusive');
    const use = change && tryLock(folder.useLock, 'exclusive');
    try {
      if (!use) return false;
      await removeLayerFolder(this.folder, folder);
      return true;
    } finally {
      use?.release();
      change?.release();
    }
  }

  *#all(): Generator<LayerFolder> {
    for (const name of readdirSync(this.folder)) {
      const folder = LayerFolder.of(this.folder, name.replace('-', ':'));
      if (folder) yield folder;
    }
  }
}

async function named<T>(what: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw layerFailure(error, what);
  }
}
