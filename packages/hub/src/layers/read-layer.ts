import { createHash } from 'node:crypto';
import type { FileType } from '@slipway/api';
import {
  decompress,
  nameText,
  readTar,
  safePath,
  type TarEntry,
  type TarHeader,
} from '@slipway/archive';
import { comparePaths, type LayerEntry } from './layer-entries.ts';

/** How much a layer may ask for. */
export interface LayerLimits {
  /** Compressed bytes. */
  readonly size: number;
  /** Bytes of its files, holes included, and of the archive. */
  readonly unpackedSize: number;
  readonly entries: number;
  /** Characters of all paths and links: they are sorted in memory. */
  readonly pathLength: number;
}

export const defaultLayerLimits: LayerLimits = {
  size: 10 * 1024 ** 3,
  unpackedSize: 40 * 1024 ** 3,
  entries: 400_000,
  pathLength: 64 * 1024 ** 2,
};

/** A layer is larger than is read: no fault of it. */
export class LayerTooLargeError extends Error {
  override readonly name = 'LayerTooLargeError';
}

/** A layer's entries in the order of their paths. */
export interface ReadLayer {
  readonly entries: readonly LayerEntry[];
  readonly unpackedSize: number;
}

const whiteout = '.wh.';
const opaque = '.wh..wh..opq';

/**
 * Reads a layer's archive once: every entry's metadata, and a fingerprint of each file's content, of
 * which no more than a chunk is in memory. Throws LayerTooLargeError, and ArchiveError for what is no
 * archive.
 */
export async function readLayer(
  source: AsyncIterable<Uint8Array>,
  limits: LayerLimits,
): Promise<ReadLayer> {
  const reading = new LayerReading(limits);
  const bytes = bounded(decompress(source), limits.unpackedSize);
  for await (const entry of readTar(bytes)) await reading.add(entry);
  return reading.finish();
}

async function* bounded(
  source: AsyncIterable<Uint8Array>,
  limit: number,
): AsyncGenerator<Uint8Array> {
  let size = 0;
  for await (const chunk of source) {
    size += chunk.length;
    if (size > limit) throw tooLarge(`unpacked it has more than ${limit} bytes`);
    yield chunk;
  }
}

class LayerReading {
  readonly #limits: LayerLimits;
  readonly #entries = new Map<string, LayerEntry>();
  #seen = 0;
  #unpackedSize = 0;
  #pathLength = 0;

  constructor(limits: LayerLimits) {
    this.#limits = limits;
  }

  async add(entry: TarEntry): Promise<void> {
    const { header } = entry;
    if (++this.#seen > this.#limits.entries) {
      throw tooLarge(`it has more than ${this.#limits.entries} files`);
    }
    const path = pathOf(header.name);
    if (path === '' || header.type === 'unknown') return;
    const slash = path.lastIndexOf('/') + 1;
    const [folder, name] = [path.slice(0, slash), path.slice(slash)];
    if (name === opaque) this.#makeOpaque(folder.slice(0, -1));
    else if (name.startsWith('.wh..wh.')) return;
    else if (name.startsWith(whiteout)) this.#hide(folder + name.slice(whiteout.length));
    else await this.#addEntry(path, entry);
  }

  finish(): ReadLayer {
    const entries = [...this.#entries.values()].map((entry) => this.#resolved(entry));
    entries.sort((a, b) => comparePaths(a.path, b.path));
    return { entries, unpackedSize: this.#unpackedSize };
  }

  async #addEntry(path: string, { header, body }: TarEntry): Promise<void> {
    const link = header.type === 'link' ? pathOf(header.linkName) : nameText(header.linkName);
    const hidden = this.#entries.get(path);
    const isOpaque =
      header.type === 'directory' &&
      (hidden?.type === 'whiteout' || hidden?.type === 'opaque-directory');
    this.#set({
      path,
      type: isOpaque ? 'opaque-directory' : typeOf(header),
      size: header.type === 'file' ? header.size : 0,
      mode: header.mode & 0o7777,
      uid: header.uid,
      gid: header.gid,
      link,
      fingerprint: header.type === 'file' ? await this.#fingerprint(body) : deviceOf(header),
    });
  }

  async #fingerprint(body: AsyncIterable<Uint8Array>): Promise<string> {
    const hash = createHash('sha256');
    for await (const chunk of body) {
      this.#unpackedSize += chunk.length;
      // A sparse file of few bytes may say that it has exabytes.
      if (this.#unpackedSize > this.#limits.unpackedSize) {
        throw tooLarge(`its files have more than ${this.#limits.unpackedSize} bytes`);
      }
      hash.update(chunk);
    }
    // Half of it tells contents apart as well.
    return hash.digest('hex').slice(0, 32);
  }

  #hide(path: string): void {
    if (path === '') return;
    const known = this.#entries.get(path);
    if (known?.type === 'directory') this.#makeOpaque(path);
    else if (!known) this.#set(implied(path, 'whiteout'));
  }

  #makeOpaque(path: string): void {
    if (path === '') return;
    const known = this.#entries.get(path) ?? implied(path, 'opaque-directory');
    this.#set({ ...known, type: 'opaque-directory' });
  }

  /** The later of two entries with one name counts, as where they are unpacked. */
  #set(entry: LayerEntry): void {
    if (!this.#entries.has(entry.path)) {
      this.#pathLength += entry.path.length + entry.link.length;
      if (this.#pathLength > this.#limits.pathLength) throw tooLarge('its paths are too long');
    }
    this.#entries.set(entry.path, entry);
  }

  /** A hard link to a file of the same layer is that file. */
  #resolved(entry: LayerEntry): LayerEntry {
    let target: LayerEntry | undefined = entry;
    for (let followed = 0; target?.type === 'hardlink' && followed < 40; followed++) {
      target = this.#entries.get(target.link);
    }
    if (entry.type !== 'hardlink' || target?.type !== 'file') return entry;
    return { ...target, path: entry.path };
  }
}

/** Clean and relative, as a process sees it whose root is the layer. */
function pathOf(name: Uint8Array): string {
  const end = name.indexOf(0);
  const path = safePath(end < 0 ? name : name.subarray(0, end), { escaping: 'clamp' });
  return nameText(path);
}

function typeOf({ type }: TarHeader): FileType {
  if (type === 'link') return 'hardlink';
  return type === 'unknown' ? 'file' : type;
}

/** What tells two devices apart. */
function deviceOf({ type, deviceMajor, deviceMinor }: TarHeader): string {
  const isDevice = type === 'character-device' || type === 'block-device';
  return isDevice ? `${deviceMajor}:${deviceMinor}` : '';
}

function implied(path: string, type: FileType): LayerEntry {
  const isFolder = type === 'opaque-directory';
  return {
    ...{ path, type, size: 0, mode: isFolder ? 0o755 : 0, uid: 0, gid: 0, link: '' },
    fingerprint: '',
  };
}

function tooLarge(reason: string): LayerTooLargeError {
  return new LayerTooLargeError(reason);
}
