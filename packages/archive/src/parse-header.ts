import { ArchiveError } from './errors.ts';
import { type TarEntryType, type TarTime, typesByFlag } from './tar-header.ts';
import { readNumber } from './tar-number.ts';

/** One header block as it is written, before what extended headers add. */
export interface RawHeader {
  readonly flag: string;
  readonly type: TarEntryType;
  readonly name: Uint8Array;
  readonly linkName: Uint8Array;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly size: number;
  readonly mtime: TarTime;
  readonly userName: string;
  readonly groupName: string;
  readonly deviceMajor: number;
  readonly deviceMinor: number;
  readonly isGnu: boolean;
}

/** Where the checksum lies, which counts itself as spaces. */
const checksumStart = 148;
const checksumEnd = 156;

/** Reads a header block. Throws MALFORMED, among others for a wrong checksum. */
export function parseHeader(block: Uint8Array, offset: number): RawHeader {
  verifyChecksum(block, offset);
  const number = (start: number, end: number, what: string): number =>
    readNumber(block.subarray(start, end), what, offset);
  const magic = Buffer.from(block.subarray(257, 265)).toString('latin1');
  const isUstar = magic.startsWith('ustar\0');
  const isGnu = magic === 'ustar  \0';
  const flag = String.fromCharCode(block[156] ?? 0);
  const size = number(124, 136, 'size');
  if (size < 0) throw new ArchiveError('MALFORMED', `size ${size} is negative`, { offset });
  const known = isUstar || isGnu;
  return {
    flag,
    type: typesByFlag[flag] ?? 'unknown',
    name: joinName(isUstar ? text(block, 345, 500) : new Uint8Array(), text(block, 0, 100)),
    linkName: text(block, 157, 257),
    mode: number(100, 108, 'mode') & 0o7777,
    uid: number(108, 116, 'uid'),
    gid: number(116, 124, 'gid'),
    size,
    mtime: { seconds: number(136, 148, 'mtime'), nanoseconds: 0 },
    userName: known ? decode(text(block, 265, 297)) : '',
    groupName: known ? decode(text(block, 297, 329)) : '',
    deviceMajor: known ? number(329, 337, 'device major') : 0,
    deviceMinor: known ? number(337, 345, 'device minor') : 0,
    isGnu,
  };
}

/** Whether a block is one of those that end an archive. */
export function isZeroBlock(block: Uint8Array): boolean {
  // Any other begins with its name.
  return block[0] === 0 && block.every((byte) => byte === 0);
}

/** The sum of a header's bytes, and the one that old writers made of signed bytes. */
export function checksum(block: Uint8Array): {
  readonly unsigned: number;
  readonly signed: number;
} {
  let unsigned = 0;
  let signed = 0;
  // Every entry comes by here: an iterator over the bytes takes ten times as long.
  for (let index = 0; index < block.length; index++) {
    const counted = index >= checksumStart && index < checksumEnd ? 0x20 : (block[index] ?? 0);
    unsigned += counted;
    signed += counted > 127 ? counted - 256 : counted;
  }
  return { unsigned, signed };
}

function verifyChecksum(block: Uint8Array, offset: number): void {
  const stated = readNumber(block.subarray(checksumStart, checksumEnd), 'checksum', offset);
  const { unsigned, signed } = checksum(block);
  if (stated !== unsigned && stated !== signed) {
    throw new ArchiveError('MALFORMED', 'no tar header: its checksum is wrong', { offset });
  }
}

/** A field's bytes up to its NUL, copied. */
function text(block: Uint8Array, start: number, end: number): Uint8Array {
  const field = block.slice(start, end);
  const zero = field.indexOf(0);
  return zero < 0 ? field : field.subarray(0, zero);
}

function joinName(prefix: Uint8Array, name: Uint8Array): Uint8Array {
  return prefix.length === 0 ? name : Buffer.concat([prefix, Buffer.from('/'), name]);
}

function decode(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}
