import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { type FileHandle, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { FileInput } from './byte-input.ts';
import { detectCompression } from './compression.ts';
import { type EntryMetadata, MetadataReader } from './entry-metadata.ts';
import { ArchiveError } from './errors.ts';
import { defaultHeaderLimit } from './read-tar.ts';
import { safePath } from './safe-path.ts';
import { nameText, padding, type TarHeader } from './tar-header.ts';
import { encodeTarEntry, endMarker } from './write-tar.ts';

/** One entry of a tar file and where its content begins. */
export interface TarFileEntry {
  readonly header: TarHeader;
  /** Bytes from the file's start. */
  readonly offset: number;
}

/** A tar file whose entries can be read in any order. Close it. */
export interface TarFile {
  readonly entries: readonly TarFileEntry[];
  /** Size of the file `name`, links followed; undefined where there is none. */
  size(name: string): Promise<number | undefined>;
  /** The content of the file `name` from byte `start` on. Throws NOT_FOUND. */
  open(name: string, options?: { readonly start?: number }): AsyncIterable<Uint8Array>;
  close(): Promise<void>;
}

/** Links are followed this far. */
const maximumLinks = 16;

/**
 * Opens an uncompressed tar file, reading its headers only. Throws UNSUPPORTED for a compressed one,
 * MALFORMED and TRUNCATED for a broken one.
 */
export async function openTarFile(path: string): Promise<TarFile> {
  const file = await open(path, 'r');
  try {
    return new IndexedTar(path, file, await readEntries(path, file));
  } catch (error) {
    await file.close();
    throw error;
  }
}

async function readEntries(path: string, file: FileHandle): Promise<IndexedEntry[]> {
  const { size } = await file.stat();
  const input = new FileInput(file, size);
  const start = new Uint8Array(4);
  await file.read(start, 0, 4, 0);
  const compression = detectCompression(start);
  if (compression !== 'none') {
    throw new ArchiveError(
      'UNSUPPORTED',
      `${path} is compressed with ${compression}: decompress it first`,
    );
  }
  const metadata = new MetadataReader(input, defaultHeaderLimit);
  const entries: IndexedEntry[] = [];
  for (let entry = await metadata.next(); entry; entry = await metadata.next()) {
    entries.push({ header: entry.header, offset: input.position, metadata: entry });
    await input.skip(entry.stored);
    await input.skip(padding(entry.stored + (entry.sparse?.consumed ?? 0)));
  }
  return entries;
}

interface IndexedEntry extends TarFileEntry {
  readonly metadata: EntryMetadata;
}

class IndexedTar implements TarFile {
  readonly entries: readonly TarFileEntry[];
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #byName: ReadonlyMap<string, IndexedEntry>;

  constructor(path: string, file: FileHandle, entries: readonly IndexedEntry[]) {
    this.#path = path;
    this.#file = file;
    this.entries = entries;
    // The last of several entries with one name is the one that counts.
    this.#byName = new Map(entries.map((each) => [normalised(each.header.name), each]));
  }

  async size(name: string): Promise<number | undefined> {
    return this.#find(name)?.header.size;
  }

  async *open(name: string, options: { readonly start?: number } = {}): AsyncGenerator<Uint8Array> {
    const entry = this.#find(name);
    if (!entry) throw new ArchiveError('NOT_FOUND', `${this.#path} has no file ${name}`);
    if (entry.metadata.sparse) {
      throw new ArchiveError('UNSUPPORTED', `${name} in ${this.#path} is a sparse file`);
    }
    const start = entry.offset + Math.min(options.start ?? 0, entry.header.size);
    const end = entry.offset + entry.header.size;
    if (start === end) return;
    const { fd } = this.#file;
    yield* createReadStream('', {
      fd,
      autoClose: false,
      start,
      end: end - 1,
      highWaterMark: 256 * 1024,
    });
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  #find(name: string): IndexedEntry | undefined {
    let current = normalised(Buffer.from(name));
    for (let hop = 0; hop < maximumLinks; hop++) {
      const entry = this.#byName.get(current);
      if (entry?.header.type === 'file') return entry;
      if (entry?.header.type !== 'link' && entry?.header.type !== 'symlink') return undefined;
      const target = nameText(entry.header.linkName);
      // `podman save` and old `docker save` link equal layers by relative symbolic links.
      const whole = entry.header.type === 'link' ? target : `${dirname(current)}/${target}`;
      current = normalised(Buffer.from(whole));
    }
    return undefined;
  }
}

function normalised(name: Uint8Array): string {
  return nameText(safePath(name, { escaping: 'clamp' }));
}

/** Writes a tar file from one end to the other: what `TarFileWriter.add` is given, in that order. */
export interface TarFileWriter {
  /** Adds a file of exactly `size` bytes, owned by root, mode 0644, time 0. Throws WRONG_SIZE. */
  add(name: string, size: number, body: AsyncIterable<Uint8Array>): Promise<void>;
  /** Completes the file and gives it its name (`keep`), or removes what was written. */
  close(options: { readonly keep: boolean }): Promise<void>;
}

/** A new tar file; until it is closed it lies beside `path` under another name. */
export async function createTarFile(path: string): Promise<TarFileWriter> {
  const temporary = `${path}.${randomUUID()}.partial`;
  const file = await open(temporary, 'wx', 0o644).catch((error: Error) => {
    // The other name means nothing to whoever gave this one.
    error.message = error.message.replace(temporary, path);
    throw error;
  });
  return {
    async add(name, size, body) {
      for await (const chunk of encodeTarEntry({ header: { type: 'file', name, size }, body })) {
        await file.appendFile(chunk);
      }
    },
    async close({ keep }) {
      try {
        if (keep) {
          await file.appendFile(endMarker);
          await file.sync();
        }
      } finally {
        await file.close();
        if (!keep) await rm(temporary, { force: true });
      }
      if (keep) await rename(temporary, path);
    },
  };
}
