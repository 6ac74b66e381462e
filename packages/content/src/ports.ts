import type { Digest } from '@slipway/oci';

/** What is known of a stored blob. */
export interface BlobStat {
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
}

/** Bytes `start` to `end`, both included, as HTTP counts them (RFC 9110 section 14.1.2). */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** A blob opened for reading; whoever opened it closes it. */
export interface OpenBlob extends BlobStat {
  /**
   * The bytes of `range` (all where it is absent), in order. A chunk is valid only until the next
   * one is asked for: its buffer is used again. Ends early only by throwing.
   */
  chunks(range?: ByteRange): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Reads blobs. Knows nothing of repositories: who may read what is decided above. */
export interface BlobReader {
  /** Undefined where the blob is absent. */
  stat(digest: Digest): Promise<BlobStat | undefined>;
  /** Undefined where the blob is absent. */
  open(digest: Digest): Promise<OpenBlob | undefined>;
}

/** What a writer may be told about a transfer. */
export interface WriteOptions {
  /** Aborting ends the write; nothing of it is kept but what an upload's state says. */
  readonly signal?: AbortSignal;
  /** Refuses (SIZE_INVALID) a body with more bytes than this. */
  readonly maximumSize?: number;
}

/** Writes whole blobs: one source, one call. */
export interface BlobWriter {
  /**
   * Stores `source` under `digest`, verified while it streams, durable when it resolves
   * (file and folder synced). Idempotent. A chunk is done with when the next one is asked for.
   * Throws DIGEST_INVALID (nothing kept) on other bytes, what `source` throws as it is, and a
   * StoreError where the store itself fails.
   */
  put(digest: Digest, source: AsyncIterable<Uint8Array>, options?: WriteOptions): Promise<BlobStat>;
}

/** What a deleter may be told. */
export interface DeleteOptions {
  /** A blob that was stored, or stored again, at this time or later stays. */
  readonly storedBefore?: Date;
}

/** Removes blobs; resolves to whether one is gone. */
export interface BlobDeleter {
  delete(digest: Digest, options?: DeleteOptions): Promise<boolean>;
}

/** Lists every stored blob, in no order: for sweeping. */
export interface BlobLister {
  list(): AsyncIterable<BlobStat & { readonly storedAt: Date }>;
}

/**
 * The state of an upload in several requests. A plain value: its owner keeps it in the database
 * between requests, so that any process with the same store can go on with it.
 */
export interface UploadState {
  readonly id: string;
  /** Bytes received so far. */
  readonly offset: number;
  /** The adapter's own notes (a multipart upload's id and parts…): JSON, opaque to others. */
  readonly notes: string;
}

/** An append that ended early; `state` says what was kept, so that the client can resume. */
export interface InterruptedAppend {
  readonly interrupted: true;
  readonly state: UploadState;
  readonly cause: unknown;
}

/** Receives blobs in several requests. */
export interface UploadWriter {
  /** A new upload, at offset 0. Costs no I/O. */
  begin(id: string): UploadState;
  /**
   * Adds `source` at `state.offset` (bytes past it, left by a crash, are dropped first). Where the
   * source fails or is aborted, answers what was kept rather than throwing. Throws SIZE_INVALID
   * where the upload would grow past `maximumSize`, and a StoreError where the disk is full: `state`
   * stands then as before. Throws BLOB_UPLOAD_UNKNOWN where the bytes before `state.offset` are not
   * there. Two at once for one state never mix: one may be refused, else each has its own bytes.
   */
  append(
    state: UploadState,
    source: AsyncIterable<Uint8Array>,
    options?: WriteOptions,
  ): Promise<{ readonly interrupted: false; readonly state: UploadState } | InterruptedAppend>;
  /**
   * Makes the upload's bytes the blob `digest`: verified (by a hash kept in this process where it
   * saw every byte, by one read otherwise), durable when it resolves. Throws DIGEST_INVALID on
   * other bytes; the upload is then gone. Throws BLOB_UPLOAD_UNKNOWN as `append` does.
   */
  commit(state: UploadState, digest: Digest): Promise<BlobStat>;
  /** Forgets the upload and its bytes. Idempotent. */
  abort(state: UploadState): Promise<void>;
}

/** Says whether the store can be used now: throws where it cannot be written. For readiness. */
export interface StoreHealth {
  check(): Promise<void>;
}

/** All that the registry asks of a store. */
export interface ContentStore
  extends BlobReader,
    BlobWriter,
    BlobDeleter,
    BlobLister,
    UploadWriter,
    StoreHealth {}
