import type { TarInput } from '@slipway/archive';
import type { Descriptor, Digest } from '@slipway/oci';

/**
 * One layer, known by its id alone. `sha256:…` (a diffID) where it came as a blob, `step:…` (random)
 * where it was made here: two steps with equal changes are two layers until they are packed.
 */
export interface Layer {
  readonly id: string;
}

/** A layer as a blob of the content store. */
export interface LayerBlob {
  readonly descriptor: Descriptor;
  readonly diffId: Digest;
}

/** How a layer is packed. Gzip by default; `level` as the compressor counts. */
export interface PackOptions {
  readonly compression: 'none' | 'gzip' | 'zstd';
  readonly level?: number;
  /** Repack even where the layer has a blob of another compression. */
  readonly force?: boolean;
  /** Clamp times of entries to this many seconds since 1970 (rewrite-timestamp). */
  readonly latestTime?: number;
  readonly signal?: AbortSignal;
}

/** An entry of a chain of layers, as the upmost layer that has it says. */
export interface EntryInfo {
  readonly type: 'file' | 'directory' | 'symlink' | 'character-device' | 'block-device' | 'fifo';
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** Of symlinks. */
  readonly linkName?: string;
}

/**
 * The merged file system of a chain, read without unpacking it where that is possible. Paths are
 * absolute and clean.
 */
export interface RootView {
  /** The entry itself: neither it nor its parents are followed where they are symlinks. */
  lookup(path: string): Promise<EntryInfo | undefined>;
  /** `path` with every symlink in it followed inside the root; what does not exist stays as it is. Throws on a loop. */
  resolve(path: string): Promise<string>;
  /** A file's content, symlinks followed inside the root; undefined where there is none. For /etc/passwd: throws over 4 MiB. */
  readFile(path: string): Promise<Uint8Array | undefined>;
}

/** A chain of layers mounted as one root file system. */
export interface MountedRoot {
  /** Absolute; valid in this process's mount namespace until `close`. */
  readonly path: string;
  /**
   * Of a writable one: keeps what was changed as a new layer (undefined where nothing was) and
   * unmounts. Whole from here on, whatever is killed; a crash of the machine within the next minutes
   * may take it, but never a part of it.
   */
  commit(): Promise<Layer | undefined>;
  /** Unmounts; what was changed and not committed is gone. Idempotent. */
  close(): Promise<void>;
}

export interface LayerUse {
  readonly id: string;
  /** Bytes on disk, blob not included; zero where only the build namespace can tell. */
  readonly size: number;
  readonly lastUsedAt: Date;
}

/**
 * Layers on this machine: each a blob in the content store, an unpacked folder, or both; one is made
 * from the other when something asks. Safe to use from several processes at once; a kill at any
 * moment leaves whole layers only.
 */
export interface LayerStore {
  /** The layer of an image's blob. Nothing is read; the blob must be in the content store when content is asked for. */
  fromBlob(blob: LayerBlob): Promise<Layer>;
  /** The layer with this id, as a cache record named it; undefined where it is gone. Renews its last use. */
  get(id: string): Promise<Layer | undefined>;
  /**
   * A new layer of `entries` (the tar of a layer: parents first, whiteouts as `.wh.` names), written
   * as a blob (compressed so), or as a folder where nothing will ask for the blob.
   */
  create(
    entries: AsyncIterable<TarInput>,
    options: {
      readonly as:
        | { readonly blob: PackOptions['compression']; readonly level?: number }
        | 'folder';
      readonly signal?: AbortSignal;
    },
  ): Promise<Layer>;
  /** The layer as a blob, packed where it is none yet (entries sorted, equal folders give equal bytes). */
  blob(layer: Layer, options: PackOptions): Promise<LayerBlob>;
  /** The layer's blob where it has one already, of any compression. */
  knownBlob(layer: Layer): Promise<LayerBlob | undefined>;
  /** Reads the merged tree, base first. */
  view(layers: readonly Layer[]): RootView;
  /** Mounts the chain, base first, unpacking what is not; no layers make an empty root. */
  mount(
    layers: readonly Layer[],
    options: {
      readonly writable: boolean;
      readonly signal?: AbortSignal;
      onProgress?(progress: {
        readonly layer: Layer;
        readonly bytes: number;
        readonly total?: number;
      }): void;
    },
  ): Promise<MountedRoot>;
  /** Bytes of a layer's content (unpacked where it is a folder, else as in its tar). */
  size(layer: Layer): Promise<number>;
  list(): AsyncIterable<LayerUse>;
  /** The blobs that layers refer to: kept by who sweeps the content store. */
  blobs(): AsyncIterable<Descriptor>;
  /** Removes a layer's folder and its knowledge; its blob stays in the content store. False where it is in use. */
  remove(layer: Layer): Promise<boolean>;
}
