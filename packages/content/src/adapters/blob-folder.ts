import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type Digest, type DigestAlgorithm, digestAlgorithm, tryParseDigest } from '@slipway/oci';
import { errorCode, StoreError, storeError } from '../errors.ts';
import type { BlobStat, DeleteOptions, OpenBlob } from '../ports.ts';
import type { BufferPool } from './buffer-pool.ts';
import type { FileSystem } from './file-system.ts';
import { blobAlgorithms, type FilesystemLayout } from './filesystem-layout.ts';
import { FolderSync } from './folder-sync.ts';
import { OpenBlobFile } from './open-blob-file.ts';

/** What the store's parts share. */
export interface StoreFolder {
  readonly fileSystem: FileSystem;
  readonly layout: FilesystemLayout;
  readonly pool: BufferPool;
}

/** The finished blobs: files that never change, each under its digest's name. */
export class BlobFolder {
  readonly #fileSystem: FileSystem;
  readonly #layout: FilesystemLayout;
  readonly #pool: BufferPool;
  readonly #syncs: Record<DigestAlgorithm, FolderSync>;

  constructor({ fileSystem, layout, pool }: StoreFolder) {
    this.#fileSystem = fileSystem;
    this.#layout = layout;
    this.#pool = pool;
    this.#syncs = {
      sha256: new FolderSync(fileSystem, layout.blobs('sha256')),
      sha512: new FolderSync(fileSystem, layout.blobs('sha512')),
    };
  }

  async stat(digest: Digest): Promise<BlobStat | undefined> {
    try {
      return { digest, size: (await this.#fileSystem.lstat(this.#layout.blob(digest))).size };
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw storeError(error);
    }
  }

  async open(digest: Digest): Promise<OpenBlob | undefined> {
    let file: FileHandle;
    try {
      const flags = constants.O_RDONLY | constants.O_NOFOLLOW;
      file = await this.#fileSystem.open(this.#layout.blob(digest), flags);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw storeError(error);
    }
    try {
      const { size } = await file.stat();
      return new OpenBlobFile({ file, digest, size, pool: this.#pool });
    } catch (error) {
      await file.close();
      throw storeError(error);
    }
  }

  /**
   * Gives a file, whose bytes are verified and durable, its name as a blob, durably. Only then may
   * the blob be acknowledged: a power cut takes a name that its folder was not synced for. Throws
   * ENOENT as it is where `from` is gone.
   */
  async publish(from: string, digest: Digest): Promise<void> {
    try {
      await this.#fileSystem.rename(from, this.#layout.blob(digest));
    } catch (error) {
      throw errorCode(error) === 'ENOENT' ? error : storeError(error);
    }
    await this.#sync(digest);
  }

  /**
   * Takes a blob that is there for one that is stored now: durable, and new for who sweeps by age.
   * False where it is absent. Throws a StoreError where its size is not `size`, and removes it then:
   * sent once more, it is written again.
   */
  async renew(digest: Digest, size: number): Promise<boolean> {
    const path = this.#layout.blob(digest);
    try {
      const now = new Date();
      await this.#fileSystem.utimes(path, now, now);
      const found = await this.#fileSystem.lstat(path);
      if (found.size !== size) {
        await this.#fileSystem.unlink(path);
        throw new StoreError(
          'STORE_UNAVAILABLE',
          `blob ${digest} had ${found.size} bytes on disk instead of ${size}: it was removed, send it again`,
        );
      }
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw storeError(error);
    }
    // Another process may have renamed it here and not synced the folder yet.
    await this.#sync(digest);
    return true;
  }

  /** A delete may come undone in a power cut: what is left then is a blob that nothing refers to. */
  async delete(digest: Digest, { storedBefore }: DeleteOptions): Promise<boolean> {
    const path = this.#layout.blob(digest);
    try {
      if (storedBefore) {
        const { mtimeMs } = await this.#fileSystem.lstat(path);
        if (mtimeMs >= storedBefore.getTime()) return false;
      }
      await this.#fileSystem.unlink(path);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw storeError(error);
    }
  }

  async *list(): AsyncIterable<BlobStat & { readonly storedAt: Date }> {
    for (const algorithm of blobAlgorithms) {
      try {
        for await (const entry of await this.#fileSystem.opendir(this.#layout.blobs(algorithm))) {
          const digest = tryParseDigest(`${algorithm}:${entry.name}`);
          const listed = digest && (await this.#listed(digest));
          if (listed) yield listed;
        }
      } catch (error) {
        throw storeError(error);
      }
    }
  }

  async #listed(digest: Digest): Promise<(BlobStat & { readonly storedAt: Date }) | undefined> {
    try {
      const found = await this.#fileSystem.lstat(this.#layout.blob(digest));
      return { digest, size: found.size, storedAt: found.mtime };
    } catch (error) {
      // Deleted since its name was read.
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  }

  async #sync(digest: Digest): Promise<void> {
    try {
      await this.#syncs[digestAlgorithm(digest)].sync();
    } catch (error) {
      throw storeError(error);
    }
  }
}
