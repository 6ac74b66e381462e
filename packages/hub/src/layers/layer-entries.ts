import type { FileType } from '@slipway/api';

/**
 * What one layer says of a path. `fingerprint` names a file's content: two contents with the same one
 * are the same.
 */
export interface LayerEntry {
  /** Relative, without a slash at either end. */
  readonly path: string;
  readonly type: FileType;
  readonly size: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link: string;
  readonly fingerprint: string;
}

/** One letter for each type, as indexes keep them. */
const letters: Record<FileType, string> = {
  file: 'f',
  directory: 'd',
  symlink: 'l',
  hardlink: 'h',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
  whiteout: 'w',
  'opaque-directory': 'o',
};
const typesByLetter = new Map(
  Object.entries(letters).map(([type, letter]) => [letter, type as FileType]),
);

/**
 * A text whose order puts a folder's whole content right behind it: the separator sorts below every
 * character that a name may have.
 */
export function pathKey(path: string): string {
  return path.replaceAll('/', '\u0001');
}

/** The order of {@link pathKey}, by UTF-8 bytes: that of the database. */
export function comparePaths(a: string, b: string): number {
  return compareKeys(pathKey(a), pathKey(b));
}

/** Orders keys by their UTF-8 bytes: UTF-16 units order otherwise only behind U+D800. */
export function compareKeys(a: string, b: string): number {
  if (a === b) return 0;
  const length = Math.min(a.length, b.length);
  for (let index = 0; index < length; index++) {
    const [left, right] = [a.charCodeAt(index), b.charCodeAt(index)];
    if (left === right) continue;
    return inByteOrder(left) < inByteOrder(right) ? -1 : 1;
  }
  return a.length < b.length ? -1 : 1;
}

/** Surrogates stand for characters above all others. */
function inByteOrder(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}

/** An entry as one line. */
export function formatEntry(entry: LayerEntry): string {
  const { path, type, size, mode, uid, gid, link, fingerprint } = entry;
  const fields = [escaped(path), letters[type] + mode.toString(8), size, uid, gid, fingerprint];
  return `${fields.join('\t')}\t${escaped(link)}\n`;
}

/** The entries of lines. */
export function* parseEntries(lines: string): Generator<LayerEntry> {
  for (let start = 0; start < lines.length; ) {
    const end = lines.indexOf('\n', start);
    const [path = '', kind = '', size, uid, gid, fingerprint = '', link = ''] = lines
      .slice(start, end)
      .split('\t');
    yield {
      path: unescaped(path),
      type: typesByLetter.get(kind.slice(0, 1)) ?? 'file',
      mode: Number.parseInt(kind.slice(1), 8) || 0,
      ...{ size: Number(size), uid: Number(uid), gid: Number(gid) },
      ...{ fingerprint, link: unescaped(link) },
    };
    start = end + 1;
  }
}

function escaped(text: string): string {
  return /[\t\n\\]/.test(text)
    ? text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\n', '\\n')
    : text;
}

function unescaped(text: string): string {
  return text.includes('\\')
    ? text.replaceAll(/\\([tn\\])/g, (_, what: string) =>
        what === 't' ? '\t' : what === 'n' ? '\n' : '\\',
      )
    : text;
}
