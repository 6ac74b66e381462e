import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createFilesystemStore, type FilesystemStore } from '@slipway/content';
import { withLock } from '@slipway/linux';
import {
  type Descriptor,
  type Digest,
  digestAlgorithm,
  digestHex,
  type Platform,
} from '@slipway/oci';
import {
  changeLayoutEntries,
  entryName,
  layoutMarker,
  readLayoutEntries,
  withoutName,
} from '@slipway/remote';
import { type FoundImage, findImage } from './find-image.ts';
import { readAllDetails, readDetails } from './image-details.ts';
import type { ImageDetails, ImageStore, StoredImage } from './image-store.ts';
import { LastUses } from './last-uses.ts';
import { withNames, withoutEntryName, withoutImage } from './store-entries.ts';
import { sweepBlobs } from './sweep.ts';

/** Where the store keeps what a layout has no place for. */
const ownFolder = '.slipway';

/** Opens the local store in `folder`, an OCI image layout; makes it where it is absent. */
export async function createImageStore(options: { readonly folder: string }): Promise<ImageStore> {
  const { folder } = options;
  const content = await createFilesystemStore({ root: folder });
  await mkdir(join(folder, ownFolder), { recursive: true, mode: 0o700 });
  await markLayout(join(folder, 'oci-layout'));
  return new LayoutStore(folder, content);
}

async function markLayout(file: string): Promise<void> {
  try {
    await readFile(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await writeFile(file, layoutMarker);
  }
}

class LayoutStore implements ImageStore {
  readonly folder: string;
  readonly content: FilesystemStore;
  readonly #uses: LastUses;
  readonly #lock: string;

  constructor(folder: string, content: FilesystemStore) {
    this.folder = folder;
    this.content = content;
    this.#uses = new LastUses(join(folder, ownFolder, 'used'));
    this.#lock = join(folder, ownFolder, 'lock');
  }

  async list(): Promise<readonly StoredImage[]> {
    const entries = await readLayoutEntries(this.folder);
    return Promise.all(
      entries.map((each) =>
        this.#stored({ name: entryName(each), descriptor: each, root: each.digest }),
      ),
    );
  }

  async find(reference: string): Promise<StoredImage | undefined> {
    const entries = await readLayoutEntries(this.folder);
    const found = await findImage(this.content, entries, reference);
    return found && this.#stored(found);
  }

  details(descriptor: Descriptor, platform?: Platform): Promise<ImageDetails | undefined> {
    return readDetails(this.content, descriptor, platform);
  }

  allDetails(descriptor: Descriptor): Promise<readonly ImageDetails[]> {
    return readAllDetails(this.content, descriptor);
  }

  async put(descriptor: Descriptor, names: readonly string[]): Promise<void> {
    await changeLayoutEntries(this.folder, (entries) => withNames(entries, descriptor, names));
    await this.#uses.renew(descriptor.digest);
  }

  async touch(reference: string): Promise<void> {
    try {
      const entries = await readLayoutEntries(this.folder);
      const found = await findImage(this.content, entries, reference);
      if (found) await this.#uses.renew(found.root);
    } catch {
      // A last use that is not noted (a disk that is full, a store that may only be read) harms nobody.
    }
  }

  async removeName(name: string, options: { readonly keep?: boolean } = {}): Promise<boolean> {
    return this.#change((entries) => withoutEntryName(entries, name, options.keep === true));
  }

  removeImage(digest: Digest): Promise<boolean> {
    return this.#change((entries) => withoutImage(entries, digest));
  }

  async sweep(options: {
    readonly keep: AsyncIterable<Digest>;
    readonly dryRun?: boolean;
    readonly signal?: AbortSignal;
  }): Promise<{ readonly blobs: number; readonly bytes: number }> {
    const { keep, dryRun = false, signal } = options;
    const mode = dryRun ? 'shared' : 'exclusive';
    return withLock(this.#lock, { mode, ...(signal ? { signal } : {}) }, async () => {
      const entries = await readLayoutEntries(this.folder);
      const { folder, content } = this;
      const swept = await sweepBlobs({ folder, content, entries, keep, dryRun, signal });
      if (!dryRun) await this.#uses.keepOnly(new Set(entries.map((each) => each.digest)));
      return swept;
    });
  }

  hold<T>(work: () => Promise<T>): Promise<T> {
    return withLock(this.#lock, { mode: 'shared' }, work);
  }

  async #change(change: (entries: readonly Descriptor[]) => readonly Descriptor[]) {
    let changed = false;
    await changeLayoutEntries(this.folder, (entries) => {
      const after = change(entries);
      changed = after !== entries;
      return after;
    });
    return changed;
  }

  async #stored({ name, descriptor, root }: FoundImage): Promise<StoredImage> {
    // Of what other tools put here no use was ever noted.
    const lastUsedAt = (await this.#uses.get(root)) ?? (await this.#storedAt(root));
    return { name, descriptor: withoutName(descriptor), lastUsedAt };
  }

  async #storedAt(digest: Digest): Promise<Date> {
    try {
      const path = join(this.folder, 'blobs', digestAlgorithm(digest), digestHex(digest));
      return (await stat(path)).mtime;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return new Date(0);
    }
  }
}
