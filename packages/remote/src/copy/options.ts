import type { Descriptor, Platform } from '@slipway/oci';
import type { Cancellable, ImageSource, ImageTarget } from '../ports.ts';

/** Where one descriptor is on its way; `exists`, `mounted` and `done` are final. */
export type CopyPhase = 'waiting' | 'downloading' | 'uploading' | 'exists' | 'mounted' | 'done';

/** One step of one descriptor. */
export interface CopyProgress {
  readonly descriptor: Descriptor;
  readonly phase: CopyPhase;
  /** Bytes moved so far, of `descriptor.size`. */
  readonly bytes: number;
}

/** What {@link copyImage} copies, and how. */
export interface CopyOptions extends Cancellable {
  readonly source: ImageSource;
  readonly target: ImageTarget;
  /**
   * Of an index, only these platforms: one becomes the root itself; several, a new index of them
   * (with another digest). Everything where absent.
   */
  readonly platforms?: readonly Platform[];
  /** Also copies what refers to the copied manifests: signatures, attestations. Default false. */
  readonly referrers?: boolean;
  onProgress?(progress: CopyProgress): void;
  /** Blobs under way at once. Default 4. */
  readonly concurrency?: number;
}

/** What {@link copyImage} did. */
export interface CopyResult {
  /** What the target's name now means. */
  readonly root: Descriptor;
  /** Blobs and manifests, each counted once. */
  readonly stored: number;
  readonly mounted: number;
  readonly existing: number;
  /** Bytes moved (not those mounted or present). */
  readonly bytes: number;
}
