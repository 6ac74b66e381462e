import type { ContentStore } from '@slipway/content';
import type { ImageStore } from '@slipway/images';
import type { Descriptor } from '@slipway/oci';
import type { RegistryClient } from '@slipway/remote';
import type { ContainerRuntime, Layer, LayerStore } from '@slipway/runtime';
import type { BuildEventListener } from '../events/build-event.ts';
import type { PlannedHistory, PlannedImage, RootVertex } from '../graph/vertex.ts';
import type { ImageResolver } from './images.ts';

/** What a build works with. */
export interface BuildEnvironment {
  readonly images: ImageStore;
  readonly content: ContentStore;
  readonly layers: LayerStore;
  /** Finds out on first use; throws RUNTIME_UNAVAILABLE with what to install. */
  readonly runtime: () => Promise<ContainerRuntime>;
  readonly resolver: ImageResolver;
  readonly registry: RegistryClient;
  /** Where the step cache, cache mounts and file digests live. */
  readonly folder: string;
  /** The process's environment: secrets by variable, SSH_AUTH_SOCK. */
  readonly variables: Readonly<Record<string, string | undefined>>;
  readonly onEvent: BuildEventListener;
  readonly signal: AbortSignal;
}

/** One platform's image whose vertices have all been executed. */
export interface ExecutedImage {
  readonly planned: PlannedImage;
  /** All layers, base first. Blobs may still have to be packed, or fetched. */
  readonly layers: readonly Layer[];
  /** The history with the layer each entry made; undefined where it made none. */
  readonly history: readonly {
    readonly planned: PlannedHistory;
    readonly layer: Layer | undefined;
    readonly createdAt: number;
  }[];
  /** Cache keys of its vertices, for cache export: key, and the layer it stands for. */
  readonly cacheKeys: readonly CacheLink[];
}

/** One step of the cache as it is exported: what it needed, what it gave. */
export interface CacheLink {
  readonly key: string;
  readonly layer: Layer | undefined;
  /** Whether the layer is part of the exported image (mode=min exports these alone). */
  readonly inImage: boolean;
}

/** What a vertex gave. */
export interface VertexResult {
  readonly vertex: RootVertex;
  readonly layers: readonly Layer[];
  readonly key: string;
  readonly cached: boolean;
}

/** What came out of a build. */
export interface BuildResult {
  /** The manifest, or the index of several platforms; absent where nothing was exported as an image. */
  readonly image: Descriptor | undefined;
  /** Digest of the image config, for one platform. */
  readonly configDigest: string | undefined;
  /** --metadata-file's content. */
  readonly metadata: Readonly<Record<string, unknown>>;
  readonly summary: BuildSummary;
}

/** Figures for the end of the build's output. Bytes and milliseconds. */
export interface BuildSummary {
  /** Compressed, of one image each. */
  readonly images: readonly {
    readonly platform: string;
    readonly digest: string | undefined;
    readonly size: number;
  }[];
  /** Every stage that was built, target included, with the bytes of its own and inherited layers. */
  readonly stages: readonly {
    readonly name: string;
    readonly size: number;
    readonly target: boolean;
  }[];
  readonly steps: { readonly total: number; readonly cached: number };
  readonly slowest: readonly { readonly name: string; readonly milliseconds: number }[];
}
