/** What an entry is. `unknown` has a type flag that no format defines. */
export type TarEntryType =
  | 'file'
  | 'link'
  | 'symlink'
  | 'character-device'
  | 'block-device'
  | 'directory'
  | 'fifo'
  | 'unknown';

/** A time as archives keep it: before 1970 the seconds are negative, the nanoseconds never. */
export interface TarTime {
  readonly seconds: number;
  readonly nanoseconds: number;
}

/** One entry's metadata. Names are bytes: archives do not say in which encoding. */
export interface TarHeader {
  readonly type: TarEntryType;
  readonly name: Uint8Array;
  /** Of links: what they point to. Empty otherwise. */
  readonly linkName: Uint8Array;
  /** Permission bits with setuid, setgid and sticky. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly userName: string;
  readonly groupName: string;
  /** Bytes of content, holes of sparse files included. */
  readonly size: number;
  readonly mtime: TarTime;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  /** Extended attributes by their full name (`security.capability`). */
  readonly xattrs: ReadonlyMap<string, Uint8Array>;
}

/** A name's bytes as text; what is no UTF-8 is shown as U+FFFD. For messages and comparisons. */
export function nameText(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}

/** Bytes of one tar record. */
export const blockSize = 512;

/** Bytes that fill content of `size` bytes up to a whole block. */
export function padding(size: number): number {
  return (blockSize - (size % blockSize)) % blockSize;
}

/** The type of each type flag (POSIX.1-2017 pax, "ustar Interchange Format"; GNU's `S`). */
export const typesByFlag: Readonly<Record<string, TarEntryType>> = {
  '\0': 'file',
  '0': 'file',
  '1': 'link',
  '2': 'symlink',
  '3': 'character-device',
  '4': 'block-device',
  '5': 'directory',
  '6': 'fifo',
  '7': 'file',
  S: 'file',
};
