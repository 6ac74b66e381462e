import type { Layer } from '@slipway/runtime';
import type { ImageVertex } from '../graph/vertex.ts';
import type { ImageLayer } from '../ports/images.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { BuildProgress } from './build-progress.ts';
import { NotCachedError } from './not-cached.ts';

/** Brings one layer's blob into the content store. */
type Fetch = (signal: AbortSignal) => Promise<void>;

/** Layers that may still be elsewhere, and how they are had: fetched once, when something needs them. */
export class LayerContent {
  readonly #environment: BuildEnvironment;
  readonly #progress: BuildProgress;
  readonly #onlyCached: boolean;
  readonly #fetches = new Map<string, Fetch>();
  readonly #fetched = new Map<string, Promise<void>>();
  /** How many layers of an image are being fetched. */
  readonly #open = new Map<ImageVertex, number>();
  readonly #downloaded = new Set<ImageVertex>();

  constructor(environment: BuildEnvironment, progress: BuildProgress, onlyCached: boolean) {
    this.#environment = environment;
    this.#progress = progress;
    this.#onlyCached = onlyCached;
  }

  /** The layers of an image, none of them fetched. */
  async ofImage(vertex: ImageVertex): Promise<readonly Layer[]> {
    const layers: Layer[] = [];
    for (const blob of vertex.image.layers) {
      const layer = await this.#environment.layers.fromBlob(blob);
      layers.push(layer);
      this.addSource(layer, (signal) => this.#fetchFromImage(vertex, blob, signal));
    }
    return layers;
  }

  /** Says how a layer is fetched; the first to say so counts. */
  addSource(layer: Layer, fetch: Fetch): void {
    if (!this.#fetches.has(layer.id)) this.#fetches.set(layer.id, fetch);
  }

  /** The layers here that came from elsewhere: blobs until something unpacks them. */
  fromElsewhere(layers: readonly Layer[]): readonly Layer[] {
    return layers.filter((layer) => this.#fetches.has(layer.id));
  }

  /** Makes sure that what `layers` contain can be read. */
  async ensure(layers: readonly Layer[], signal: AbortSignal): Promise<void> {
    await Promise.all(layers.map((layer) => this.#ensureOne(layer, signal)));
  }

  #ensureOne(layer: Layer, signal: AbortSignal): Promise<void> {
    const fetch = this.#fetches.get(layer.id);
    if (!fetch) return Promise.resolve();
    if (this.#onlyCached) return Promise.reject(new NotCachedError());
    let fetched = this.#fetched.get(layer.id);
    if (!fetched) {
      fetched = fetch(signal);
      this.#fetched.set(layer.id, fetched);
    }
    return fetched;
  }

  async #fetchFromImage(vertex: ImageVertex, layer: ImageLayer, signal: AbortSignal) {
    this.#open.set(vertex, (this.#open.get(vertex) ?? 0) + 1);
    let received = 0;
    await this.#environment.resolver.fetchLayers(vertex.image, [layer], {
      signal,
      onProgress: (of, bytes) => {
        received = bytes;
        this.#downloaded.add(vertex);
        this.#progress.progress(vertex, downloading(of, bytes, false));
      },
    });
    if (received > 0) {
      this.#progress.progress(vertex, downloading(layer, layer.descriptor.size, true));
    }
    const open = (this.#open.get(vertex) ?? 1) - 1;
    this.#open.set(vertex, open);
    if (open === 0) this.#progress.completed(vertex, !this.#downloaded.has(vertex));
  }
}

function downloading(layer: ImageLayer, current: number, done: boolean) {
  const { digest, size } = layer.descriptor;
  return { id: `${digest.slice(0, 19)} downloading`, current, total: size, done };
}
