import type { TarInput, TarTime } from '@slipway/archive';
import type { EntryInfo, RootView } from '@slipway/runtime';
import { BuildError } from '../errors.ts';
import { followLinks, LinkLoopError } from './follow-links.ts';
import type { Owner } from './owner.ts';
import { baseName, parentOf, pathBytes } from './path-text.ts';

/** One file system object of the layer to be; hard links share one. */
export interface StagedEntry {
  readonly type: EntryInfo['type'];
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: TarTime;
  /** Of symlinks. */
  readonly linkName?: string;
  readonly attributes?: ReadonlyMap<string, Uint8Array> | undefined;
  /** Of files. */
  readonly size?: number;
  readonly open?: () => TarInput['body'] | Promise<TarInput['body']>;
  readonly deviceMajor?: number;
  readonly deviceMinor?: number;
}

type Found = StagedEntry | EntryInfo | undefined;

/**
 * The layer that a copy makes, as it grows, seen on top of what lies below. Paths are relative to
 * the root and clean.
 */
export class StagedLayer {
  readonly #below: RootView | undefined;
  /** For the folders made here. */
  readonly #time: TarTime;
  readonly #entries = new Map<string, StagedEntry>();
  /** Folders below which nothing of the parent shows. */
  readonly #opaque = new Set<string>();
  /** Where a file took a folder's place that lies below: one made there again hides that. */
  readonly #hiding = new Set<string>();

  /** Without `below` the layer stands alone: it knows nothing of what it will lie on. */
  constructor(below: RootView | undefined, time: TarTime) {
    this.#below = below;
    this.#time = time;
  }

  /** The entry itself, no symlink followed. */
  lookup(path: string): Found | Promise<Found> {
    if (path === '') return { type: 'directory', mode: 0o755, uid: 0, gid: 0 };
    const staged = this.#entries.get(path);
    if (staged) return staged;
    if (!this.#below || this.#isHidden(path)) return undefined;
    return this.#below.lookup(`/${path}`);
  }

  /** What this layer itself has at `path`. */
  staged(path: string): StagedEntry | undefined {
    return this.#entries.get(path);
  }

  /** `path` with its symlinks followed; `root` is what absolute ones and `..` see as the root. */
  async resolve(path: string, root = ''): Promise<string> {
    const prefix = root === '' ? '' : `${root}/`;
    const target = (found: Found): string | undefined =>
      found?.type === 'symlink' ? found.linkName : undefined;
    try {
      const resolved = await followLinks(path, (each) => {
        const found = this.lookup(prefix + each);
        return found instanceof Promise ? found.then(target) : target(found);
      });
      return resolved === '' ? root : prefix + resolved;
    } catch (error) {
      if (!(error instanceof LinkLoopError)) throw error;
      throw new BuildError('COPY_FAILED', `"/${path}" leads into a loop of symbolic links`, {
        cause: error,
      });
    }
  }

  /**
   * Makes `path` (free of symlinks) and what is missing above it; what exists is left as it is.
   * Throws COPY_FAILED where something else than a folder is in the way.
   */
  async makeFolders(
    path: string,
    made: { readonly mode: number; readonly owner: Owner | undefined },
  ): Promise<void> {
    if (path === '' || this.#entries.get(path)?.type === 'directory') return;
    const found = await this.lookup(path);
    if (found && found.type !== 'directory') throw notFolder(path);
    await this.makeFolders(parentOf(path), made);
    if (found) this.#stage(path, { ...found, type: 'directory', mtime: this.#time });
    else {
      const { uid, gid } = made.owner ?? { uid: 0, gid: 0 };
      this.put(path, { type: 'directory', mode: made.mode, uid, gid, mtime: this.#time });
    }
  }

  /** Puts an entry where nothing is, or over what `found` says is there; the folder above exists. */
  put(path: string, entry: StagedEntry, found?: Found): void {
    if (baseName(path).startsWith('.wh.')) throw reserved(path);
    if (entry.type !== 'directory') {
      if (found?.type === 'directory') this.#removeBelow(path);
      if (found?.type === 'directory' && !this.#opaque.has(path)) this.#hiding.add(path);
      this.#opaque.delete(path);
    } else if (found?.type !== 'directory') this.#opaque.add(path);
    this.#stage(path, entry);
  }

  /** The entries, folders before what is in them, names sorted. */
  async *entries(): AsyncGenerator<TarInput> {
    const names = new Map<StagedEntry, string>();
    for (const path of sorted([...this.#entries.keys()])) {
      const entry = this.#entries.get(path);
      if (!entry) continue;
      const name = pathBytes(path);
      const first = names.get(entry);
      if (first !== undefined) {
        yield { header: { ...common(entry, name), type: 'link', linkName: pathBytes(first) } };
        continue;
      }
      if (entry.type === 'file') names.set(entry, path);
      yield await tarInput(entry, name);
      if (entry.type === 'directory' && this.#hiding.has(path)) {
        yield {
          header: { type: 'file', name: pathBytes(`${path}/.wh..wh..opq`), mtime: this.#time },
        };
      }
    }
  }

  #stage(path: string, entry: StagedEntry): void {
    this.#entries.set(path, entry);
  }

  #removeBelow(path: string): void {
    for (const each of this.#entries.keys()) {
      if (!each.startsWith(`${path}/`)) continue;
      this.#entries.delete(each);
      this.#opaque.delete(each);
      this.#hiding.delete(each);
    }
  }

  /** Whether something staged above `path` keeps the parent's entry from showing. */
  #isHidden(path: string): boolean {
    for (let folder = parentOf(path); folder !== ''; folder = parentOf(folder)) {
      if (this.#opaque.has(folder)) return true;
      const staged = this.#entries.get(folder);
      if (staged && staged.type !== 'directory') return true;
      // What is staged as the parent's own folder was looked up; so was all above it.
      if (staged) return false;
    }
    return false;
  }
}

/** The error for a path that should be a folder. */
export function notFolder(path: string): BuildError {
  return new BuildError('COPY_FAILED', `cannot copy to non-directory: /${path}`, {
    advice: 'choose another destination, or remove the file there first',
  });
}

function reserved(path: string): BuildError {
  return new BuildError(
    'COPY_FAILED',
    `"/${path}" cannot be part of an image: layers mark removed files by names that begin with .wh.`,
    { advice: 'leave it out with --exclude or .dockerignore' },
  );
}

function common(entry: StagedEntry, name: Uint8Array) {
  const { mode, uid, gid, mtime } = entry;
  return { name, mode, uid, gid, mtime };
}

async function tarInput(entry: StagedEntry, name: Uint8Array): Promise<TarInput> {
  const { type, linkName, attributes, size, deviceMajor, deviceMinor } = entry;
  const header = {
    ...common(entry, name),
    type,
    ...(linkName === undefined ? {} : { linkName: pathBytes(linkName) }),
    ...(attributes === undefined ? {} : { xattrs: attributes }),
    ...(size === undefined ? {} : { size }),
    ...(deviceMajor === undefined ? {} : { deviceMajor }),
    ...(deviceMinor === undefined ? {} : { deviceMinor }),
  };
  const body = await entry.open?.();
  return body === undefined ? { header } : { header, body };
}

/** In the order of a walk that sorts names: `a/b` before `a.b`. */
function sorted(paths: string[]): string[] {
  const inOrder = paths.every(
    (path, index) => index === 0 || compare(paths[index - 1] ?? '', path) < 0,
  );
  return inOrder ? paths : paths.sort(compare);
}

function compare(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const left = a.charCodeAt(at);
    const right = b.charCodeAt(at);
    if (left === right) continue;
    if (left === 0x2f) return -1;
    return right === 0x2f ? 1 : left - right;
  }
  return a.length - b.length;
}
