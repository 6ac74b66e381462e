import { isAbsolute, resolve as resolvePath } from 'node:path';
import type { ImageDetails, ImageStore } from '@slipway/images';
import { formatPlatform, formatReference, manifestKind, parseManifest } from '@slipway/oci';
import {
  createLayoutSource,
  createRegistrySource,
  type ImageSource,
  type RegistryClient,
} from '@slipway/remote';
import type { ImageLayer, ImageResolver, ResolvedImage, ResolveOptions } from '../ports/images.ts';
import { type ImagePlace, localName, readImagePlace } from './image-place.ts';
import { importImage } from './import-image.ts';
import { LayerFetcher } from './layer-fetcher.ts';
import { layerUnavailable, notResolved } from './resolve-errors.ts';
import { resolvedImage } from './resolved-image.ts';

/** What base images are found with. */
export interface ImageResolverOptions {
  readonly images: ImageStore;
  /** With the user's credentials. */
  readonly registry: RegistryClient;
  /**
   * The registry whose name the local store gives to what is built or pulled without a host. Only
   * the local store is searched under it: a Dockerfile's `FROM node` means docker.io's everywhere.
   */
  readonly hub?: string;
  /** Relative `oci-layout://` paths start here. */
  readonly workingDirectory: string;
}

/** See {@link ImageResolver}. One for each build: what it resolved stays resolved. */
export function createImageResolver(options: ImageResolverOptions): ImageResolver {
  return new StoreResolver(options);
}

type RegistryPlace = Extract<ImagePlace, { kind: 'registry' }>;

class StoreResolver implements ImageResolver {
  readonly #options: ImageResolverOptions;
  readonly #fetcher: LayerFetcher;
  readonly #resolved = new Map<string, Promise<ResolvedImage>>();
  /** Where the layers of what was resolved are, by its reference, for places that are no registry. */
  readonly #sources = new Map<string, ImageSource>();

  constructor(options: ImageResolverOptions) {
    this.#options = options;
    this.#fetcher = new LayerFetcher(options.images);
  }

  resolve(reference: string, options: ResolveOptions): Promise<ResolvedImage> {
    const key = JSON.stringify([reference, formatPlatform(options.platform), options.pull]);
    const known = this.#resolved.get(key);
    if (known) return known;
    const pending = this.#options.images.hold(() => this.#resolve(reference, options));
    this.#resolved.set(key, pending);
    // What failed may be tried again.
    pending.catch(() => this.#resolved.delete(key));
    return pending;
  }

  async fetchLayers(
    image: ResolvedImage,
    layers: readonly ImageLayer[],
    options: {
      readonly signal?: AbortSignal;
      onProgress?(layer: ImageLayer, bytes: number): void;
    },
  ): Promise<void> {
    if (layers.length === 0) return;
    const source = this.#sourceOf(image.reference);
    const fetch = async (layer: ImageLayer): Promise<void> => {
      const onBytes = (bytes: number): void => options.onProgress?.(layer, bytes);
      try {
        await this.#fetcher.fetch(layer.descriptor, source, { signal: options.signal, onBytes });
      } catch (error) {
        options.signal?.throwIfAborted();
        throw layerUnavailable(image.reference, layer.descriptor, error);
      }
    };
    await this.#options.images.hold(async () => {
      // All have ended, whatever became of them, before the caller learns of a failure.
      const outcomes = await Promise.allSettled(layers.map(fetch));
      const failed = outcomes.find((each) => each.status === 'rejected');
      if (failed) throw failed.reason;
    });
  }

  async #resolve(text: string, options: ResolveOptions): Promise<ResolvedImage> {
    const place = readImagePlace(text, this.#options.hub);
    if (place.kind === 'layout') return this.#fromLayout(text, place, options);
    const local = options.pull ? undefined : await this.#fromStore(place, options);
    if (local?.fits) return local.image;
    try {
      return await this.#fromRegistry(place, options);
    } catch (error) {
      options.signal?.throwIfAborted();
      // An image of one platform is taken for what it is, as one from a registry would be.
      if (local) return local.image;
      throw notResolved(place.reference, error, { searched: !options.pull, text });
    }
  }

  async #fromLayout(
    text: string,
    place: Extract<ImagePlace, { kind: 'layout' }>,
    options: ResolveOptions,
  ): Promise<ResolvedImage> {
    const { images, workingDirectory } = this.#options;
    const path = isAbsolute(place.path) ? place.path : resolvePath(workingDirectory, place.path);
    const source = createLayoutSource({
      path,
      ...(place.reference ? { reference: place.reference } : {}),
    });
    const { platform, signal } = options;
    try {
      const { details } = await importImage({ images, source, platform, signal });
      this.#sources.set(text, source);
      return resolvedImage(text, details);
    } catch (error) {
      options.signal?.throwIfAborted();
      throw notResolved(undefined, error, { searched: false, text });
    }
  }

  async #fromStore(
    { localNames, reference }: RegistryPlace,
    { platform }: ResolveOptions,
  ): Promise<{ readonly image: ResolvedImage; readonly fits: boolean } | undefined> {
    const { images } = this.#options;
    const names = reference.digest ? [reference.digest, ...localNames] : localNames;
    for (const name of names) {
      const found = await images.find(name);
      if (!found) continue;
      const full = reference.digest ? formatReference(reference) : name;
      const details = await images.details(found.descriptor, platform);
      const image = details ?? (await this.#onlyPlatform(found.descriptor));
      if (!image) continue;
      await images.touch(name);
      return { image: resolvedImage(full, image), fits: details !== undefined };
    }
    return undefined;
  }

  async #onlyPlatform(
    descriptor: Parameters<ImageStore['details']>[0],
  ): Promise<ImageDetails | undefined> {
    if (manifestKind(descriptor.mediaType) !== 'image') return undefined;
    return this.#options.images.details(descriptor);
  }

  async #fromRegistry(
    { reference }: RegistryPlace,
    { platform, signal }: ResolveOptions,
  ): Promise<ResolvedImage> {
    const { images } = this.#options;
    const source = rootOnce(this.#registrySource(reference));
    const { root, details } = await importImage({ images, source, platform, signal });
    await images.put(root, [localName(reference)]);
    return resolvedImage(formatReference(reference), details);
  }

  #registrySource({ registry, repository, tag, digest }: RegistryPlace['reference']) {
    const place = this.#options.registry.repository({ registry, repository });
    return { place, reference: digest ?? tag ?? 'latest' };
  }

  #sourceOf(text: string): ImageSource {
    const known = this.#sources.get(text);
    if (known) return known;
    const place = readImagePlace(text, undefined);
    if (place.kind === 'layout') return createLayoutSource({ path: place.path });
    const { place: repository, reference } = this.#registrySource(place.reference);
    return createRegistrySource({ repository, reference });
  }
}

/** A registry's image whose manifest is asked for once: it says what the tag means, too. */
function rootOnce({
  place,
  reference,
}: {
  place: ReturnType<RegistryClient['repository']>;
  reference: string;
}): ImageSource {
  const source = createRegistrySource({ repository: place, reference });
  let fetched: ReturnType<typeof place.fetchManifest> | undefined;
  return {
    ...source,
    async resolve(options) {
      fetched = place.fetchManifest(reference, options);
      const { descriptor, bytes } = await fetched;
      // What names a registry's manifest is read before anything is kept.
      parseManifest(bytes, descriptor.mediaType);
      return descriptor;
    },
    async fetchManifest(descriptor, options) {
      const root = await fetched;
      if (root?.descriptor.digest === descriptor.digest) return root.bytes;
      return source.fetchManifest(descriptor, options);
    },
  };
}
