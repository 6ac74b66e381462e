import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { access, type FileHandle, open, opendir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  OciError,
  tryParseDigest,
} from '@slipway/oci';
import { errorCode, storeError } from '../errors.ts';
import { verifyHash } from '../hashing.ts';
import type {
  BlobStat,
  ContentStore,
  InterruptedAppend,
  OpenBlob,
  UploadState,
  WriteOptions,
} from '../ports.ts';
import { writeStream } from './blob-file-writer.ts';
import { FilesystemLayout } from './filesystem-layout.ts';
import { openBlobFile } from './filesystem-reader.ts';
import { FolderSync } from './folder-sync.ts';
import { RunningHashes } from './running-hashes.ts';

/** A {@link ContentStore} in a folder, with what only a folder needs. */
export interface FilesystemStore extends ContentStore {
  /**
   * Removes what crashes left (files under `uploads` not written to for `age` milliseconds).
   * Resolves to how many. A moving upload is written to, so it is never old.
   */
  sweepTemporary(age: number): Promise<number>;
}

/** What {@link createFilesystemStore} is told. */
export interface FilesystemStoreOptions {
  /** The store's folder; made where it is absent. Whoever can write in it is trusted. */
  readonly root: string;
}

/**
 * A store in a folder: `blobs/<algorithm>/<hex>` as in an OCI image layout, `uploads/` for what is
 * under way. Several processes may use one folder.
 */
export async function createFilesystemStore(
  options: FilesystemStoreOptions,
): Promise<FilesystemStore> {
  const layout = new FilesystemLayout(options.root);
  try {
    await layout.create();
  } catch (error) {
    throw storeError(error);
  }
  return new FolderStore(layout);
}

class FolderStore implements FilesystemStore {
  readonly #layout: FilesystemLayout;
  readonly #hashes = new RunningHashes();
  readonly #folders: Record<DigestAlgorithm, FolderSync>;

  constructor(layout: FilesystemLayout) {
    this.#layout = layout;
    this.#folders = {
      sha256: new FolderSync(layout.blobs('sha256')),
      sha512: new FolderSync(layout.blobs('sha512')),
    };
  }

  async stat(digest: Digest): Promise<BlobStat | undefined> {
    try {
      return { digest, size: (await stat(this.#layout.blob(digest))).size };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw storeError(error);
    }
  }

  open(digest: Digest): Promise<OpenBlob | undefined> {
    return openBlobFile(this.#layout.blob(digest), digest);
  }

  async put(
    digest: Digest,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<BlobStat> {
    const algorithm = digestAlgorithm(digest);
    const hash = createHash(algorithm);
    const path = this.#layout.temporary();
    let file: FileHandle | undefined;
    try {
      file = await open(path, 'wx', 0o600);
      const size = await writeStream(file, source, {
        ...options,
        position: 0,
        update: (chunk) => hash.update(chunk),
      });
      verifyHash(hash, algorithm, digest);
      await this.#publish(file, path, digest);
      return { digest, size };
    } catch (error) {
      await rm(path, { force: true });
      throw storeError(error);
    } finally {
      await file?.close();
    }
  }

  begin(id: string): UploadState {
    return { id, offset: 0, notes: '' };
  }

  async append(
    state: UploadState,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<{ readonly interrupted: false; readonly state: UploadState } | InterruptedAppend> {
    const hash = this.#hashes.take(state.id, state.offset);
    const file = await this.#openUpload(state);
    let length = state.offset;
    let hashed = state.offset;
    try {
      length = await writeStream(file, source, {
        ...options,
        position: state.offset,
        update: (chunk) => {
          hash?.update(chunk);
          hashed += chunk.byteLength;
        },
        written: (at) => {
          length = at;
        },
      });
      this.#hashes.keep(state.id, hash, length);
      return { interrupted: false, state: { ...state, offset: length } };
    } catch (error) {
      const failure = storeError(error);
      if (failure !== error || errorCode(error) === 'SIZE_INVALID') throw failure;
      // Only what the writes confirmed counts.
      if (hashed === length) this.#hashes.keep(state.id, hash, length);
      return { interrupted: true, state: { ...state, offset: length }, cause: error };
    } finally {
      await file.close();
    }
  }

  async #openUpload(state: UploadState): Promise<FileHandle> {
    try {
      const flags = constants.O_RDWR | constants.O_CREAT;
      const file = await open(this.#layout.upload(state.id), flags, 0o600);
      try {
        if ((await file.stat()).size < state.offset) throw lostBytes(state);
        await file.truncate(state.offset);
      } catch (error) {
        await file.close();
        throw error;
      }
      return file;
    } catch (error) {
      throw storeError(error);
    }
  }

  async commit(state: UploadState, digest: Digest): Promise<BlobStat> {
    const algorithm = digestAlgorithm(digest);
    const path = this.#layout.upload(state.id);
    const file = await this.#openUpload(state);
    try {
      const kept = this.#hashes.take(state.id, state.offset);
      const hash =
        algorithm === 'sha256' && kept ? kept : await hashFile(file, algorithm, state.offset);
      verifyHash(hash, algorithm, digest);
      await this.#publish(file, path, digest);
      return { digest, size: state.offset };
    } catch (error) {
      if (errorCode(error) === 'DIGEST_INVALID') await rm(path, { force: true });
      throw storeError(error);
    } finally {
      await file.close();
    }
  }

  async abort(state: UploadState): Promise<void> {
    this.#hashes.forget(state.id);
    await rm(this.#layout.upload(state.id), { force: true });
  }

  /** The order that survives a power cut: the file's bytes, its name, the folder that holds the name. */
  async #publish(file: FileHandle, from: string, digest: Digest): Promise<void> {
    await file.sync();
    await rename(from, this.#layout.blob(digest));
    await this.#folders[digestAlgorithm(digest)].sync();
  }

  async delete(digest: Digest): Promise<boolean> {
    try {
      await rm(this.#layout.blob(digest));
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw storeError(error);
    }
  }

  async *list(): AsyncIterable<BlobStat & { readonly storedAt: Date }> {
    for (const algorithm of ['sha256', 'sha512'] as const) {
      for await (const entry of await opendir(this.#layout.blobs(algorithm))) {
        const digest = tryParseDigest(`${algorithm}:${entry.name}`);
        if (!digest) continue;
        const found = await stat(this.#layout.blob(digest)).catch(() => undefined);
        if (found) yield { digest, size: found.size, storedAt: found.mtime };
      }
    }
  }

  async check(): Promise<void> {
    try {
      await access(this.#layout.uploads, constants.W_OK | constants.X_OK);
      await access(this.#layout.blobs('sha256'), constants.W_OK | constants.X_OK);
    } catch (error) {
      throw storeError(error);
    }
  }

  async sweepTemporary(age: number): Promise<number> {
    const before = Date.now() - age;
    let swept = 0;
    for await (const entry of await opendir(this.#layout.uploads)) {
      const path = join(this.#layout.uploads, entry.name);
      const found = await stat(path).catch(() => undefined);
      if (!found || found.mtimeMs >= before) continue;
      await rm(path, { force: true });
      swept++;
    }
    return swept;
  }
}

/** A power cut may take bytes that were received but never acknowledged as a blob. */
function lostBytes(state: UploadState): OciError {
  return new OciError(
    'BLOB_UPLOAD_UNKNOWN',
    `upload ${state.id} lost bytes it had received: start it again`,
  );
}

/** One read of an upload's bytes, for a hash that this process has not kept. */
async function hashFile(
  file: FileHandle,
  algorithm: DigestAlgorithm,
  length: number,
): Promise<Hash> {
  const hash = createHash(algorithm);
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  let position = 0;
  while (position < length) {
    const { bytesRead } = await file.read(
      buffer,
      0,
      Math.min(buffer.byteLength, length - position),
      position,
    );
    if (bytesRead === 0) break;
    hash.update(bytesRead === buffer.byteLength ? buffer : buffer.subarray(0, bytesRead));
    position += bytesRead;
  }
  return hash;
}
