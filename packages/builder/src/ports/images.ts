import type { Descriptor, Digest, ImageConfig, Platform } from '@slipway/oci';

/** One layer of an image: its blob, and the digest of the tar in it. */
export interface ImageLayer {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** One platform's image, its manifest and config read; layers may still be elsewhere. */
export interface ResolvedImage {
  /** As asked for, normalised: `docker.io/library/node:22`; an `oci-layout://…` as it was written. */
  readonly reference: string;
  readonly platform: Platform;
  readonly manifest: Descriptor;
  readonly config: ImageConfig;
  readonly layers: readonly ImageLayer[];
}

export interface ResolveOptions {
  readonly platform: Platform;
  /** Ask the registry even where the local store has the image (--pull). */
  readonly pull: boolean;
  readonly signal?: AbortSignal;
}

/** Finds base images: in the local store, else in their registry with the user's credentials. */
export interface ImageResolver {
  /**
   * `reference` as written: `name[:tag][@digest]`, `docker-image://…` or `oci-layout://path[:tag|@digest]`.
   * Throws a BuildError (IMAGE_NOT_FOUND, PLATFORM_NOT_FOUND, …) that says where it was looked for.
   */
  resolve(reference: string, options: ResolveOptions): Promise<ResolvedImage>;
  /** Brings the layers into the local content store; those that are there cost nothing. */
  fetchLayers(
    image: ResolvedImage,
    layers: readonly ImageLayer[],
    options: {
      readonly signal?: AbortSignal;
      onProgress?(layer: ImageLayer, bytes: number): void;
    },
  ): Promise<void>;
}
