import { constants, lstatSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { changedWhileRead } from './changed.ts';
import { joinPath } from './path-text.ts';
import type { TreeReader } from './tree-reader.ts';

export type ScannedType =
  | 'file'
  | 'directory'
  | 'symlink'
  | 'character-device'
  | 'block-device'
  | 'fifo'
  | 'socket';

/** One entry below (or at) the path that was scanned. */
export interface ScannedEntry {
  /** Relative to the scanned path; empty for itself. */
  readonly path: string;
  readonly type: ScannedType;
  readonly stats: Stats;
  /** Of symlinks. */
  readonly linkName: string | undefined;
  /** Another name of this file, scanned before. */
  readonly sameAs: ScannedEntry | undefined;
  /** A folder that was not chosen itself, but something in it. */
  readonly implied: boolean;
  /** Hex SHA-256 of a file's content, as far as it is known. */
  digest: string;
  /** Extended attributes by name; undefined where there are none. */
  attributes: ReadonlyMap<string, Uint8Array> | undefined;
}

/** Whether a path is copied: `never` means neither it nor anything below it. */
export type Choice = 'yes' | 'no' | 'never';

/** Decides on a path relative to the scanned one. */
export type Choose = (path: string, directory: boolean) => Choice;

/** All that is to be copied from one path of a tree, folders before what is in them. */
export interface Scan {
  readonly reader: TreeReader;
  /** Free of symlinks, relative to the tree. */
  readonly root: string;
  readonly entries: readonly ScannedEntry[];
}

interface Folder {
  readonly path: string;
  readonly names: readonly string[];
  next: number;
  /** The folder's own entry, as long as nothing says that it is taken. */
  pending: ScannedEntry | undefined;
}

const ifThere = { throwIfNoEntry: false } as const;

/** How long the walk may keep other work waiting, ms. */
const sliceLength = 20;

/**
 * Lists what `root` (free of symlinks, existing) holds, names sorted, symlinks not followed. The
 * root itself is always taken. Throws COPY_FAILED for what cannot be read.
 */
export async function scanTree(
  reader: TreeReader,
  root: string,
  options: { readonly choose?: Choose | undefined; readonly signal: AbortSignal },
): Promise<Scan> {
  const walk = new Walk(reader, root, options.choose);
  try {
    let sliceEnd = performance.now() + sliceLength;
    while (walk.step()) {
      if (performance.now() < sliceEnd) continue;
      await setImmediate();
      options.signal.throwIfAborted();
      sliceEnd = performance.now() + sliceLength;
    }
  } catch (error) {
    throw changedWhileRead(walk.place, error);
  }
  return { reader, root, entries: walk.entries };
}

class Walk {
  readonly entries: ScannedEntry[] = [];
  readonly #reader: TreeReader;
  readonly #root: string;
  readonly #choose: Choose | undefined;
  readonly #folders: Folder[] = [];
  /** Files with several names, by device and inode. */
  readonly #linked = new Map<string, ScannedEntry>();

  constructor(reader: TreeReader, root: string, choose: Choose | undefined) {
    this.#reader = reader;
    this.#root = root;
    this.#choose = choose;
    const stats = lstatSync(reader.systemPath(root));
    const entry = this.#entry('', stats, false);
    this.entries.push(entry);
    if (entry.type === 'directory') this.#enter(entry, undefined);
  }

  /** Where the walk is, for messages. */
  get place(): string {
    return joinPath(this.#root, this.#folders.at(-1)?.path ?? '');
  }

  /** Goes through one folder up to its next subfolder; false at the end. */
  step(): boolean {
    const folder = this.#folders.at(-1);
    if (!folder) return false;
    while (folder.next < folder.names.length) {
      const name = folder.names[folder.next++] ?? '';
      if (this.#visit(joinPath(folder.path, name))) return true;
    }
    this.#folders.pop();
    return true;
  }

  /** Takes one entry; true where it is a folder that was entered. */
  #visit(path: string): boolean {
    const inTree = joinPath(this.#root, path);
    const stats = lstatSync(this.#reader.systemPath(inTree), ifThere);
    // Removed since its folder was listed.
    if (!stats) return false;
    const directory = stats.isDirectory();
    const type = directory ? 'directory' : 'file';
    const hidden = this.#reader.tree.hides?.(inTree, type) ?? 'no';
    if (hidden === 'all-below' || (hidden === 'yes' && !directory)) return false;
    const choice = this.#choose?.(path, directory) ?? 'yes';
    if (choice === 'never' || (choice === 'no' && !directory)) return false;
    const entry = this.#entry(path, stats, choice === 'no');
    if (directory) {
      const taken = hidden === 'no' && choice === 'yes';
      if (taken) this.#take(entry);
      this.#enter(entry, taken ? undefined : entry);
      return true;
    }
    this.#take(entry);
    return false;
  }

  #take(entry: ScannedEntry): void {
    for (const folder of this.#folders) {
      if (!folder.pending) continue;
      this.entries.push(folder.pending);
      folder.pending = undefined;
    }
    this.entries.push(entry);
  }

  #enter(entry: ScannedEntry, pending: ScannedEntry | undefined): void {
    const names = this.#reader.list(joinPath(this.#root, entry.path));
    this.#folders.push({ path: entry.path, names, next: 0, pending });
  }

  #entry(path: string, stats: Stats, implied: boolean): ScannedEntry {
    const type = typeOf(stats);
    // Exact: numbers stand for several inodes where these are large.
    const key = type === 'file' && stats.nlink > 1 ? this.#fileKey(path) : undefined;
    const entry: ScannedEntry = {
      path,
      type,
      stats,
      linkName: type === 'symlink' ? this.#reader.readLink(joinPath(this.#root, path)) : undefined,
      sameAs: key === undefined ? undefined : this.#linked.get(key),
      implied,
      digest: '',
      attributes: undefined,
    };
    if (key !== undefined && !entry.sameAs) this.#linked.set(key, entry);
    return entry;
  }

  #fileKey(path: string): string {
    const place = this.#reader.systemPath(joinPath(this.#root, path));
    const { dev, ino } = lstatSync(place, { bigint: true });
    return `${dev}:${ino}`;
  }
}

const types = new Map<number, ScannedType>([
  [constants.S_IFREG, 'file'],
  [constants.S_IFDIR, 'directory'],
  [constants.S_IFLNK, 'symlink'],
  [constants.S_IFCHR, 'character-device'],
  [constants.S_IFBLK, 'block-device'],
  [constants.S_IFIFO, 'fifo'],
  [constants.S_IFSOCK, 'socket'],
]);

function typeOf(stats: Stats): ScannedType {
  return types.get(stats.mode & constants.S_IFMT) ?? 'file';
}
