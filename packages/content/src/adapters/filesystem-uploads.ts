import { createHash, type Hash } from 'node:crypto';
import { type Digest, digestAlgorithm } from '@slipway/oci';
import { errorCode, orStoreError } from '../errors.ts';
import { verifyHash } from '../hashing.ts';
import type {
  BlobStat,
  InterruptedAppend,
  UploadState,
  UploadWriter,
  WriteOptions,
} from '../ports.ts';
import { untilAborted } from '../until-aborted.ts';
import { unknownUpload } from '../upload-id.ts';
import { checkWriteLimit } from '../write-limit.ts';
import type { BlobFolder, StoreFolder } from './blob-folder.ts';
import type { BufferPool } from './buffer-pool.ts';
import { FileWriter } from './file-writer.ts';
import { OpenBlobFile } from './open-blob-file.ts';
import type { BlobPutter } from './put-blob.ts';
import { RunningHashes } from './running-hashes.ts';
import type { ClaimedFile, UploadFiles } from './upload-files.ts';

type AppendOutcome = { readonly interrupted: false; readonly state: UploadState };

/** What {@link FilesystemUploads} works with. */
export interface FilesystemUploadsOptions {
  readonly folder: StoreFolder;
  readonly blobs: BlobFolder;
  readonly files: UploadFiles;
  readonly putter: BlobPutter;
}

/** Uploads in several requests, in a folder. */
export class FilesystemUploads implements UploadWriter {
  readonly #pool: BufferPool;
  readonly #blobs: BlobFolder;
  readonly #files: UploadFiles;
  readonly #putter: BlobPutter;
  readonly #hashes = new RunningHashes(() => performance.now());

  constructor({ folder, blobs, files, putter }: FilesystemUploadsOptions) {
    this.#pool = folder.pool;
    this.#blobs = blobs;
    this.#files = files;
    this.#putter = putter;
  }

  begin(id: string): UploadState {
    return { id, offset: 0, notes: '' };
  }

  async append(
    state: UploadState,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<AppendOutcome | InterruptedAppend> {
    const claimed = await this.#files.claim(state);
    const hash = this.#keptHash(state, claimed);
    const open = async () => claimed.file;
    const writer = new FileWriter({ pool: this.#pool, position: state.offset, open });
    try {
      const failure = await receive(writer, hash, source, options);
      await writer.end();
      const next = { id: state.id, offset: writer.length, notes: claimed.notes };
      this.#hashes.keep(claimed.notes, hash, next.offset);
      return failure
        ? { interrupted: true, state: next, cause: failure.cause }
        : { interrupted: false, state: next };
    } catch (error) {
      await writer.settle();
      await this.#files.undo(claimed, state, error);
      throw error;
    } finally {
      await writer.release();
      await this.#files.release(claimed);
    }
  }

  async commit(state: UploadState, digest: Digest): Promise<BlobStat> {
    if (state.offset === 0) {
      const stored = await this.#putter.put(digest, nothing(), {});
      await this.#files.remove(state);
      return stored;
    }
    const claimed = await this.#files.claim(state);
    try {
      const kept = this.#keptHash(state, claimed);
      // Writing back and the read that verifies, where one is needed, go on at the same time.
      await bothDone(
        orStoreError(claimed.file.datasync()),
        this.#verify(claimed, { kept, size: state.offset, digest }),
      );
      await this.#blobs.publish(claimed.path, digest);
      return { digest, size: state.offset };
    } catch (error) {
      await this.#files.undo(claimed, state, error);
      // The file was aborted, or swept, while this call worked on it.
      throw errorCode(error) === 'ENOENT' ? unknownUpload(state.id, 'it was cancelled') : error;
    } finally {
      await this.#files.release(claimed);
    }
  }

  async abort(state: UploadState): Promise<void> {
    this.#hashes.forget(state.notes);
    await this.#files.remove(state);
  }

  #keptHash(state: UploadState, { copied }: ClaimedFile): Hash | undefined {
    const kept = this.#hashes.take(state.notes, state.offset);
    return copied ? undefined : kept;
  }

  async #verify(
    { file }: ClaimedFile,
    { kept, size, digest }: { kept: Hash | undefined; size: number; digest: Digest },
  ): Promise<void> {
    const algorithm = digestAlgorithm(digest);
    if (algorithm === 'sha256' && kept) {
      verifyHash(kept, algorithm, digest);
      return;
    }
    const hash = createHash(algorithm);
    const stored = new OpenBlobFile({ file, digest, size, pool: this.#pool });
    for await (const chunk of stored.chunks()) hash.update(chunk);
    verifyHash(hash, algorithm, digest);
  }
}

/**
 * Writes and hashes what `source` yields. Answers the source's failure, or an abort; throws the
 * store's own, and SIZE_INVALID.
 */
async function receive(
  writer: FileWriter,
  hash: Hash | undefined,
  source: AsyncIterable<Uint8Array>,
  { signal, maximumSize }: WriteOptions,
): Promise<{ readonly cause: unknown } | undefined> {
  let ours = false;
  try {
    for await (const chunk of untilAborted(source, signal)) {
      ours = true;
      checkWriteLimit(writer.length + chunk.byteLength, maximumSize);
      hash?.update(chunk);
      await writer.add(chunk);
      ours = false;
    }
    return undefined;
  } catch (cause) {
    if (ours) throw cause;
    return { cause };
  }
}

/** Resolves when both are done; rejects, when neither goes on any more, as the first that failed. */
async function bothDone(first: Promise<void>, second: Promise<void>): Promise<void> {
  await Promise.allSettled([first, second]);
  await first;
  await second;
}

async function* nothing(): AsyncIterable<Uint8Array> {}
