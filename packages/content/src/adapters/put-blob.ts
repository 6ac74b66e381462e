import { createHash } from 'node:crypto';
import { constants } from 'node:fs';
import type { FileHandle } from 'node:fs/promises';
import { type Digest, digestAlgorithm } from '@slipway/oci';
import { orStoreError, StoreError } from '../errors.ts';
import { verifyHash } from '../hashing.ts';
import type { BlobStat, WriteOptions } from '../ports.ts';
import { untilAborted } from '../until-aborted.ts';
import { checkWriteLimit } from '../write-limit.ts';
import type { BlobFolder, StoreFolder } from './blob-folder.ts';
import { FileWriter } from './file-writer.ts';
import { removeFile } from './remove-file.ts';

/** Owner alone; refuses to write through a name that something else has made. */
export const newFileFlags = constants.O_RDWR | constants.O_CREAT | constants.O_EXCL;
export const newFileMode = 0o600;

/**
 * {@link import('../ports.ts').BlobWriter.put} into a folder. A blob that is there already is not
 * written again, but its bytes are verified all the same: the sender has to have them.
 */
export class BlobPutter {
  readonly #folder: StoreFolder;
  readonly #blobs: BlobFolder;

  constructor(folder: StoreFolder, blobs: BlobFolder) {
    this.#folder = folder;
    this.#blobs = blobs;
  }

  async put(
    digest: Digest,
    source: AsyncIterable<Uint8Array>,
    options: WriteOptions,
  ): Promise<BlobStat> {
    const { fileSystem, layout, pool } = this.#folder;
    const path = layout.temporary();
    let file: FileHandle | undefined;
    let published = false;
    const open = async () => {
      if (await this.#blobs.stat(digest)) return undefined;
      file = await fileSystem.open(path, newFileFlags, newFileMode);
      return file;
    };
    const writer = new FileWriter({ pool, position: 0, open });
    try {
      await receive(writer, digest, untilAborted(source, options.signal), options.maximumSize);
      // A blob that fits one buffer touches the disk only here, behind its verification.
      if (await writer.end()) {
        await writer.sync();
        await orStoreError(this.#blobs.publish(path, digest));
        published = true;
      } else if (!(await this.#blobs.renew(digest, writer.length))) {
        throw new StoreError(
          'STORE_UNAVAILABLE',
          `blob ${digest} was deleted while it was pushed again: send it again`,
        );
      }
      return { digest, size: writer.length };
    } finally {
      await writer.release();
      await file?.close();
      if (file && !published) await removeFile(fileSystem, path);
    }
  }
}

async function receive(
  writer: FileWriter,
  digest: Digest,
  source: AsyncIterable<Uint8Array>,
  maximumSize: number | undefined,
): Promise<void> {
  const algorithm = digestAlgorithm(digest);
  const hash = createHash(algorithm);
  for await (const chunk of source) {
    checkWriteLimit(writer.length + chunk.byteLength, maximumSize);
    hash.update(chunk);
    await writer.add(chunk);
  }
  verifyHash(hash, algorithm, digest);
}
