import type { ContentStore } from '@slipway/content';
import type { Descriptor, Digest, ImageConfig, Platform } from '@slipway/oci';

/** An image of the local store: an index or one platform's manifest, under a name or under none. */
export interface StoredImage {
  /** A full reference (`docker.io/library/node:22`); undefined where no name is left (dangling). */
  readonly name: string | undefined;
  readonly descriptor: Descriptor;
  /** When it was put here, or last used by a build, a push or a run. */
  readonly lastUsedAt: Date;
}

/** One platform's image, read. */
export interface ImageDetails {
  readonly manifest: Descriptor;
  readonly platform: Platform;
  readonly config: ImageConfig;
  readonly configDescriptor: Descriptor;
  readonly layers: readonly Descriptor[];
  /** Bytes of its blobs, as stored. */
  readonly size: number;
}

/**
 * The local image store: an OCI image layout whose ref names are whole references. `pull` fills it,
 * builds put their results into it. Safe to use from several processes at once.
 */
export interface ImageStore {
  /** The layout's folder. */
  readonly folder: string;
  readonly content: ContentStore;
  list(): Promise<readonly StoredImage[]>;
  /** By name, by digest, or by a digest's unique beginning (an "image id", 4 characters or more). */
  find(reference: string): Promise<StoredImage | undefined>;
  /** The image for `platform` under an entry; undefined where it has none. */
  details(descriptor: Descriptor, platform?: Platform): Promise<ImageDetails | undefined>;
  /** Every platform's. */
  allDetails(descriptor: Descriptor): Promise<readonly ImageDetails[]>;
  /** Gives `descriptor`, whose blobs are all in `content`, these names; each moves from what had it. */
  put(descriptor: Descriptor, names: readonly string[]): Promise<void>;
  /** Renews its last use. Never throws. */
  touch(reference: string): Promise<void>;
  /** Takes a name away; the image stays, unnamed, where it was its last (`keep`), or goes. False where there is none. */
  removeName(name: string, options?: { readonly keep?: boolean }): Promise<boolean>;
  /** Takes away every name of a digest. */
  removeImage(digest: Digest): Promise<boolean>;
  /**
   * Deletes blobs that no image, nothing in `keep`, and no write under way needs. Resolves to the
   * bytes freed. Builds hold the store's shared lock while they write, so none loses a blob.
   */
  sweep(options: {
    readonly keep: AsyncIterable<Digest>;
    readonly dryRun?: boolean;
    readonly signal?: AbortSignal;
  }): Promise<{ readonly blobs: number; readonly bytes: number }>;
  /** Held by whoever writes blobs before naming them; `sweep` waits for it. */
  hold<T>(work: () => Promise<T>): Promise<T>;
}
