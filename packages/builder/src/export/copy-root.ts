import { randomBytes } from 'node:crypto';
import { closeSync, constants, openSync } from 'node:fs';
import {
  chmod,
  chown,
  copyFile,
  link,
  lstat,
  lutimes,
  mkdir,
  readdir,
  readlink,
  rename,
  rm,
  symlink,
  utimes,
} from 'node:fs/promises';
import { entries, setAttribute } from '@slipway/linux';
import { readAttributes } from '../files/attributes.ts';
import { type RootEntry, walkRoot } from './walk-root.ts';

/** What is copied where. */
export interface RootCopy {
  /** A mounted root in which nothing changes meanwhile. */
  readonly root: string;
  /** A folder. */
  readonly target: string;
  readonly deleteOthers: boolean;
  /** Seconds; the time of every entry. Their own where absent. */
  readonly time: number | undefined;
  readonly signal: AbortSignal;
  /** Called with the name of each entry that is no folder; ends the copy by throwing. */
  onFile(name: string): unknown;
}

/** Copies the entries of a root into a folder, whose own symbolic links are replaced, never followed. */
export async function copyRoot(copy: RootCopy): Promise<void> {
  await new RootCopier(copy).run();
}

const slash = Buffer.from('/');

class RootCopier {
  readonly #copy: RootCopy;
  readonly #target: Buffer;
  /** Copies of files with several links, by device and inode. */
  readonly #linked = new Map<string, Buffer>();
  /** Their modes and times are set when nothing changes in them any more. */
  readonly #folders: RootEntry[] = [];

  constructor(copy: RootCopy) {
    this.#copy = copy;
    this.#target = Buffer.from(copy.target);
  }

  async run(): Promise<void> {
    const { root, signal, deleteOthers } = this.#copy;
    for await (const entry of walkRoot(root)) {
      signal.throwIfAborted();
      if (entry.stats.isDirectory()) await this.#folder(entry);
      else {
        this.#copy.onFile(entry.name.toString());
        await this.#file(entry);
      }
    }
    if (deleteOthers) await this.#deleteOthers();
    for (const entry of this.#folders.reverse()) await this.#finish(entry);
  }

  async #folder(entry: RootEntry): Promise<void> {
    const path = this.#place(entry);
    const there = await lstatIfThere(path);
    if (!there?.isDirectory()) {
      if (there) await rm(path);
      await mkdir(path, { mode: 0o700 });
    } else await chmod(path, 0o700);
    this.#folders.push(entry);
  }

  async #file(entry: RootEntry): Promise<void> {
    const path = this.#place(entry);
    const temporary = Buffer.concat([
      path.subarray(0, path.lastIndexOf(slash) + 1),
      Buffer.from(`.slipway-${randomBytes(8).toString('hex')}`),
    ]);
    try {
      if (!(await this.#make(entry, temporary))) return;
      if ((await lstatIfThere(path))?.isDirectory()) await rm(path, { recursive: true });
      await rename(temporary, path);
    } finally {
      // Also where `path` is the same file already, which a rename leaves as it is.
      await rm(temporary, { force: true });
    }
    if (entry.stats.nlink > 1n) this.#linked.set(identity(entry), path);
  }

  /** False for what is not made. */
  async #make(entry: RootEntry, path: Buffer): Promise<boolean> {
    const { stats } = entry;
    const twin = this.#linked.get(identity(entry));
    if (twin) {
      await link(twin, path);
      return true;
    }
    if (stats.isSymbolicLink()) {
      await symlink(await readlink(entry.path, { encoding: 'buffer' }), path);
      const time = this.#time(entry);
      await lutimes(path, time, time);
      return true;
    }
    if (stats.isFIFO()) makeFifo(path);
    else if (stats.isFile()) {
      await copyFile(entry.path, path, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
      // libuv gives the copy the original's owner where it may.
      await chown(path, process.geteuid?.() ?? 0, process.getegid?.() ?? 0);
      copyAttributes(entry.path, path);
    }
    // Devices are the system's, and a socket is nothing without who listens.
    else return false;
    await this.#setModeAndTime(entry, path);
    return true;
  }

  async #finish(entry: RootEntry): Promise<void> {
    const path = this.#place(entry);
    copyAttributes(entry.path, path);
    await this.#setModeAndTime(entry, path);
  }

  async #setModeAndTime(entry: RootEntry, path: Buffer): Promise<void> {
    await chmod(path, Number(entry.stats.mode) & 0o7777);
    const time = this.#time(entry);
    await utimes(path, time, time);
  }

  async #deleteOthers(): Promise<void> {
    const kept = new Map<string, Set<string>>([['', new Set()]]);
    for await (const { name, stats } of walkRoot(this.#copy.root)) {
      const text = name.toString('latin1');
      const at = text.lastIndexOf('/');
      kept.get(text.slice(0, Math.max(at, 0)))?.add(text.slice(at + 1));
      if (stats.isDirectory()) kept.set(text, new Set());
    }
    for (const [folder, names] of kept) {
      const path =
        folder === ''
          ? this.#target
          : Buffer.concat([this.#target, slash, Buffer.from(folder, 'latin1')]);
      for (const name of await readdir(path, { encoding: 'buffer' })) {
        if (names.has(name.toString('latin1'))) continue;
        await rm(Buffer.concat([path, slash, name]), { recursive: true, force: true });
      }
    }
  }

  #time({ stats }: RootEntry): number {
    return this.#copy.time ?? Number(stats.mtimeNs) / 1e9;
  }

  #place({ name }: RootEntry): Buffer {
    return Buffer.concat([this.#target, slash, name]);
  }
}

function identity({ stats }: RootEntry): string {
  return `${stats.dev}:${stats.ino}`;
}

async function lstatIfThere(path: Buffer) {
  try {
    return await lstat(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

function makeFifo(path: Buffer): void {
  const at = path.lastIndexOf(slash);
  const folder = openSync(path.subarray(0, at + 1), constants.O_RDONLY | constants.O_DIRECTORY);
  try {
    entries.makeNode({ folder, name: path.subarray(at + 1) }, { type: 'fifo', mode: 0o600 });
  } finally {
    closeSync(folder);
  }
}

function copyAttributes(from: Buffer, to: Buffer): void {
  for (const [name, value] of readAttributes(from) ?? []) {
    try {
      setAttribute(to, name, value);
    } catch (error) {
      // The folder's file system may have none, and capabilities are not everybody's to give.
      const { code } = error as { code?: string };
      if (code !== 'EOPNOTSUPP' && code !== 'ENOTSUP' && code !== 'EPERM') throw error;
    }
  }
}
