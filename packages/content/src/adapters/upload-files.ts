import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import { OciError } from '@slipway/oci';
import { errorCode, orStoreError, storeError } from '../errors.ts';
import type { UploadState } from '../ports.ts';
import { unknownUpload } from '../upload-id.ts';
import type { StoreFolder } from './blob-folder.ts';
import { fileToken, newClaimNotes, newFileNotes } from './filesystem-layout.ts';
import { newFileFlags, newFileMode } from './put-blob.ts';
import { removeFile } from './remove-file.ts';

/** An upload's file, which nobody else can reach by its name. */
export interface ClaimedFile {
  readonly file: FileHandle;
  readonly path: string;
  /** Of the state that this claim ends with. */
  readonly notes: string;
  /**
   * Whether the bytes are a copy, of what another request may have put in their place: a hash that
   * was kept for the state says nothing of them.
   */
  readonly copied: boolean;
}

/**
 * The files of uploads, `<id>.<file>.<claim>`. Whoever writes claims the file first by renaming it,
 * and only the state that this write ends with knows the new name. So of two requests for one upload,
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
    const from = state.offset === 0 ? undefined : this.#folder.layout.upload(state);
    // Bytes that arrived for a state at offset 0 before were never recorded: a new file.
    const notes = from === undefined ? newFileNotes() : newClaimNotes(state.notes);
    const path = this.#folder.layout.upload({ id: state.id, notes });
    this.#active.add(path);
    try {
      if (from === undefined) {
        return { file: await this.#create(state, path), path, notes, copied: false };
      }
      if (await this.#rename(from, path)) {
        return { file: await this.#openAt(state, path), path, notes, copied: false };
      }
    } catch (error) {
      this.#active.delete(path);
      // Another request has copied the file, and removed it, since it was renamed.
      throw errorCode(error) === 'ENOENT' ? busyUpload(state.id) : storeError(error);
    }
    this.#active.delete(path);
    return await this.#recover(state);
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
    // Where another request has taken the file over meanwhile, there is nothing to give back.
    await orStoreError(this.#rename(path, layout.upload(state)));
  }

  /** Removes the files of an upload, whoever claimed them. Throws BLOB_UPLOAD_UNKNOWN for no id. */
  async remove(state: UploadState): Promise<void> {
    const { fileSystem, layout } = this.#folder;
    if (state.notes !== '' && (await removeFile(fileSystem, layout.upload(state)))) return;
    // An older state, or a first request that was cut off before anything was recorded.
    for (const path of await orStoreError(this.#find(layout.uploadPrefix(state.id)))) {
      await removeFile(fileSystem, path);
    }
  }

  async #create(state: UploadState, path: string): Promise<FileHandle> {
    const { fileSystem, layout } = this.#folder;
    // A leftover, if any, of a request that brought no bytes.
    if (state.notes !== '') await removeFile(fileSystem, layout.upload(state));
    return await orStoreError(fileSystem.open(path, newFileFlags, newFileMode));
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
   * so they are copied: to a file that it does not have open. Of the two only one ever has a name
   * that is looked for here, so a crash in between costs the upload, never its truth.
   */
  async #recover(state: UploadState): Promise<ClaimedFile> {
    const { fileSystem, layout } = this.#folder;
    const claims = `${layout.uploadPrefix(state.id)}${fileToken(state.notes)}.`;
    const [from] = await orStoreError(this.#find(claims));
    if (from === undefined) throw unknownUpload(state.id, 'it has ended, or was idle for too long');
    if (this.#active.has(from)) throw busyUpload(state.id);
    const notes = newClaimNotes(state.notes);
    const path = layout.upload({ id: state.id, notes });
    const copy = layout.temporary();
    this.#active.add(path);
    try {
      await fileSystem.copyFile(from, copy, constants.COPYFILE_EXCL);
      await fileSystem.unlink(from);
      await fileSystem.rename(copy, path);
      return { file: await this.#openAt(state, path), path, notes, copied: true };
    } catch (error) {
      this.#active.delete(path);
      await removeFile(fileSystem, copy);
      // Another request has claimed the file since its name was read.
      throw errorCode(error) === 'ENOENT' ? busyUpload(state.id) : storeError(error);
    }
  }

  /** The files under `uploads` whose names begin so. */
  async #find(prefix: string): Promise<string[]> {
    const { fileSystem, layout } = this.#folder;
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
