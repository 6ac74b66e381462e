import { lstatSync, readlinkSync, type Stats } from 'node:fs';
import { getAttribute } from '@slipway/linux';
import type { KeptEntry } from './kept-entries.ts';
import type { LayerAnswer } from './layer-index.ts';
import type { EntryInfo } from './layer-store.ts';
import type { OverlayKind } from './overlay-kind.ts';

/**
 * What an unpacked layer says of `path` (relative, clean, latin1), asked of its folder: a few calls,
 * where an index would have to read all of it. No link is followed.
 */
export function askFolder(
  path: string,
  layer: {
    readonly tree: string;
    readonly overlay: OverlayKind;
    /** Entries that are not in the folder, by path. */
    readonly absent: ReadonlyMap<string, KeptEntry>;
  },
): LayerAnswer {
  const kept = layer.absent.get(path);
  if (kept) return { kind: 'entry', info: keptInfo(kept) };
  const parts = path === '' ? [] : path.split('/');
  let at = Buffer.from(layer.tree);
  let isOpaque = false;
  for (let index = 0; ; index++) {
    const stats = lstatSync(at, { throwIfNoEntry: false });
    if (!stats) return isOpaque ? { kind: 'hidden' } : { kind: 'silent' };
    if (stats.isCharacterDevice() && stats.rdev === 0) return { kind: 'hidden' };
    const part = parts[index];
    if (part === undefined) return { kind: 'entry', info: infoOf(stats, at) };
    // Something else in a folder's place hides what is below.
    if (!stats.isDirectory()) return { kind: 'hidden' };
    isOpaque ||= isMarked(at, layer.overlay);
    at = Buffer.concat([at, Buffer.from(`/${part}`, 'latin1')]);
  }
}

function isMarked(folder: Uint8Array, { opaqueAttribute }: OverlayKind): boolean {
  const mark = getAttribute(folder, opaqueAttribute);
  return mark !== undefined && Buffer.from(mark).toString() === 'y';
}

function infoOf(stats: Stats, path: Buffer): EntryInfo {
  const { uid, gid } = stats;
  const info = { type: typeOf(stats), mode: stats.mode & 0o7777, uid, gid };
  return info.type === 'symlink' ? { ...info, linkName: readlinkSync(path, 'utf8') } : info;
}

function typeOf(stats: Stats): EntryInfo['type'] {
  if (stats.isDirectory()) return 'directory';
  if (stats.isSymbolicLink()) return 'symlink';
  if (stats.isFIFO()) return 'fifo';
  if (stats.isCharacterDevice()) return 'character-device';
  return stats.isBlockDevice() ? 'block-device' : 'file';
}

function keptInfo({ header }: KeptEntry): EntryInfo {
  const type = header.type === 'block-device' ? 'block-device' : 'character-device';
  return { type, mode: header.mode & 0o7777, uid: header.uid, gid: header.gid };
}
