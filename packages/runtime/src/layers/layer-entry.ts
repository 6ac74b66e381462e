import {
  type Compression,
  safePath,
  type TarEntry,
  type TarHeader,
  type TarInput,
} from '@slipway/archive';
import type { Descriptor } from '@slipway/oci';

/** An entry of a layer, read from a tar or made by a builder. */
export interface LayerEntry {
  readonly header: TarHeader;
  readonly body: TarEntry['body'] | Uint8Array | undefined;
}

const bytesOf = (text: Uint8Array | string | undefined): Uint8Array =>
  typeof text === 'string' ? Buffer.from(text) : (text ?? new Uint8Array());

/** What is left out filled in, as the archive's writer does. */
export function layerEntry({ header, body }: TarInput): LayerEntry {
  return {
    header: {
      mode: header.type === 'directory' ? 0o755 : 0o644,
      uid: 0,
      gid: 0,
      userName: '',
      groupName: '',
      size: 0,
      mtime: { seconds: 0, nanoseconds: 0 },
      deviceMajor: 0,
      deviceMinor: 0,
      xattrs: new Map(),
      ...header,
      name: bytesOf(header.name),
      linkName: bytesOf(header.linkName),
    },
    body,
  };
}

/** An entry's name relative to the root. A leading slash means the root, as everywhere in images; `..` past it is refused. */
export function cleanPath(name: Uint8Array): Uint8Array {
  let start = 0;
  while (name[start] === 0x2f) start++;
  return safePath(name.subarray(start), { escaping: 'refuse' });
}

/** What a name of a layer's tar asks for (image spec, "Whiteouts"). */
export type EntryRole =
  | { readonly kind: 'entry'; readonly folder: string; readonly name: string }
  /** Hides `name` of the layers below. */
  | { readonly kind: 'whiteout'; readonly folder: string; readonly name: string }
  /** Hides what the layers below have in `folder`. */
  | { readonly kind: 'opaque'; readonly folder: string }
  | { readonly kind: 'root' }
  /** Bookkeeping of AUFS that old images hold. */
  | { readonly kind: 'ignored' };

const whiteoutPrefix = '.wh.';
const opaqueName = '.wh..wh..opq';

/** Tells the role of a clean relative path (latin1: a character for each byte). Undefined where it is malformed. */
export function entryRole(path: string): EntryRole | undefined {
  if (path === '') return { kind: 'root' };
  const slash = path.lastIndexOf('/');
  const folder = slash < 0 ? '' : path.slice(0, slash);
  const name = path.slice(slash + 1);
  if (!name.startsWith(whiteoutPrefix)) return { kind: 'entry', folder, name };
  if (name === opaqueName) return { kind: 'opaque', folder };
  if (name.startsWith('.wh..wh.')) return { kind: 'ignored' };
  const hidden = name.slice(whiteoutPrefix.length);
  if (hidden === '' || hidden === '.' || hidden === '..') return undefined;
  return { kind: 'whiteout', folder, name: hidden };
}

/** The name of what hides `name`, and of what hides all that a folder had. */
export const whiteoutName = (name: Uint8Array): Uint8Array =>
  Buffer.concat([Buffer.from(whiteoutPrefix), name]);
export const opaqueMarker: Uint8Array = Buffer.from(opaqueName);

/** How a layer's blob is compressed, as its media type says. */
export function compressionOf({ mediaType }: Descriptor): Compression {
  if (mediaType.endsWith('gzip')) return 'gzip';
  return mediaType.endsWith('zstd') ? 'zstd' : 'none';
}
