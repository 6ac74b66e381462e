import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EntryInfo, Layer, LayerStore } from '@slipway/runtime';

interface FakeLayer {
  readonly entries: ReadonlyMap<string, EntryInfo>;
}

/** Layers in memory: the real ones mount and need privileges. What is mounted is an empty folder. */
export class FakeLayers implements LayerStore {
  readonly #layers = new Map<string, FakeLayer>();
  #next = 0;
  mounts = 0;
  /** What a step of this root changes, told by the test. */
  commits: () => boolean = () => true;

  async fromBlob(blob: { readonly diffId: string }): Promise<Layer> {
    const layer = { id: blob.diffId };
    if (!this.#layers.has(layer.id)) this.#layers.set(layer.id, { entries: new Map() });
    return layer;
  }

  async get(id: string): Promise<Layer | undefined> {
    return this.#layers.has(id) ? { id } : undefined;
  }

  create: LayerStore['create'] = async (entries) => {
    const made = new Map<string, EntryInfo>();
    for await (const { header } of entries) {
      const { mode = 0o755, uid = 0, gid = 0 } = header;
      const type = header.type === 'link' ? 'file' : header.type;
      const name = Buffer.from(header.name).toString().replace(/\/$/, '');
      made.set(`/${name}`, { type, mode, uid, gid });
    }
    return this.#add({ entries: made });
  };

  blob: LayerStore['blob'] = () => Promise.reject(new Error('no blobs here'));
  knownBlob: LayerStore['knownBlob'] = async () => undefined;

  view: LayerStore['view'] = (layers) => ({
    lookup: async (path) =>
      layers
        .map(({ id }) => this.#layers.get(id)?.entries.get(path))
        .findLast((entry) => entry !== undefined),
    resolve: async (path) => path,
    readFile: async () => undefined,
  });

  mount: LayerStore['mount'] = async (_layers, { writable }) => {
    this.mounts++;
    const path = await mkdtemp(join(tmpdir(), 'fake-root-'));
    return {
      path,
      commit: async () =>
        writable && this.commits() ? this.#add({ entries: new Map() }) : undefined,
      close: () => rm(path, { recursive: true, force: true }),
    };
  };

  size: LayerStore['size'] = async () => 1;

  async *list() {
    for (const id of this.#layers.keys()) yield { id, size: 1, lastUsedAt: new Date(0) };
  }

  async *blobs() {}

  remove: LayerStore['remove'] = async (layer) => this.#layers.delete(layer.id);

  forget(id: string): void {
    this.#layers.delete(id);
  }

  #add(layer: FakeLayer): Layer {
    const id = `step:${this.#next++}`;
    this.#layers.set(id, layer);
    return { id };
  }
}
