import {
  type BigIntStats,
  closeSync,
  constants,
  lstatSync,
  openSync,
  readdirSync,
  readlinkSync,
  readSync,
} from 'node:fs';
import type { TarHeaderInput, TarInput } from '@slipway/archive';
import { deviceParts, getAttribute, listAttributes, openFlags, openInRoot } from '@slipway/linux';
import type { KeptEntry } from './kept-entries.ts';
import { opaqueMarker, whiteoutName } from './layer-entry.ts';
import type { OverlayKind } from './overlay-kind.ts';
import { isOverlayAttribute } from './unpack-layer.ts';

export interface PackFolderOptions {
  /** A descriptor of the layer's folder. Nothing may change it meanwhile. */
  readonly root: number;
  readonly overlay: OverlayKind;
  readonly kept: readonly KeptEntry[];
  /** Only headers: for an index. */
  readonly withoutContent?: boolean;
}

/**
 * A layer folder's entries as its tar has them: names sorted bytewise, parents first, the first of
 * several hard links the file, whiteouts and opaque folders by their names. Times in whole seconds,
 * as BuildKit's: what is finer differs between any two runs and costs half a KiB an entry.
 */
export async function* packFolder(options: PackFolderOptions): AsyncGenerator<TarInput> {
  yield* new Packer(options).folder(options.root, '');
}

/** Files up to this size are read at once. */
const smallBytes = 128 * 1024;
const chunkBytes = 512 * 1024;

class Packer {
  readonly #overlay: OverlayKind;
  readonly #absent = new Map<string, KeptEntry[]>();
  readonly #attributes = new Map<string, ReadonlyMap<string, Uint8Array>>();
  /** The first name of each inode that has several. */
  readonly #links = new Map<bigint, Buffer>();
  readonly #chunk = Buffer.allocUnsafeSlow(chunkBytes);

  readonly #withContent: boolean;

  constructor({ overlay, kept, withoutContent }: PackFolderOptions) {
    this.#overlay = overlay;
    this.#withContent = !withoutContent;
    for (const entry of kept) {
      if (!entry.absent) this.#attributes.set(entry.path, entry.header.xattrs);
      else {
        const folder = entry.path.slice(0, Math.max(0, entry.path.lastIndexOf('/')));
        this.#absent.set(folder, [...(this.#absent.get(folder) ?? []), entry]);
      }
    }
  }

  async *folder(descriptor: number, path: string): AsyncGenerator<TarInput> {
    const absent = new Map<string, KeptEntry>();
    for (const entry of this.#absent.get(path) ?? []) {
      absent.set(entry.path.slice(entry.path.lastIndexOf('/') + 1), entry);
    }
    const present = readdirSync(`/proc/self/fd/${descriptor}`, { encoding: 'latin1' });
    const names = [...new Set([...present, ...absent.keys()])].sort();
    for (const name of names) {
      const at = path === '' ? name : `${path}/${name}`;
      const kept = absent.get(name);
      if (kept && !present.includes(name)) yield { header: keptHeader(kept, at) };
      else yield* this.#entry(descriptor, { name, path: at });
    }
  }

  async *#entry(
    folder: number,
    { name, path }: { readonly name: string; readonly path: string },
  ): AsyncGenerator<TarInput> {
    const place = Buffer.from(`/proc/self/fd/${folder}/${name}`, 'latin1');
    const bytes = Buffer.from(path, 'latin1');
    const stats = lstatSync(place, { bigint: true });
    if (stats.isSocket()) return;
    if (stats.isCharacterDevice() && stats.rdev === 0n) {
      yield { header: markerHeader(hiddenBy(path, name)) };
      return;
    }
    const first = stats.nlink > 1n && !stats.isDirectory() ? this.#links.get(stats.ino) : undefined;
    const header = this.#header(place, { stats, bytes, path });
    if (first) {
      yield { header: { ...header, type: 'link', size: 0, linkName: first } };
      return;
    }
    if (stats.nlink > 1n && !stats.isDirectory()) this.#links.set(stats.ino, bytes);
    if (stats.isDirectory()) {
      yield { header };
      yield* this.#below(folder, { name, path, place });
    } else if (this.#withContent && stats.isFile() && stats.size > 0n)
      yield* this.#file(place, header);
    else yield { header };
  }

  async *#below(
    folder: number,
    { name, path, place }: { readonly name: string; readonly path: string; readonly place: Buffer },
  ): AsyncGenerator<TarInput> {
    const mark = getAttribute(place, this.#overlay.opaqueAttribute);
    if (mark !== undefined && Buffer.from(mark).toString() === 'y') {
      yield {
        header: markerHeader(Buffer.concat([Buffer.from(`${path}/`, 'latin1'), opaqueMarker])),
      };
    }
    const descriptor = openInRoot(folder, Buffer.from(name, 'latin1'), {
      flags: openFlags.path | constants.O_DIRECTORY | constants.O_NOFOLLOW,
      symlinks: 'refuse',
    });
    try {
      yield* this.folder(descriptor, path);
    } finally {
      closeSync(descriptor);
    }
  }

  *#file(place: Buffer, header: TarHeaderInput): Generator<TarInput> {
    const descriptor = openSync(place, constants.O_RDONLY | constants.O_NOFOLLOW);
    try {
      const size = header.size ?? 0;
      const body = size <= smallBytes ? whole(descriptor, size) : chunks(descriptor, this.#chunk);
      yield { header, body };
    } finally {
      closeSync(descriptor);
    }
  }

  #header(
    place: Buffer,
    {
      stats,
      bytes,
      path,
    }: { readonly stats: BigIntStats; readonly bytes: Buffer; readonly path: string },
  ): TarHeaderInput {
    const type = typeOf(stats);
    const isDevice = type === 'character-device' || type === 'block-device';
    const { major, minor } = deviceParts(stats.rdev);
    return {
      type,
      name: bytes,
      mode: Number(stats.mode) & 0o7777,
      uid: Number(stats.uid),
      gid: Number(stats.gid),
      size: type === 'file' ? Number(stats.size) : 0,
      mtime: { seconds: Number(floorSeconds(stats.mtimeNs)), nanoseconds: 0 },
      xattrs: this.#xattrs(place, path),
      ...(type === 'symlink' ? { linkName: readlinkSync(place, { encoding: 'buffer' }) } : {}),
      ...(isDevice ? { deviceMajor: major, deviceMinor: minor } : {}),
    };
  }

  #xattrs(place: Buffer, path: string): ReadonlyMap<string, Uint8Array> {
    const found = new Map<string, Uint8Array>(this.#attributes.get(path));
    for (const name of listAttributes(place)) {
      // Labels belong to the machine, not to the image.
      if (isOverlayAttribute(name) || name === 'security.selinux') continue;
      const value = getAttribute(place, name);
      if (value) found.set(name, value);
    }
    return found;
  }
}

function typeOf(stats: BigIntStats): TarHeaderInput['type'] {
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isCharacterDevice()) return 'character-device';
  return stats.isBlockDevice() ? 'block-device' : 'file';
}

function floorSeconds(nanoseconds: bigint): bigint {
  const billion = 1_000_000_000n;
  const rest = ((nanoseconds % billion) + billion) % billion;
  return (nanoseconds - rest) / billion;
}

function hiddenBy(path: string, name: string): Buffer {
  const folder = Buffer.from(path.slice(0, path.length - name.length), 'latin1');
  return Buffer.concat([folder, whiteoutName(Buffer.from(name, 'latin1'))]);
}

/** Whiteouts say nothing but their names. */
function markerHeader(name: Uint8Array): TarHeaderInput {
  return { type: 'file', name, mode: 0 };
}

function keptHeader({ header }: KeptEntry, path: string): TarHeaderInput {
  const type = header.type === 'block-device' ? 'block-device' : 'character-device';
  const seconds = header.mtime.seconds;
  return { ...header, type, name: Buffer.from(path, 'latin1'), mtime: { seconds, nanoseconds: 0 } };
}

function whole(descriptor: number, size: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(size);
  let used = 0;
  while (used < size) {
    const read = readSync(descriptor, bytes, used, size - used, used);
    if (read === 0) break;
    used += read;
  }
  return bytes.subarray(0, used);
}

/** In one buffer, used again: each chunk is done with when the next is asked for. */
async function* chunks(descriptor: number, buffer: Buffer): AsyncGenerator<Uint8Array> {
  for (;;) {
    const read = readSync(descriptor, buffer, 0, buffer.length, null);
    if (read === 0) return;
    yield buffer.subarray(0, read);
  }
}
