import { closeSync, constants } from 'node:fs';
import { openFlags, tryOpenInRoot } from '@slipway/linux';
import { invalidLayer } from './layer-failure.ts';

const folderFlags = openFlags.path | constants.O_DIRECTORY;
const notFound = 2;

/** Descriptors held at once; entries come folder by folder, so few suffice. */
const capacity = 64;

/**
 * Open folders of a tree, by their paths (latin1, relative, clean). Symbolic links of the tree are
 * followed as in a process whose root it is, so no path leads out of it.
 */
export class RootFolders {
  readonly #root: number;
  readonly #open = new Map<string, number>();

  constructor(root: number) {
    this.#root = root;
  }

  /**
   * A descriptor of the folder, valid until the next call. `make` is called for a folder that is
   * absent. Throws LAYER_INVALID where something else is in its place, or links go round in circles.
   */
  get(path: string, make: (folder: number, path: string) => void): number {
    if (path === '') return this.#root;
    const known = this.#open.get(path);
    if (known !== undefined) return known;
    const bytes = Buffer.from(path, 'latin1');
    let descriptor = tryOpenInRoot(this.#root, bytes, { flags: folderFlags });
    if (descriptor === -notFound) {
      const slash = path.lastIndexOf('/');
      make(this.get(slash < 0 ? '' : path.slice(0, slash), make), path);
      descriptor = tryOpenInRoot(this.#root, bytes, { flags: folderFlags });
    }
    if (descriptor < 0) {
      throw invalidLayer(`an entry is below ${JSON.stringify(path)}, which is no folder`);
    }
    if (this.#open.size >= capacity) this.forget();
    this.#open.set(path, descriptor);
    return descriptor;
  }

  /** A descriptor of an existing folder, which the caller closes; undefined where there is none. */
  open(path: string): number | undefined {
    const bytes = Buffer.from(path, 'latin1');
    const descriptor = tryOpenInRoot(this.#root, bytes, { flags: folderFlags });
    return descriptor < 0 ? undefined : descriptor;
  }

  /** As {@link forget}, but `kept` stays open until the next call for another folder. */
  forgetAllBut(kept: number): void {
    for (const [path, descriptor] of this.#open) {
      if (descriptor === kept) continue;
      closeSync(descriptor);
      this.#open.delete(path);
    }
  }

  /** Closes all: to be called where something that may be on the way is replaced, and at the end. */
  forget(): void {
    for (const descriptor of this.#open.values()) closeSync(descriptor);
    this.#open.clear();
  }
}
