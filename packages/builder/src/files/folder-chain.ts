import { closeSync, constants, openSync } from 'node:fs';
import { pathBytes, systemPath } from './path-text.ts';

const folderFlags = constants.O_RDONLY | constants.O_DIRECTORY | constants.O_NOFOLLOW;
const fileFlags = constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK;

/**
 * Opens files below a folder without following any symlink: each part of a path is opened through
 * the one before it, so that nothing put in its place meanwhile leads out. Keeps the folders of the
 * last path open: sorted paths cost little. Close it.
 */
export class FolderChain {
  readonly #open: { readonly name: string; readonly descriptor: number }[] = [];
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  /** A descriptor of the file at `path`, relative and clean; never blocks on a fifo. The caller closes it. */
  openFile(path: string): number {
    return openSync(this.place(path), fileFlags);
  }

  /** A path to the entry for functions that do not follow its last part; valid until the next call. */
  place(path: string): string | Buffer {
    const slash = path.lastIndexOf('/');
    const folder = this.#folder(slash < 0 ? '' : path.slice(0, slash));
    return below(folder, path.slice(slash + 1));
  }

  /** Closes all folders; the next call opens them again. */
  close(): void {
    for (const { descriptor } of this.#open.splice(0)) closeSync(descriptor);
  }

  #folder(path: string): number {
    const names = path === '' ? [] : path.split('/');
    let depth = 0;
    // The first is the root itself.
    while (depth < names.length && this.#open[depth + 1]?.name === names[depth]) depth += 1;
    for (const { descriptor } of this.#open.splice(depth + 1)) closeSync(descriptor);
    let last = this.#open.at(-1)?.descriptor;
    if (last === undefined) {
      // Whoever named the root may have meant a symlink.
      last = openSync(systemPath(this.#root), constants.O_RDONLY | constants.O_DIRECTORY);
      this.#open.push({ name: '', descriptor: last });
    }
    for (const name of names.slice(depth)) {
      last = openSync(below(last, name), folderFlags);
      this.#open.push({ name, descriptor: last });
    }
    return last;
  }
}

function below(descriptor: number, name: string): string | Buffer {
  const folder = `/proc/self/fd/${descriptor}`;
  if (name === '') return folder;
  return typeof systemPath(name) === 'string'
    ? `${folder}/${name}`
    : Buffer.concat([Buffer.from(`${folder}/`), pathBytes(name)]);
}
