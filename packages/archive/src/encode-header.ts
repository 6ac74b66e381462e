import { ArchiveError } from './errors.ts';
import { checksum } from './parse-header.ts';
import { formatPaxRecords, formatPaxTime, type PaxRecords } from './pax-records.ts';
import { blockSize, padding, type TarEntryType, type TarHeader } from './tar-header.ts';
import { largestOctal, octalField } from './tar-number.ts';

/** What {@link encodeTarHeader} needs; what is left out is zero or empty, the mode 0644 or 0755. */
export type TarHeaderInput = Partial<Omit<TarHeader, 'name' | 'linkName' | 'type'>> & {
  readonly type: Exclude<TarEntryType, 'unknown'>;
  readonly name: Uint8Array | string;
  readonly linkName?: Uint8Array | string;
};

const flags: Record<Exclude<TarEntryType, 'unknown'>, string> = {
  file: '0',
  link: '1',
  symlink: '2',
  'character-device': '3',
  'block-device': '4',
  directory: '5',
  fifo: '6',
};

const largest = { id: largestOctal(8), size: largestOctal(12) };

/**
 * The header of an entry: one ustar block, before it a pax header with exactly what ustar cannot
 * say. Equal input gives equal bytes. A directory's name gets its slash. Throws MALFORMED for what
 * no header can say.
 */
export function encodeTarHeader(input: TarHeaderInput): Uint8Array {
  const header = completed(input);
  const records = paxRecords(header);
  const block = ustarBlock(header, flags[input.type]);
  return records.length === 0 ? block : Buffer.concat([paxEntry(header, records), block]);
}

type Complete = Omit<TarHeader, 'xattrs'> & { readonly xattrs: ReadonlyMap<string, Uint8Array> };

function completed(input: TarHeaderInput): Complete {
  const { type } = input;
  const name = toBytes(input.name);
  const linkName = toBytes(input.linkName ?? '');
  if (name.length === 0 || name.includes(0) || linkName.includes(0)) {
    throw new ArchiveError('MALFORMED', 'a tar entry needs a name, and none may hold NUL');
  }
  const header = {
    mode: type === 'directory' ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    userName: '',
    groupName: '',
    size: 0,
    mtime: { seconds: 0, nanoseconds: 0 },
    deviceMajor: 0,
    deviceMinor: 0,
    xattrs: new Map<string, Uint8Array>(),
    ...input,
    name:
      type === 'directory' && name.at(-1) !== 0x2f ? Buffer.concat([name, Buffer.from('/')]) : name,
    linkName,
  };
  const numbers = [
    header.mode,
    header.uid,
    header.gid,
    header.size,
    header.deviceMajor,
    header.deviceMinor,
  ];
  const device = Math.max(header.deviceMajor, header.deviceMinor);
  if (!numbers.every((each) => Number.isSafeInteger(each) && each >= 0) || device > largest.id) {
    throw new ArchiveError('MALFORMED', 'a number of a tar entry is negative or too large');
  }
  if (type !== 'file' && header.size !== 0) {
    throw new ArchiveError('MALFORMED', 'only files have content in a tar archive');
  }
  if (!Number.isSafeInteger(header.mtime.seconds) || !isFraction(header.mtime.nanoseconds)) {
    throw new ArchiveError('MALFORMED', "a tar entry's time is out of range");
  }
  return header;
}

function isFraction(nanoseconds: number): boolean {
  return Number.isInteger(nanoseconds) && nanoseconds >= 0 && nanoseconds < 1_000_000_000;
}

/** Sorted by keyword, so that the order in which attributes were found does not show. */
function paxRecords(header: Complete): PaxRecords {
  const records: PaxRecords = [];
  const add = (keyword: string, value: Uint8Array | string): void => {
    records.push([keyword, toBytes(value)]);
  };
  const names: [string, Uint8Array, boolean][] = [
    ['path', header.name, splitName(header.name) !== undefined],
    ['linkpath', header.linkName, header.linkName.length <= 100],
    ['uname', toBytes(header.userName), toBytes(header.userName).length < 32],
    ['gname', toBytes(header.groupName), toBytes(header.groupName).length < 32],
  ];
  for (const [keyword, value, fits] of names) if (!fits || !isAscii(value)) add(keyword, value);
  // POSIX wants UTF-8 in records unless this says otherwise.
  if (records.some(([, value]) => !isUtf8(value))) add('hdrcharset', 'BINARY');
  if (header.uid > largest.id) add('uid', String(header.uid));
  if (header.gid > largest.id) add('gid', String(header.gid));
  if (header.size > largest.size) add('size', String(header.size));
  if (!plainTime(header)) add('mtime', formatPaxTime(header.mtime));
  for (const [name, value] of header.xattrs) {
    if (name === '' || /[=\0]/.test(name)) {
      throw new ArchiveError('MALFORMED', `${JSON.stringify(name)} names no extended attribute`);
    }
    add(`SCHILY.xattr.${name}`, value);
  }
  return records.sort(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

function plainTime({ mtime }: Complete): boolean {
  return mtime.nanoseconds === 0 && mtime.seconds >= 0 && mtime.seconds <= largest.size;
}

/** The entry of a pax header. Its own name is for readers that know no pax. */
function paxEntry(header: Complete, records: PaxRecords): Uint8Array {
  const body = formatPaxRecords(records);
  const name = Buffer.concat([
    Buffer.from('PaxHeaders.0/'),
    asciiOnly(lastPart(header.name)).subarray(0, 80),
  ]);
  const empty = new Uint8Array();
  const block = ustarBlock(
    {
      ...header,
      name,
      linkName: empty,
      mode: 0o644,
      uid: 0,
      gid: 0,
      userName: '',
      groupName: '',
      size: body.length,
      mtime: { seconds: 0, nanoseconds: 0 },
      deviceMajor: 0,
      deviceMinor: 0,
    },
    'x',
  );
  return Buffer.concat([block, body, new Uint8Array(padding(body.length))]);
}

function ustarBlock(header: Complete, flag: string): Uint8Array {
  const block = Buffer.alloc(blockSize);
  const split = splitName(header.name) ?? {
    prefix: new Uint8Array(),
    name: header.name.subarray(0, 100),
  };
  const within = (value: number, limit: number): number => (value > limit ? 0 : value);
  block.set(split.name, 0);
  block.set(octalField(header.mode, 8), 100);
  block.set(octalField(within(header.uid, largest.id), 8), 108);
  block.set(octalField(within(header.gid, largest.id), 8), 116);
  block.set(octalField(within(header.size, largest.size), 12), 124);
  const seconds = Math.min(Math.max(header.mtime.seconds, 0), largest.size);
  block.set(octalField(seconds, 12), 136);
  block.write(flag, 156, 'latin1');
  block.set(header.linkName.subarray(0, 100), 157);
  block.write('ustar\x0000', 257, 'latin1');
  block.set(toBytes(header.userName).subarray(0, 31), 265);
  block.set(toBytes(header.groupName).subarray(0, 31), 297);
  block.set(octalField(header.deviceMajor, 8), 329);
  block.set(octalField(header.deviceMinor, 8), 337);
  block.set(split.prefix, 345);
  block.write(`${checksum(block).unsigned.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}

/** A name as ustar stores it: up to 100 bytes, before them a prefix of up to 155, split at a slash. */
function splitName(
  name: Uint8Array,
): { readonly prefix: Uint8Array; readonly name: Uint8Array } | undefined {
  if (name.length <= 100) return { prefix: new Uint8Array(), name };
  const slash = name.subarray(0, 156).lastIndexOf(0x2f, name.length - 2);
  if (slash <= 0 || name.length - slash - 1 > 100) return undefined;
  return { prefix: name.subarray(0, slash), name: name.subarray(slash + 1) };
}

function lastPart(name: Uint8Array): Uint8Array {
  const trimmed = name.at(-1) === 0x2f ? name.subarray(0, -1) : name;
  return trimmed.subarray(trimmed.lastIndexOf(0x2f) + 1);
}

function asciiOnly(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte > 0x7e || byte < 0x20 ? 0x5f : byte));
}

function isAscii(bytes: Uint8Array): boolean {
  return bytes.every((byte) => byte < 0x80);
}

function isUtf8(bytes: Uint8Array): boolean {
  return Buffer.from(Buffer.from(bytes).toString('utf8'), 'utf8').equals(bytes);
}

function toBytes(text: Uint8Array | string): Uint8Array {
  return typeof text === 'string' ? Buffer.from(text, 'utf8') : text;
}
