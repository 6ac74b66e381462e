import { randomUUID } from 'node:crypto';
import { chmodSync, chownSync, lstatSync, mkdirSync, readdirSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock, type FileLock, removeTree } from '@slipway/linux';
import type { LayerStoreContext } from './create-layer-store.ts';
import { ensureUnpacked } from './ensure-unpacked.ts';
import { bootId, withFolder } from './layer-folder.ts';
import type { Layer, LayerStore, MountedRoot } from './layer-store.ts';
import { mountOverlay, unmountOverlay } from './mount-overlay.ts';
import { overlayKind } from './overlay-kind.ts';

/** Where mounts have their folders, below that of the layers. */
export const mountsFolder = '.mounts';

/** Layers unpacked at once: decompressing and writing overlap, more would fight for the disk. */
const unpackedAtOnce = 2;

/** {@link LayerStore.mount}. */
export async function mountLayers(
  context: LayerStoreContext,
  layers: readonly Layer[],
  options: Parameters<LayerStore['mount']>[1],
): Promise<MountedRoot> {
  const chain = withoutRepeats(layers);
  const locks: FileLock[] = [];
  try {
    for (const layer of chain) locks.push(await lockForUse(context, layer));
    await unpackAll(context, chain, options);
    options.signal?.throwIfAborted();
    return await OverlayRoot.mount(context, chain, { writable: options.writable, locks });
  } catch (error) {
    for (const lock of locks) lock.release();
    throw error;
  }
}

/**
 * Old images repeat layers, which overlayfs refuses. Of equal ones the upmost alone says all: what
 * the lower has or hides, it has or hides again.
 */
function withoutRepeats(layers: readonly Layer[]): readonly Layer[] {
  const last = new Map(layers.map(({ id }, index) => [id, index]));
  return layers.filter(({ id }, index) => last.get(id) === index);
}

async function lockForUse(context: LayerStoreContext, layer: Layer): Promise<FileLock> {
  const folder = context.folderOf(layer);
  context.recordOf(folder);
  const lock = await acquireLock(folder.useLock, { mode: 'shared' });
  try {
    // It may have been removed before the lock was held.
    context.recordOf(folder);
    folder.touch();
    return lock;
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function unpackAll(
  context: LayerStoreContext,
  layers: readonly Layer[],
  options: Parameters<LayerStore['mount']>[1],
): Promise<void> {
  const waiting = layers[Symbol.iterator]();
  const failed = new AbortController();
  const signal = AbortSignal.any([failed.signal, ...(options.signal ? [options.signal] : [])]);
  const work = async (): Promise<void> => {
    try {
      for (const layer of waiting) await ensureUnpacked(context, layer, { ...options, signal });
    } catch (error) {
      failed.abort(error);
      throw error;
    }
  };
  // Nothing goes on behind a failure: the locks are released then.
  await Promise.allSettled(Array.from({ length: unpackedAtOnce }, work));
  failed.signal.throwIfAborted();
}

class OverlayRoot implements MountedRoot {
  readonly path: string;
  readonly #context: LayerStoreContext;
  readonly #folder: string;
  readonly #upper: string | undefined;
  readonly #locks: readonly FileLock[];
  #isOpen = true;

  static async mount(
    context: LayerStoreContext,
    layers: readonly Layer[],
    { writable, locks }: { readonly writable: boolean; readonly locks: readonly FileLock[] },
  ): Promise<OverlayRoot> {
    const folder = join(context.folder, mountsFolder, randomUUID().slice(0, 13));
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const own = await acquireLock(join(folder, 'lock'), { mode: 'exclusive' });
    const root = new OverlayRoot(context, { folder, writable, locks: [...locks, own] });
    try {
      root.#mount(layers.map((layer) => context.folderOf(layer).tree));
      return root;
    } catch (error) {
      await root.close();
      throw error;
    }
  }

  private constructor(
    context: LayerStoreContext,
    options: {
      readonly folder: string;
      readonly writable: boolean;
      readonly locks: readonly FileLock[];
    },
  ) {
    this.#context = context;
    this.#folder = options.folder;
    this.#locks = options.locks;
    this.#upper = options.writable ? join(options.folder, 'upper') : undefined;
    this.path = join(options.folder, 'root');
  }

  #mount(trees: readonly string[]): void {
    // Below all: overlayfs wants two folders to join, and a base may hide what is not there.
    const bottom = join(this.#folder, 'bottom');
    const work = join(this.#folder, 'work');
    for (const path of [bottom, work, this.path]) mkdirSync(path, { mode: 0o755 });
    const lower = [bottom, ...trees];
    if (!this.#upper) {
      // Two lower folders at least.
      const second = join(this.#folder, 'second');
      mkdirSync(second, { mode: 0o755 });
      mountOverlay({ target: this.path, lower: [second, ...lower], overlay: overlayKind() });
      return;
    }
    mkdirSync(this.#upper, { mode: 0o755 });
    copyRoot(trees.at(-1), this.#upper);
    const upper = { folder: this.#upper, work };
    mountOverlay({ target: this.path, lower, upper, overlay: overlayKind() });
  }

  async commit(): Promise<Layer | undefined> {
    if (!this.#isOpen || !this.#upper)
      throw new Error('only an open writable root can be committed');
    try {
      unmountOverlay(this.path);
      return readdirSync(this.#upper, { encoding: 'buffer' }).length === 0
        ? undefined
        : await this.#keep(this.#upper);
    } finally {
      await this.close();
    }
  }

  async #keep(upper: string): Promise<Layer> {
    const layer = { id: `step:${randomUUID()}` };
    const folder = this.#context.folderOf(layer);
    const lock = await folder.lockForChange();
    try {
      renameSync(upper, folder.tree);
      folder.write({
        ...layer,
        blobs: [],
        folder: { boot: bootId(), overlay: overlayKind().name },
      });
      return layer;
    } finally {
      lock.release();
    }
  }

  async close(): Promise<void> {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    try {
      await removeMountFolder(this.#folder);
    } finally {
      for (const lock of this.#locks) lock.release();
    }
  }
}

/** A merged root shows the upper folder's own owner, mode and time. */
function copyRoot(from: string | undefined, to: string): void {
  if (from === undefined) return;
  const stats = lstatSync(from, { bigint: true });
  chownSync(to, Number(stats.uid), Number(stats.gid));
  chmodSync(to, Number(stats.mode) & 0o7777);
}

/** Unmounts what is mounted in a mount's folder, and removes that. */
export async function removeMountFolder(folder: string): Promise<void> {
  unmountOverlay(join(folder, 'root'));
  await withFolder(join(folder, '..'), async (parent) => {
    removeTree({ folder: parent, name: Buffer.from(folder.slice(folder.lastIndexOf('/') + 1)) });
  });
}
