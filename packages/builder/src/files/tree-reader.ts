import { lstatSync, readdirSync, readlinkSync, type Stats } from 'node:fs';
import { BuildError } from '../errors.ts';
import type { FileTree } from '../ports/files.ts';
import { changedWhileRead } from './changed.ts';
import { followLinks, LinkLoopError } from './follow-links.ts';
import { joinPath, parentOf, pathText, systemPath } from './path-text.ts';

/**
 * Looks around in a tree. Paths are relative to its root, clean, empty for the root itself. Only
 * what `.dockerignore` leaves is there.
 */
export class TreeReader {
  readonly tree: FileTree;

  constructor(tree: FileTree) {
    this.tree = tree;
  }

  /** The path for Node's functions. */
  systemPath(path: string): string | Buffer {
    return systemPath(path === '' ? this.tree.folder : `${this.tree.folder}/${path}`);
  }

  /** The entry itself, no symlink followed; undefined where there is none, or it is hidden. */
  lstat(path: string): Stats | undefined {
    const stats = this.#lstat(path);
    if (stats === undefined || path === '') return stats;
    const hidden = this.#hidden(path, stats);
    if (hidden === 'no') return stats;
    return hidden === 'yes' && stats.isDirectory() && this.#showsAnything(path) ? stats : undefined;
  }

  /** `path` with all symlinks followed inside the tree. Throws COPY_FAILED on a loop. */
  async resolve(path: string): Promise<string> {
    try {
      return await followLinks(path, (each) => this.#link(each));
    } catch (error) {
      if (!(error instanceof LinkLoopError)) throw error;
      throw new BuildError('COPY_FAILED', `"/${path}" leads into a loop of symbolic links`, {
        cause: error,
      });
    }
  }

  /** Names in a folder, sorted. Throws COPY_FAILED, as all that reads, for what it may not read. */
  list(path: string): string[] {
    const place = this.systemPath(path);
    try {
      const names = readdirSync(place);
      // A decoded name may stand for other bytes.
      if (!names.some((name) => name.includes('\ufffd'))) return names.sort();
      return readdirSync(place, { encoding: 'buffer' }).map(pathText).sort();
    } catch (error) {
      throw changedWhileRead(path, error);
    }
  }

  /** What the symlink at `path` says. */
  readLink(path: string): string {
    try {
      return pathText(readlinkSync(this.systemPath(path), { encoding: 'buffer' }));
    } catch (error) {
      throw changedWhileRead(path, error);
    }
  }

  #hidden(path: string, stats: Stats): 'no' | 'yes' | 'all-below' {
    const { hides } = this.tree;
    if (!hides) return 'no';
    for (let parent = parentOf(path); parent !== ''; parent = parentOf(parent)) {
      if (hides.call(this.tree, parent, 'directory') === 'all-below') return 'all-below';
    }
    return hides.call(this.tree, path, stats.isDirectory() ? 'directory' : 'file');
  }

  /** A folder that is hidden itself exists when something in it is not. */
  #showsAnything(path: string): boolean {
    return this.list(path).some((name) => {
      const child = joinPath(path, name);
      const stats = this.#lstat(child);
      if (stats === undefined) return false;
      const type = stats.isDirectory() ? 'directory' : 'file';
      const hidden = this.tree.hides?.(child, type) ?? 'no';
      if (hidden === 'no') return true;
      return hidden === 'yes' && stats.isDirectory() && this.#showsAnything(child);
    });
  }

  #lstat(path: string): Stats | undefined {
    try {
      return lstatSync(this.systemPath(path), { throwIfNoEntry: false });
    } catch (error) {
      // A file on the way.
      if ((error as NodeJS.ErrnoException).code === 'ENOTDIR') return undefined;
      throw changedWhileRead(path, error);
    }
  }

  #link(path: string): string | undefined {
    const stats = this.#lstat(path);
    if (!stats?.isSymbolicLink() || this.lstat(path) === undefined) return undefined;
    return this.readLink(path);
  }
}
