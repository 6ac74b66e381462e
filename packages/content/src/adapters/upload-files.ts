import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { OciError } from '@slipway/oci';
import { errorCode, orStoreError, storeError } from '../errors.ts';
import type { UploadState } from '../ports.ts';
import { unknownUpload } from '../upload-id.ts';
import type { StoreFolder } from './blob-folder.ts';
import { makeToken } from './filesystem-layout.ts';
import { newFileFlags, newFileMode } from './put-blob.ts';
import { removeFile } from './remove-file.ts';

/** An upload's file, which nobody else can reach by its name. */
export interface ClaimedFile {
  readonly file: FileHandle;
  readonly path: string;
  /** What the next state's notes say. */
  readonly token: string;
}

/**
 * The files of uploads, `<id>.<token>`. Whoever writes gives the file a new token by renaming it
 * first, and only the state that this write ends with knows it. So of two requests for one upload,
 * in whatever processes, one finds its file and the other does not; a writer that was believed dead
 * can never change bytes that another has verified.
 */
export class UploadFiles {
  readonly #folder: StoreFolder;
  /** Paths that a call in this process works on. */
  readonly #active = new Set<string>();

  constructor(folder: StoreFolder) {
    this.#folder = folder;
  }

  isActive(path: string): boolean {
    return this.#active.has(path);
  }

  /** The upload's file for writing at `state.offset`, cut there. Throws BLOB_UPLOAD_UNKNOWN. */
  async claim(state: UploadState): Promise<ClaimedFile> {
    const { fileSystem, layout } = this.#folder;
    const token = makeToken();
    const path = layout.upload({ id: state.id, notes: token });
    this.#active.add(path);
    try {
      if (state.offset === 0) {
        // A leftover, if any, of a request that brought no bytes.
        if (state.notes !== '') await removeFile(fileSystem, layout.upload(state));
        return { file: await fileSystem.open(path, newFileFlags, newFileMode), path, token };
      }
      if (!(await this.#rename(layout.upload(state), path))) await this.#recover(state, path);
      return { file: await this.#openAt(state, path), path, token };
    } catch (error) {
      this.#active.delete(path);
      throw storeError(error);
    }
  }

  /** Ends a claim; the file is closed and keeps its new name. */
  async release({ file, path }: ClaimedFile): Promise<void> {
    this.#active.delete(path);
    await file.close();
  }

  /**
   * Takes back what was done under a claim that failed with `error`. Where the request or a full
   * disk is at fault, `state` stands again; bytes of the wrong digest, or which a failing disk may
   * have lost, are removed.
   */
  async undo({ file, path }: ClaimedFile, state: UploadState, error: unknown): Promise<void> {
    const { fileSystem, layout } = this.#folder;
    const restorable = errorCode(error) === 'STORE_FULL' || errorCode(error) === 'SIZE_INVALID';
    if (!restorable || state.offset === 0) {
      await removeFile(fileSystem, path);
      return;
    }
    await orStoreError(file.truncate(state.offset));
    await orStoreError(fileSystem.rename(path, layout.upload(state)));
  }

  /** Removes the files of an upload, whatever their tokens. Throws BLOB_UPLOAD_UNKNOWN for no id. */
  async remove(state: UploadState): Promise<void> {
    const { fileSystem, layout } = this.#folder;
    if (state.notes !== '' && (await removeFile(fileSystem, layout.upload(state)))) return;
    for (const path of await orStoreError(this.#find(state.id))) {
      await removeFile(fileSystem, path);
    }
  }

  async #rename(from: string, to: string): Promise<boolean> {
    try {
      await this.#folder.fileSystem.rename(from, to);
      return true;
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async #openAt(state: UploadState, path: string): Promise<FileHandle> {
    const { fileSystem } = this.#folder;
    const file = await fileSystem.open(path, constants.O_RDWR | constants.O_NOFOLLOW);
    try {
      const { size } = await file.stat();
      if (size < state.offset) {
        // A power cut takes bytes that were received but never acknowledged as a blob.
        await fileSystem.unlink(path);
        throw unknownUpload(state.id, 'the store lost bytes that it had received');
      }
      if (size > state.offset) await file.truncate(state.offset);
      return file;
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /**
   * The state is older than the file: a process died, or was cut off, between writing and recording
   * it. The bytes up to the state's offset are good, but a writer may still be at work behind them,
   * so they are copied: to a file that it does not have open.
   */
  async #recover(state: UploadState, to: string): Promise<void> {
    const { fileSystem } = this.#folder;
    const found = await this.#find(state.id);
    const from = found.find((path) => path !== to && !this.#active.has(path));
    if (from === undefined) {
      if (found.some((path) => path !== to)) throw busyUpload(state.id);
      throw unknownUpload(state.id, 'it has ended, or was idle for too long');
    }
    await fileSystem.copyFile(from, to, constants.COPYFILE_EXCL);
    await removeFile(fileSystem, from);
  }

  async #find(id: string): Promise<string[]> {
    const { fileSystem, layout } = this.#folder;
    const prefix = layout.uploadPrefix(id);
    const found: string[] = [];
    for await (const entry of await fileSystem.opendir(layout.uploads)) {
      if (entry.name.startsWith(prefix)) found.push(join(layout.uploads, entry.name));
    }
    return found;
  }
}

function busyUpload(id: string): OciError {
  return new OciError(
    'BLOB_UPLOAD_INVALID',
    `upload ${id}: another request is writing to it: wait for that one to end`,
    { status: 409 },
  );
}
