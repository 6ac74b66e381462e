import { type Descriptor, type Digest, mediaTypes } from '@slipway/oci';
import type { Layer, LayerBlob } from '@slipway/runtime';
import { NotCachedError } from '../execute/not-cached.ts';
import type { RootVertex } from '../graph/vertex.ts';
import type { ImageLayer, ResolvedImage } from '../ports/images.ts';
import type { ExecutedImage } from '../ports/result.ts';
import type { ExportContext } from './export-context.ts';
import type { ImageSettings } from './export-settings.ts';

/** A layer of the image to be, as a blob. */
export interface PackedLayer {
  readonly layer: Layer;
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
  /** Of a base image's layer that is used as it is: where it may have to be fetched from. */
  readonly base: { readonly image: ResolvedImage; readonly layer: ImageLayer } | undefined;
}

/** The layers under an image: its base's, and where they come from. */
export function baseOf(root: RootVertex): ResolvedImage | undefined {
  let vertex = root;
  while (vertex.kind !== 'scratch' && vertex.kind !== 'image') vertex = vertex.parent;
  return vertex.kind === 'image' ? vertex.image : undefined;
}

/** The digest of a tar with no entry: two blocks of zeros. */
const emptyTar = 'sha256:5f70bf18a086007016e948b04aed3b82103a36bea41755b6cddfaf10ace3c6ef';

/** Whether a layer is one that leaves everything as it was; BuildKit takes such out of an image. */
export function isEmptyLayer({ diffId, base }: PackedLayer): boolean {
  return base === undefined && diffId === emptyTar;
}

/**
 * Makes blobs of an image's layers, each a promise of its own so that they can be sent off one by
 * one. A base's layers stay as they are, unpacked and unfetched, unless `force-compression` wants
 * others. One and the same layer of several images is packed once.
 */
export class LayerPacker {
  readonly #context: ExportContext;
  readonly #settings: ImageSettings;
  readonly #packed = new Map<string, Promise<PackedLayer>>();

  constructor(context: ExportContext, settings: ImageSettings) {
    this.#context = context;
    this.#settings = settings;
  }

  pack(image: ExecutedImage): readonly Promise<PackedLayer>[] {
    const base = baseOf(image.planned.root);
    return image.layers.map((layer, index) => {
      const below = base?.layers[index];
      const known = this.#packed.get(layer.id);
      if (known) return known;
      const packed = base && below ? this.#base(layer, base, below) : this.#own(layer);
      // Who waits for another layer's failure first does not miss this one's.
      packed.catch(() => {});
      this.#packed.set(layer.id, packed);
      return packed;
    });
  }

  async #base(layer: Layer, image: ResolvedImage, below: ImageLayer): Promise<PackedLayer> {
    const { forceCompression, compression } = this.#settings;
    if (forceCompression && compressionOf(below.descriptor.mediaType) !== compression) {
      return this.#repacked(layer);
    }
    const descriptor = this.#typed(below.descriptor);
    return { layer, descriptor, diffId: below.diffId, base: { image, layer: below } };
  }

  async #own(layer: Layer): Promise<PackedLayer> {
    const { compression, forceCompression } = this.#settings;
    const blob = await this.#context.layers.knownBlob(layer);
    const fits =
      blob &&
      this.#latestTime === undefined &&
      (!forceCompression || compressionOf(blob.descriptor.mediaType) === compression);
    return fits ? this.#packedBlob(layer, blob) : this.#repacked(layer);
  }

  async #repacked(layer: Layer): Promise<PackedLayer> {
    const { layers, signal, onlyKnown, ensureContent } = this.#context;
    if (onlyKnown) throw new NotCachedError();
    await ensureContent([layer], signal);
    const { compression, level, forceCompression: force } = this.#settings;
    const latestTime = this.#latestTime;
    const blob = await layers.blob(layer, {
      compression,
      force,
      signal,
      ...(level === undefined ? {} : { level }),
      ...(latestTime === undefined ? {} : { latestTime }),
    });
    return this.#packedBlob(layer, blob);
  }

  /** Seconds; undefined where times stay as they are. */
  get #latestTime(): number | undefined {
    return this.#settings.rewriteTimestamp ? this.#context.sourceDateEpoch : undefined;
  }

  #packedBlob(layer: Layer, { descriptor, diffId }: LayerBlob): PackedLayer {
    return { layer, descriptor: this.#typed(descriptor), diffId, base: undefined };
  }

  /** In an OCI manifest OCI's media types, in a Docker manifest Docker's; foreign layers keep theirs. */
  #typed({ mediaType, ...rest }: Descriptor): Descriptor {
    const { digest, size, urls } = rest;
    const type = layerType(mediaType, this.#settings.ociMediaTypes);
    return { mediaType: type, digest, size, ...(urls ? { urls } : {}) };
  }
}

const pairs: readonly (readonly [oci: string, docker: string])[] = [
  [mediaTypes.ociLayer, mediaTypes.dockerLayer],
  [mediaTypes.ociLayerGzip, mediaTypes.dockerLayerGzip],
];

function layerType(mediaType: string, oci: boolean): string {
  const pair = pairs.find((each) => each.includes(mediaType));
  return pair ? pair[oci ? 0 : 1] : mediaType;
}

function compressionOf(mediaType: string): 'none' | 'gzip' | 'zstd' {
  if (/[.+]gzip$/.test(mediaType)) return 'gzip';
  return mediaType.endsWith('zstd') ? 'zstd' : 'none';
}
