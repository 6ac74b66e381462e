import { constants } from 'node:fs';
import { LinuxError } from './errors.ts';
import { attempt, call, cString, shown } from './library.ts';

const removeFolderFlag = 0x200;
const noFollowFlag = 0x100;

/** One name in an open folder. It must hold no slash, so that nothing is followed on the way. */
export interface EntryPlace {
  /** A descriptor of the folder; O_PATH suffices. */
  readonly folder: number;
  readonly name: Uint8Array;
}

/** Nanoseconds since 1970. */
export interface EntryTimes {
  readonly modified: bigint;
}

const typeBits = {
  file: 0o100000,
  fifo: 0o010000,
  'character-device': 0o020000,
  'block-device': 0o060000,
} as const;

/**
 * Creates and changes entries below open folders by their `*at` calls: no path is walked twice, and
 * a symbolic link is never followed. Every one throws a LinuxError.
 */
export const entries = {
  /** openat(2) with O_EXCL: a new file for writing. Its owner closes it. */
  createFile(place: EntryPlace, mode: number): number {
    const flags =
      constants.O_RDWR | constants.O_CREAT | constants.O_EXCL | constants.O_NOFOLLOW | 0o2000000;
    return call('openat', tried('creating', place), place.folder, cString(place.name), flags, mode);
  },
  makeFolder(place: EntryPlace, mode: number): void {
    call('mkdirat', tried('making folder', place), place.folder, cString(place.name), mode);
  },
  makeSymlink(place: EntryPlace, target: Uint8Array): void {
    call('symlinkat', tried('linking', place), cString(target), place.folder, cString(place.name));
  },
  /** A hard link to `existing`, itself where that is a symbolic link. */
  makeLink(place: EntryPlace, existing: EntryPlace): void {
    call(
      'linkat',
      tried(`linking ${shown(existing.name)} as`, place),
      existing.folder,
      cString(existing.name),
      place.folder,
      cString(place.name),
      0,
    );
  },
  /** mknod(2): a device, a FIFO or an empty file. */
  makeNode(
    place: EntryPlace,
    node: {
      readonly type: keyof typeof typeBits;
      readonly mode: number;
      readonly major?: number;
      readonly minor?: number;
    },
  ): void {
    const device = deviceNumber(node.major ?? 0, node.minor ?? 0);
    const mode = typeBits[node.type] | node.mode;
    call('mknodat', tried('making', place), place.folder, cString(place.name), mode, device);
  },
  changeOwner(place: EntryPlace, uid: number, gid: number): void {
    const name = cString(place.name);
    call(
      'fchownat',
      tried('changing the owner of', place),
      place.folder,
      name,
      uid,
      gid,
      noFollowFlag,
    );
  },
  /** Must be no symbolic link: it would be followed. */
  changeMode(place: EntryPlace, mode: number): void {
    call(
      'fchmodat',
      tried('changing the mode of', place),
      place.folder,
      cString(place.name),
      mode,
      0,
    );
  },
  /** Access and modification time are both set to `modified`. */
  setTimes(place: EntryPlace, { modified }: EntryTimes): void {
    const billion = 1_000_000_000n;
    const nanoseconds = ((modified % billion) + billion) % billion;
    const seconds = (modified - nanoseconds) / billion;
    const times = BigInt64Array.of(seconds, nanoseconds, seconds, nanoseconds);
    const name = cString(place.name);
    call('utimensat', tried('setting times of', place), place.folder, name, times, noFollowFlag);
  },
  /** A file, a link, a node; false where there is none. EISDIR for a folder. */
  removeFile(place: EntryPlace): boolean {
    return removed(place, 0);
  },
  /** An empty folder; false where there is none. */
  removeFolder(place: EntryPlace): boolean {
    return removed(place, removeFolderFlag);
  },
} as const;

function removed(place: EntryPlace, flags: number): boolean {
  const name = cString(place.name);
  const absent = 2;
  const result = attempt('unlinkat', place.folder, name, flags);
  if (result === 0) return true;
  if (result === -absent) return false;
  throw new LinuxError('unlinkat', -result, tried('removing', place)());
}

/** Linux's dev_t (gnu_dev_makedev). */
function deviceNumber(major: number, minor: number): bigint {
  const high = BigInt(major);
  const low = BigInt(minor);
  return (
    (low & 0xffn) | ((high & 0xfffn) << 8n) | ((low & ~0xffn) << 12n) | ((high & ~0xfffn) << 32n)
  );
}

/** Major and minor of a `rdev` as stat gives it. */
export function deviceParts(device: bigint): { readonly major: number; readonly minor: number } {
  return {
    major: Number(((device >> 8n) & 0xfffn) | ((device >> 32n) & ~0xfffn)),
    minor: Number((device & 0xffn) | ((device >> 12n) & 0xffffff00n)),
  };
}

function tried(what: string, place: EntryPlace): () => string {
  return () => `${what} ${JSON.stringify(shown(place.name))}`;
}
