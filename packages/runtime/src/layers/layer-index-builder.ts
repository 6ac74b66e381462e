import type { TarHeader } from '@slipway/archive';
import type { EntryRole } from './layer-entry.ts';

/** What an index keeps of an entry: one letter of its type, `w` a whiteout; folders may be opaque (`o`). */
interface IndexedEntry {
  readonly type: string;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly link: string;
}

/** The letters of an index, and the types of entries they stand for. */
export const indexLetters = {
  file: 'f',
  directory: 'd',
  symlink: 'l',
  'character-device': 'c',
  'block-device': 'b',
  fifo: 'p',
} as const;

const folder = 'd';
const opaqueFolder = 'o';
const whiteout = 'w';
const implied: IndexedEntry = { type: folder, mode: 0o755, uid: 0, gid: 0, link: '' };

/**
 * Gathers the index of one layer while its entries pass. The later of two entries with one name
 * counts, as it does where they are unpacked.
 */
export class LayerIndexBuilder {
  /** Bytes of all files. */
  size = 0;
  /** Seconds since 1970 of the latest entry. */
  latest = 0;
  readonly #entries = new Map<string, IndexedEntry>();
  #links = 0;

  /** `role`: what its name means. */
  add(header: TarHeader, role: EntryRole): void {
    if (role.kind === 'ignored') return;
    this.#noteTime(header);
    if (role.kind === 'root') this.#set('', { ...plain(header, folder), link: '' });
    else if (role.kind === 'opaque') this.#makeOpaque(this.#folder(role.folder));
    else {
      const place = this.#folder(role.folder);
      const at = place === '' ? role.name : `${place}/${role.name}`;
      if (role.kind === 'whiteout') this.#hide(at);
      else this.#addEntry(header, at);
    }
  }

  /** Sorted lines: `path NUL letter mode NUL uid NUL gid NUL link LF`, bytes as latin1. */
  format(): Buffer {
    const lines: string[] = [];
    for (const [path, { type, mode, uid, gid, link }] of this.#entries) {
      lines.push(
        `${escapeLine(path)}\0${type}${mode.toString(8)}\0${uid}\0${gid}\0${escapeLine(link)}\n`,
      );
    }
    return Buffer.from(lines.sort().join(''), 'latin1');
  }

  #addEntry(header: TarHeader, at: string): void {
    const known = this.#entries.get(at);
    if (header.type === 'link') {
      const target = this.#canonical(Buffer.from(header.linkName).toString('latin1'));
      const entry = this.#entries.get(target);
      if (entry) this.#set(at, entry);
      return;
    }
    if (header.type === 'unknown') return;
    if (header.type === 'file') this.size += header.size;
    const letter = indexLetters[header.type];
    const isOpaque =
      letter === folder && (known?.type === whiteout || known?.type === opaqueFolder);
    this.#set(at, plain(header, isOpaque ? opaqueFolder : letter));
  }

  #set(at: string, entry: IndexedEntry): void {
    const known = this.#entries.get(at);
    if (known && isFolder(known) && !isFolder(entry)) {
      for (const path of this.#entries.keys()) {
        if (path.startsWith(`${at}/`)) this.#entries.delete(path);
      }
    }
    if (known?.type === 'l') this.#links--;
    if (entry.type === 'l') this.#links++;
    this.#entries.set(at, entry);
  }

  #hide(at: string): void {
    const known = this.#entries.get(at);
    if (!known) this.#entries.set(at, { ...implied, type: whiteout, mode: 0 });
    else if (isFolder(known)) this.#makeOpaque(at);
  }

  #makeOpaque(at: string): void {
    this.#entries.set(at, { ...(this.#entries.get(at) ?? implied), type: opaqueFolder });
  }

  /** The folder's path behind this layer's own links; it and those above it are there afterwards. */
  #folder(path: string): string {
    const canonical = this.#canonical(path);
    for (let at = canonical; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('/')))) {
      const known = this.#entries.get(at);
      if (known && isFolder(known)) break;
      this.#set(at, known?.type === whiteout ? { ...implied, type: opaqueFolder } : implied);
    }
    return canonical;
  }

  /** `path` with this layer's links in it followed, in its root. */
  #canonical(path: string): string {
    if (this.#links === 0 || path === '') return cleaned(path);
    let todo = path.split('/');
    const done: string[] = [];
    for (let followed = 0; todo.length > 0; ) {
      const [part = '', ...rest] = todo;
      todo = rest;
      if (part === '' || part === '.') continue;
      if (part === '..') {
        done.pop();
        continue;
      }
      done.push(part);
      const entry = this.#entries.get(done.join('/'));
      if (entry?.type !== 'l' || ++followed > 40) continue;
      done.pop();
      if (entry.link.startsWith('/')) done.length = 0;
      todo = [...entry.link.split('/'), ...rest];
    }
    return done.join('/');
  }

  #noteTime({ mtime }: TarHeader): void {
    const seconds = mtime.seconds + (mtime.nanoseconds > 0 ? 1 : 0);
    if (seconds > this.latest) this.latest = seconds;
  }
}

function cleaned(path: string): string {
  const isClean = !path.startsWith('/') && !path.startsWith('./') && !path.includes('//');
  return isClean
    ? path
    : path
        .split('/')
        .filter((part) => part !== '' && part !== '.')
        .join('/');
}

function plain(header: TarHeader, type: string): IndexedEntry {
  const { mode, uid, gid } = header;
  const link = header.type === 'symlink' ? Buffer.from(header.linkName).toString('latin1') : '';
  return { type, mode: mode & 0o7777, uid, gid, link };
}

function isFolder({ type }: IndexedEntry): boolean {
  return type === folder || type === opaqueFolder;
}

/** A path in a line of an index. */
export function escapeLine(text: string): string {
  return /[\n\\]/.test(text) ? text.replaceAll('\\', '\\\\').replaceAll('\n', '\\n') : text;
}
