import type { LayerState } from '@slipway/api';
import type { Digest } from '@slipway/oci';

/** How far a layer's files are known. Content is never changed, and so neither is its index. */
export interface LayerIndexRow {
  digest: Digest;
  state: LayerState;
  /** Why it is skipped or failed. */
  reason: string;
  entries: number;
  /** Bytes of its files. */
  unpacked_size: number;
  chunks: number;
  created_at: number;
}

/** A part of an index, compressed, in the order of paths. */
export interface LayerChunkRow {
  digest: Digest;
  number: number;
  /** The first entry's path as it is sorted. */
  first_path: string;
  entries: number;
  data: Uint8Array;
}

export interface LayerTables {
  hub_layer_indexes: LayerIndexRow;
  hub_layer_chunks: LayerChunkRow;
}
