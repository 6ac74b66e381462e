import { closeSync, lstatSync } from 'node:fs';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { nameText, type TarHeader } from '@slipway/archive';
import { type EntryPlace, entries, LinuxError, removeTree, setAttribute } from '@slipway/linux';
import type { KeptEntry } from './kept-entries.ts';
import { cleanPath, entryRole, type LayerEntry } from './layer-entry.ts';
import { invalidLayer } from './layer-failure.ts';
import type { LayerIndexBuilder } from './layer-index-builder.ts';
import type { OverlayKind } from './overlay-kind.ts';
import { RootFolders } from './root-folders.ts';
import { writeContent } from './write-content.ts';

export interface UnpackOptions {
  /** A descriptor of the empty folder to fill. */
  readonly root: number;
  readonly overlay: OverlayKind;
  readonly index: LayerIndexBuilder;
  readonly signal?: AbortSignal;
}

export interface UnpackedLayer {
  /** Entries, or attributes of some, that this user may not make. */
  readonly kept: readonly KeptEntry[];
}

/** Milliseconds of work without letting others run. */
const turnMs = 8;

/**
 * Fills a folder with a layer's entries, whiteouts in overlayfs's form. Nothing outside the folder
 * is touched, whatever names and links say. Throws LAYER_INVALID, and what the system says.
 */
export async function unpackEntries(
  source: AsyncIterable<LayerEntry>,
  options: UnpackOptions,
): Promise<UnpackedLayer> {
  const unpacker = new Unpacker(options);
  let turnEnds = performance.now() + turnMs;
  try {
    for await (const entry of source) {
      await unpacker.add(entry);
      if (performance.now() < turnEnds) continue;
      options.signal?.throwIfAborted();
      await nextTurn();
      turnEnds = performance.now() + turnMs;
    }
    unpacker.finish();
    return { kept: unpacker.kept };
  } finally {
    unpacker.close();
  }
}

/** What creating an entry can give it. */
const permissionBits = 0o777;
/** What folders get that no entry describes, as Docker makes them. */
const impliedMode = 0o755;

class Unpacker {
  readonly kept: KeptEntry[] = [];
  readonly #umask = process.umask();
  readonly #uid = process.geteuid?.();
  readonly #gid = process.getegid?.();
  readonly #options: UnpackOptions;
  readonly #folders: RootFolders;
  /** Of those kept, what is not in the folder. */
  readonly #absent = new Map<string, KeptEntry>();
  /** By path; times of folders change while they are filled. */
  readonly #folderHeaders = new Map<string, TarHeader>();

  constructor(options: UnpackOptions) {
    this.#options = options;
    this.#folders = new RootFolders(options.root);
  }

  async add({ header, body }: LayerEntry): Promise<void> {
    const path = Buffer.from(cleanPath(header.name)).toString('latin1');
    const role = entryRole(path);
    if (!role) throw invalidLayer(`${shown(header.name)} hides nothing: its name is malformed`);
    if (role.kind === 'ignored') return;
    this.#options.index.add(header, role);
    if (role.kind === 'root') {
      if (header.type === 'directory') this.#folderHeaders.set('', header);
    } else if (role.kind === 'opaque') this.#hideAll(role.folder);
    else if (role.kind === 'whiteout') this.#hide(this.#place(role.folder, role.name));
    else await this.#make(this.#place(role.folder, role.name), { header, body, path });
  }

  /** Modes and times of folders, deepest first. */
  finish(): void {
    const paths = [...this.#folderHeaders.keys()].sort().reverse();
    for (const path of paths) {
      const header = this.#folderHeaders.get(path);
      if (!header) continue;
      const slash = path.lastIndexOf('/');
      const place =
        path === ''
          ? { folder: this.#options.root, name: Buffer.from('.') }
          : this.#place(slash < 0 ? '' : path.slice(0, slash), path.slice(slash + 1));
      const stats = this.#stat(place);
      // Replaced by a later entry.
      if (!stats?.isDirectory()) continue;
      // Filled, merged or made before: what it has is no guide, unlike that of new entries.
      if (stats.uid !== header.uid || stats.gid !== header.gid) this.#setOwner(place, header);
      entries.changeMode(place, header.mode & 0o7777);
      this.#setAttributes(place, header, path);
      setTimes(place, header);
    }
  }

  close(): void {
    this.#folders.forget();
  }

  #place(folder: string, name: string): EntryPlace {
    const descriptor = this.#folders.get(folder, (parent, path) => this.#imply(parent, path));
    return { folder: descriptor, name: Buffer.from(name, 'latin1') };
  }

  #imply(folder: number, path: string): void {
    const place = { folder, name: Buffer.from(path.slice(path.lastIndexOf('/') + 1), 'latin1') };
    if (this.#stat(place)?.isSymbolicLink()) {
      throw invalidLayer(`an entry is below ${JSON.stringify(path)}, a link that leads nowhere`);
    }
    this.#makeFolder(place, impliedMode);
    this.#setMode(place, impliedMode);
    entries.setTimes(place, { modified: 0n });
  }

  async #make(place: EntryPlace, entry: LayerEntry & { readonly path: string }): Promise<void> {
    const { header, path } = entry;
    switch (header.type) {
      case 'directory':
        this.#makeFolder(place, header.mode);
        this.#folderHeaders.set(path, header);
        return;
      case 'file':
        return this.#makeFile(place, entry);
      case 'link':
        this.#makeLink(place, header);
        return;
      case 'symlink':
        this.#replacing(place, () => entries.makeSymlink(place, header.linkName));
        break;
      case 'fifo':
        this.#replacing(place, () =>
          entries.makeNode(place, { type: 'fifo', mode: header.mode & permissionBits }),
        );
        break;
      case 'character-device':
      case 'block-device':
        if (!this.#makeDevice(place, header, path)) return;
        break;
      default:
        throw invalidLayer(`${shown(header.name)} has a type that no tar format defines`);
    }
    this.#setMetadata(place, header, path);
  }

  #makeFolder(place: EntryPlace, mode: number): void {
    try {
      entries.makeFolder(place, mode & permissionBits);
    } catch (error) {
      if (!isThere(error)) throw error;
      const existing = this.#stat(place);
      if (existing?.isDirectory()) return;
      const hides = existing?.isCharacterDevice() === true && existing.rdev === 0;
      this.#remove(place);
      entries.makeFolder(place, mode & permissionBits);
      // Hidden and made anew by one layer: what lower layers have in it stays hidden.
      if (hides) this.#setOpaque(place);
    }
  }

  async #makeFile(place: EntryPlace, entry: LayerEntry & { readonly path: string }): Promise<void> {
    const { header, body, path } = entry;
    const descriptor = this.#replacing(place, () =>
      entries.createFile(place, header.mode & permissionBits),
    );
    // Reading the body lets others run, but no other entry is unpacked meanwhile: `place` stays valid.
    try {
      if (body && header.size > 0) {
        const { signal } = this.#options;
        await writeContent(descriptor, body, { size: header.size, signal });
      }
    } finally {
      closeSync(descriptor);
    }
    this.#setMetadata(place, header, path);
  }

  #makeLink(place: EntryPlace, header: TarHeader): void {
    const target = Buffer.from(cleanPath(header.linkName)).toString('latin1');
    const slash = target.lastIndexOf('/');
    const missing = (): never => {
      throw invalidLayer(
        `${shown(header.name)} is a hard link to ${shown(header.linkName)}, which this layer has not`,
      );
    };
    const kept = this.#absent.get(target);
    if (kept) {
      this.#keepAbsent({ ...kept, path: Buffer.from(cleanPath(header.name)).toString('latin1') });
      return;
    }
    // Through the cache both descriptors could not be held: opening the second may close the first.
    const folder = this.#folders.open(slash < 0 ? '' : target.slice(0, slash)) ?? missing();
    try {
      const existing = { folder, name: Buffer.from(target.slice(slash + 1), 'latin1') };
      if (target === '' || this.#stat(existing)?.isDirectory() !== false) missing();
      if (this.#isSame(place, existing)) return;
      this.#replacing(place, () => entries.makeLink(place, existing));
    } finally {
      closeSync(folder);
    }
  }

  #isSame(place: EntryPlace, other: EntryPlace): boolean {
    const [one, two] = [this.#stat(place), this.#stat(other)];
    return one !== undefined && one.ino === two?.ino;
  }

  /** False where this user may not make devices: it is kept beside the folder. */
  #makeDevice(place: EntryPlace, header: TarHeader, path: string): boolean {
    const type = header.type === 'block-device' ? 'block-device' : 'character-device';
    const isWhiteout = header.deviceMajor === 0 && header.deviceMinor === 0;
    if (isWhiteout && type === 'character-device') {
      throw invalidLayer(`${shown(header.name)} is the character device 0:0, which hides files`);
    }
    try {
      this.#replacing(place, () =>
        entries.makeNode(place, {
          type,
          mode: header.mode & permissionBits,
          major: header.deviceMajor,
          minor: header.deviceMinor,
        }),
      );
      return true;
    } catch (error) {
      if (!(error instanceof LinuxError) || error.code !== 'EPERM') throw error;
      this.#keepAbsent({ path, header, absent: true });
      return false;
    }
  }

  #keepAbsent(entry: KeptEntry): void {
    this.kept.push(entry);
    this.#absent.set(entry.path, entry);
  }

  #hide(place: EntryPlace): void {
    try {
      entries.makeNode(place, { type: 'character-device', mode: 0 });
    } catch (error) {
      if (!isThere(error)) throw error;
      // Made anew by this layer before: a folder hides what was below it, anything else as a whole.
      if (this.#stat(place)?.isDirectory()) this.#setOpaque(place);
    }
  }

  #hideAll(path: string): void {
    const slash = path.lastIndexOf('/');
    if (path === '') this.#setOpaque({ folder: this.#options.root, name: Buffer.from('.') });
    else {
      this.#place(path, '.');
      this.#setOpaque(this.#place(slash < 0 ? '' : path.slice(0, slash), path.slice(slash + 1)));
    }
  }

  #setOpaque(place: EntryPlace): void {
    setAttribute(procPath(place), this.#options.overlay.opaqueAttribute, Buffer.from('y'));
  }

  /** `make`, after removing what is in its place. */
  #replacing<T>(place: EntryPlace, make: () => T): T {
    try {
      return make();
    } catch (error) {
      if (!isThere(error)) throw error;
      this.#remove(place);
      return make();
    }
  }

  #remove(place: EntryPlace): void {
    // Descriptors of folders below what goes would lead nowhere, and links may change their way.
    const isOnWay = this.#stat(place)?.isDirectory() || this.#stat(place)?.isSymbolicLink();
    removeTree(place);
    if (isOnWay) this.#folders.forgetAllBut(place.folder);
  }

  /** Of a new entry, this process's own with the permissions it was made with. */
  #setMetadata(place: EntryPlace, header: TarHeader, path: string): void {
    if (header.uid !== this.#uid || header.gid !== this.#gid) this.#setOwner(place, header);
    // After the owner: a change of that takes setuid and capabilities away.
    if (header.type !== 'symlink') this.#setMode(place, header.mode & 0o7777);
    this.#setAttributes(place, header, path);
    setTimes(place, header);
  }

  #setMode(place: EntryPlace, mode: number): void {
    const refused = mode & (this.#umask | ~permissionBits);
    if (refused !== 0) entries.changeMode(place, mode);
  }

  #setOwner(place: EntryPlace, { uid, gid, name }: TarHeader): void {
    try {
      entries.changeOwner(place, uid, gid);
    } catch (error) {
      if (!(error instanceof LinuxError) || error.code !== 'EINVAL') throw error;
      throw invalidLayer(
        `${shown(name)} belongs to ${uid}:${gid}, which is outside the ids of this user (see /etc/subuid and /etc/subgid): give the user a larger range, or work as root`,
        error,
      );
    }
  }

  #setAttributes(place: EntryPlace, header: TarHeader, path: string): void {
    const refused = new Map<string, Uint8Array>();
    for (const [name, value] of header.xattrs) {
      // They would change what overlayfs shows.
      if (isOverlayAttribute(name)) continue;
      try {
        setAttribute(procPath(place), name, value);
      } catch (error) {
        // What this user, or this file system, has not: kept for who packs the layer again.
        if (!(error instanceof LinuxError) || !refusals.has(error.code)) throw error;
        refused.set(name, value);
      }
    }
    if (refused.size > 0) {
      this.kept.push({ path, header: { ...header, xattrs: refused }, absent: false });
    }
  }

  #stat(place: EntryPlace) {
    return lstatSync(procPath(place), { throwIfNoEntry: false });
  }
}

function setTimes(place: EntryPlace, { mtime }: TarHeader): void {
  const modified = BigInt(mtime.seconds) * 1_000_000_000n + BigInt(mtime.nanoseconds);
  entries.setTimes(place, { modified });
}

const refusals = new Set(['EPERM', 'EOPNOTSUPP', 'EACCES']);

/** Whether an attribute is overlayfs's own. */
export function isOverlayAttribute(name: string): boolean {
  return name.startsWith('trusted.overlay.') || name.startsWith('user.overlay.');
}

function procPath({ folder, name }: EntryPlace): Buffer {
  return Buffer.concat([Buffer.from(`/proc/self/fd/${folder}/`), name]);
}

function isThere(error: unknown): boolean {
  return error instanceof LinuxError && error.code === 'EEXIST';
}

function shown(name: Uint8Array): string {
  return JSON.stringify(nameText(name.subarray(0, 300)));
}
