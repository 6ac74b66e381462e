import * as nodeFileSystem from 'node:fs/promises';
import type { Digest } from '@slipway/oci';
import { orStoreError, StoreError } from '../errors.ts';
import type {
  BlobStat,
  ContentStore,
  DeleteOptions,
  InterruptedAppend,
  OpenBlob,
  UploadState,
  WriteOptions,
} from '../ports.ts';
import { BlobFolder } from './blob-folder.ts';
import { BufferPool } from './buffer-pool.ts';
import type { FileSystem } from './file-system.ts';
import { blobAlgorithms, FilesystemLayout } from './filesystem-layout.ts';
import { FilesystemUploads } from './filesystem-uploads.ts';
import { BlobPutter } from './put-blob.ts';
import { sweepUploads } from './sweep-uploads.ts';
import { UploadFiles } from './upload-files.ts';

/** A {@link ContentStore} in a folder, with what only a folder needs. */
export interface FilesystemStore extends ContentStore {
  /**
   * Removes what crashes left: files under `uploads` not written to for `age` milliseconds. Resolves
   * to how many. A moving upload is written to, so it is never old. To be called at start and from
   * time to time, with an age beyond that of the oldest upload session that is kept.
   */
  sweepTemporary(age: number): Promise<number>;
}

/** What {@link createFilesystemStore} is told. */
export interface FilesystemStoreOptions {
  /** The store's folder, on one file system; made where it is absent. Whoever can write in it is trusted. */
  readonly root: string;
  /** Node's own unless a test gives another. */
  readonly fileSystem?: FileSystem;
}

/**
 * A store in a folder: `blobs/<algorithm>/<hex>` as in an OCI image layout, `uploads/` for what is
 * under way. Several processes may use one folder. Throws a StoreError where it cannot be made.
 */
export async function createFilesystemStore(
  options: FilesystemStoreOptions,
): Promise<FilesystemStore> {
  const fileSystem = options.fileSystem ?? nodeFileSystem;
  const layout = new FilesystemLayout(options.root);
  await orStoreError(layout.create(fileSystem));
  return new FolderStore(fileSystem, layout);
}

class FolderStore implements FilesystemStore {
  readonly #fileSystem: FileSystem;
  readonly #layout: FilesystemLayout;
  readonly #blobs: BlobFolder;
  readonly #putter: BlobPutter;
  readonly #files: UploadFiles;
  readonly #uploads: FilesystemUploads;

  constructor(fileSystem: FileSystem, layout: FilesystemLayout) {
    this.#fileSystem = fileSystem;
    this.#layout = layout;
    const folder = { fileSystem, layout, pool: new BufferPool() };
    this.#blobs = new BlobFolder(folder);
    this.#putter = new BlobPutter(folder, this.#blobs);
    this.#files = new UploadFiles(folder);
    this.#uploads = new FilesystemUploads({
      folder,
      blobs: this.#blobs,
      files: this.#files,
      putter: this.#putter,
    });
  }

  stat(digest: Digest): Promise<BlobStat | undefined> {
    return this.#blobs.stat(digest);
  }

  open(digest: Digest): Promise<OpenBlob | undefined> {
    return this.#blobs.open(digest);
  }

  put(
    digest: Digest,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<BlobStat> {
    return this.#putter.put(digest, source, options);
  }

  delete(digest: Digest, options: DeleteOptions = {}): Promise<boolean> {
    return this.#blobs.delete(digest, options);
  }

  list(): AsyncIterable<BlobStat & { readonly storedAt: Date }> {
    return this.#blobs.list();
  }

  begin(id: string): UploadState {
    return this.#uploads.begin(id);
  }

  append(
    state: UploadState,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions = {},
  ): Promise<{ readonly interrupted: false; readonly state: UploadState } | InterruptedAppend> {
    return this.#uploads.append(state, source, options);
  }

  commit(state: UploadState, digest: Digest): Promise<BlobStat> {
    return this.#uploads.commit(state, digest);
  }

  abort(state: UploadState): Promise<void> {
    return this.#uploads.abort(state);
  }

  async check(): Promise<void> {
    const { root, uploads } = this.#layout;
    const { W_OK, X_OK } = nodeFileSystem.constants;
    for (const folder of [uploads, ...blobAlgorithms.map((each) => this.#layout.blobs(each))]) {
      await orStoreError(this.#fileSystem.access(folder, W_OK | X_OK));
    }
    const { bavail } = await orStoreError(this.#fileSystem.statfs(root));
    if (bavail === 0) {
      throw new StoreError('STORE_FULL', 'the store’s disk is full: free space in the data folder');
    }
  }

  sweepTemporary(age: number): Promise<number> {
    return sweepUploads({
      fileSystem: this.#fileSystem,
      layout: this.#layout,
      files: this.#files,
      age,
    });
  }
}
