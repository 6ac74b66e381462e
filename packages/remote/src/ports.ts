import type { Descriptor } from '@slipway/oci';

/** A repository of a registry, as the wire wants it: `index.docker.io` style aliases resolved. */
export interface RepositoryLocation {
  /** Host and port as the user wrote them: `localhost:5000`, `docker.io`. */
  readonly registry: string;
  /** The repository's full name: `library/node`. */
  readonly repository: string;
}

/** Ends a call early. */
export interface Cancellable {
  readonly signal?: AbortSignal;
}

/** Where a blob's bytes are to start, in bytes, and how to end early. */
export interface BlobReadOptions extends Cancellable {
  readonly offset?: number;
}

/** One image (or index, or artifact) that can be read: in a registry, a layout, an archive. */
export interface ImageSource {
  /** For messages: `localhost:5000/kirtan/app:1`, `oci:folder:1`. */
  readonly name: string;
  /** Where the content lives, for a target in the same registry to mount from. */
  readonly location?: RepositoryLocation;
  /** The manifest or index that this source stands for. Throws NOT_FOUND. */
  resolve(options?: Cancellable): Promise<Descriptor>;
  /** The exact bytes, verified against the descriptor. Throws NOT_FOUND, TOO_LARGE, DIGEST_MISMATCH. */
  fetchManifest(descriptor: Descriptor, options?: Cancellable): Promise<Uint8Array>;
  /**
   * The bytes from `offset` on; a chunk stays as it is when the next one is asked for. Ends early
   * only by throwing. Whole reads (offset 0) are verified:
   * DIGEST_MISMATCH is thrown before the stream ends.
   */
  fetchBlob(descriptor: Descriptor, options?: BlobReadOptions): AsyncIterable<Uint8Array>;
  /** Manifests whose subject is `descriptor`; absent where the medium does not know. */
  referrers?(descriptor: Descriptor, options?: Cancellable): Promise<readonly Descriptor[]>;
  /** Frees what the source holds open. */
  close?(): Promise<void>;
}

/** How a target got a blob. */
export type BlobOutcome = 'exists' | 'mounted' | 'stored';

/** What a target needs in order to take a blob. */
export interface BlobOffer extends Cancellable {
  /**
   * Opens the bytes from `offset` on; may be called again after a failure. A chunk must stay as it
   * is when the next one is asked for: it may wait in a socket.
   */
  open(offset: number): AsyncIterable<Uint8Array>;
  /** A repository that has the blob. */
  readonly from?: RepositoryLocation;
  /** Told how many bytes (from the blob's start) are safe or on their way. */
  onBytes?(bytes: number): void;
}

/** Somewhere an image can be written to. Every call is idempotent. */
export interface ImageTarget {
  readonly name: string;
  /** Stores a blob, verified; does nothing where it is there already. */
  putBlob(descriptor: Descriptor, offer: BlobOffer): Promise<BlobOutcome>;
  /** Whether the manifest is there already, with all that it refers to. */
  hasManifest(descriptor: Descriptor, options?: Cancellable): Promise<boolean>;
  /** Stores a manifest by digest, without a name. All that it refers to has been stored before. */
  putManifest(descriptor: Descriptor, bytes: Uint8Array, options?: Cancellable): Promise<void>;
  /** Last of all: stores the root manifest under the target's name (its tag, its ref name). */
  putRoot(descriptor: Descriptor, bytes: Uint8Array, options?: Cancellable): Promise<void>;
  /** Frees what the target holds open and completes what it writes; called once, also on failure. */
  close?(options: { readonly failed: boolean }): Promise<void>;
}

/** Reads named files: a folder, or a tar opened by `@slipway/archive`'s `openTarFile`. */
export interface FileReader {
  /** Size in bytes, undefined where there is no such file. */
  size(name: string): Promise<number | undefined>;
  /** Bytes from `start` on. A chunk stays as it is when the next one is asked for. */
  open(name: string, options?: { readonly start?: number }): AsyncIterable<Uint8Array>;
  close?(): Promise<void>;
}

/** Writes files one after the other, as a tar wants it: `@slipway/archive`'s `createTarFile`. */
export interface FileAppender {
  /** Adds one file of exactly `size` bytes; the next call waits for it. */
  add(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** Completes the file (`keep`), or removes it. */
  close(options: { readonly keep: boolean }): Promise<void>;
}
