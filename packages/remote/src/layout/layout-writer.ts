import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, mkdir, open, readFile, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type Descriptor, digestAlgorithm, digestHex, makeDigest } from '@slipway/oci';
import { RemoteError } from '../errors.ts';
import { withFileLock } from '../files/file-lock.ts';
import { syncFolder, writeAtomically } from '../files/write-atomically.ts';
import type { BlobOffer, BlobOutcome, Cancellable } from '../ports.ts';
import { verifyBytes, wrongDigest, wrongSize } from '../verify.ts';
import { blobPath } from './blob-path.ts';
import { layoutMarker, withEntry } from './layout-index.ts';
import { changeLayoutEntries } from './update-index.ts';

/** Unfinished blobs are kept here, beside the layout's own files, until they are complete. */
const partialFolder = '.slipway-partial';

/** Writes into one layout folder; several processes may do so at once. */
export class LayoutWriter {
  readonly #folder: string;
  #prepared: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Stores a blob, going on with what an interrupted run left. */
  async putBlob(descriptor: Descriptor, offer: BlobOffer): Promise<BlobOutcome> {
    await this.#prepare();
    const path = join(this.#folder, blobPath(descriptor.digest));
    if (await hasSize(path, descriptor.size)) return 'exists';
    const name = `${digestAlgorithm(descriptor.digest)}-${digestHex(descriptor.digest)}`;
    const partial = join(this.#folder, partialFolder, name);
    // Whoever holds it fetches the same blob, however long that takes.
    const options = { ...offer, patience: Number.POSITIVE_INFINITY };
    return withFileLock(`${partial}.lock`, options, async () => {
      if (await hasSize(path, descriptor.size)) return 'exists';
      await fill(partial, descriptor, offer);
      await mkdir(dirname(path), { recursive: true });
      await rename(partial, path);
      await syncFolder(dirname(path));
      return 'stored';
    });
  }

  /** Stores a manifest's bytes as a blob. */
  async putBytes(descriptor: Descriptor, bytes: Uint8Array): Promise<void> {
    await this.#prepare();
    verifyBytes(descriptor, bytes);
    const path = join(this.#folder, blobPath(descriptor.digest));
    if (await hasSize(path, descriptor.size)) return;
    await mkdir(dirname(path), { recursive: true });
    await writeAtomically(path, bytes);
  }

  /** Makes `reference` mean `root`, in one step. */
  async setEntry(
    root: Descriptor,
    options: Cancellable & { readonly reference?: string },
  ): Promise<void> {
    await this.#prepare();
    const change = (entries: readonly Descriptor[]) => withEntry(entries, root, options.reference);
    await changeLayoutEntries(this.#folder, change, options);
    await rmdir(join(this.#folder, partialFolder)).catch(() => {
      // Absent, or it holds what another copy is about to go on with.
    });
  }

  #prepare(): Promise<void> {
    this.#prepared ??= this.#makeLayout();
    return this.#prepared;
  }

  async #makeLayout(): Promise<void> {
    await mkdir(join(this.#folder, 'blobs', 'sha256'), { recursive: true });
    const marker = join(this.#folder, 'oci-layout');
    const present = await readIfThere(marker);
    if (!present) return writeAtomically(marker, Buffer.from(layoutMarker));
    if (!/"imageLayoutVersion"\s*:\s*"1\./.test(present.toString('utf8'))) {
      throw new RemoteError('LAYOUT', `${this.#folder} is no OCI image layout of version 1`);
    }
  }
}

/**
 * Completes the file at `path` from where it ends. What a crash left may be damaged: where the whole
 * is wrong it is fetched once more from the start.
 */
async function fill(path: string, descriptor: Descriptor, offer: BlobOffer): Promise<void> {
  const resumed = ((await sizeOf(path)) ?? 0) > 0;
  try {
    await complete(path, descriptor, offer);
  } catch (error) {
    if (!(error instanceof RemoteError) || !error.code.endsWith('_MISMATCH')) throw error;
    await rm(path, { force: true });
    if (!resumed) throw error;
    await complete(path, descriptor, offer);
  }
}

async function complete(path: string, descriptor: Descriptor, offer: BlobOffer): Promise<void> {
  const algorithm = digestAlgorithm(descriptor.digest);
  const hash = createHash(algorithm);
  const handle = await open(path, 'a');
  try {
    const kept = await hashKept(path, { hash, limit: descriptor.size, handle });
    const size = await append(handle, { hash, start: kept, descriptor, offer });
    if (size !== descriptor.size) throw wrongSize(descriptor, String(size));
    const actual = makeDigest(algorithm, hash.digest('hex'));
    if (actual !== descriptor.digest) throw wrongDigest(descriptor.digest, actual);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Hashes what an earlier run kept; too much of it is dropped whole. */
async function hashKept(
  path: string,
  kept: { readonly hash: Hash; readonly limit: number; readonly handle: FileHandle },
): Promise<number> {
  const { size } = await kept.handle.stat();
  if (size > kept.limit) {
    await kept.handle.truncate(0);
    return 0;
  }
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    kept.hash.update(chunk as Uint8Array);
  }
  return size;
}

async function append(
  handle: FileHandle,
  rest: { hash: Hash; start: number; descriptor: Descriptor; offer: BlobOffer },
): Promise<number> {
  const { hash, start, descriptor, offer } = rest;
  let size = start;
  offer.onBytes?.(size);
  if (size === descriptor.size && size > 0) return size;
  for await (const chunk of offer.open(start)) {
    offer.signal?.throwIfAborted();
    size += chunk.length;
    if (size > descriptor.size) throw wrongSize(descriptor, `more than ${descriptor.size}`);
    hash.update(chunk);
    await handle.appendFile(chunk);
    offer.onBytes?.(size);
  }
  return size;
}

async function hasSize(path: string, size: number): Promise<boolean> {
  return (await sizeOf(path)) === size;
}

async function sizeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).size;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function readIfThere(path: string): Promise<Buffer | undefined> {
  try {
    return await readFile(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}
