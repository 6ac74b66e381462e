import type { ByteInput } from './byte-input.ts';
import { truncated } from './byte-input.ts';
import { ArchiveError } from './errors.ts';
import { isZeroBlock, parseHeader, type RawHeader } from './parse-header.ts';
import { type PaxRecords, parsePaxRecords, paxNumber, paxTime } from './pax-records.ts';
import { readGnuSparseMap, readPaxSparseMap, type SparseMap } from './sparse-map.ts';
import { blockSize, padding, type TarEntryType, type TarHeader } from './tar-header.ts';

/** An entry's header, all extended headers applied, and where its content is. */
export interface EntryMetadata {
  readonly header: TarHeader;
  /** Bytes of content in the archive, from the input's position on. */
  readonly stored: number;
  readonly sparse: SparseMap | undefined;
}

/** Types whose size means no content: some writers state one nevertheless. */
const withoutContent = new Set<TarEntryType>([
  'link',
  'symlink',
  'character-device',
  'block-device',
  'directory',
  'fifo',
]);

/** Reads headers, keeping what global pax headers say. */
export class MetadataReader {
  readonly #input: ByteInput;
  readonly #headerLimit: number;
  #global = new Map<string, Uint8Array>();

  constructor(input: ByteInput, headerLimit: number) {
    this.#input = input;
    this.#headerLimit = headerLimit;
  }

  /** The next entry; undefined at the archive's end. */
  async next(): Promise<EntryMetadata | undefined> {
    let local: PaxRecords = [];
    let longName: Uint8Array | undefined;
    let longLink: Uint8Array | undefined;
    for (;;) {
      const offset = this.#input.position;
      const block = await this.#input.read(blockSize);
      if (!block || isZeroBlock(block)) {
        if (local.length > 0 || longName || longLink) throw truncated(offset);
        return undefined;
      }
      const raw = parseHeader(block, offset);
      if (raw.flag === 'x') local = [...local, ...(await this.#records(raw))];
      else if (raw.flag === 'g') this.#setGlobal(await this.#records(raw));
      else if (raw.flag === 'L') longName = untilNul(await this.#content(raw));
      else if (raw.flag === 'K') longLink = untilNul(await this.#content(raw));
      else {
        const named = {
          ...raw,
          name: longName ?? raw.name,
          linkName: longLink ?? raw.linkName,
        };
        return this.#complete(named, local, Uint8Array.from(block));
      }
    }
  }

  async #complete(raw: RawHeader, local: PaxRecords, block: Uint8Array): Promise<EntryMetadata> {
    const offset = this.#input.position - blockSize;
    const records = new Map([...this.#global, ...local]);
    for (const [key, value] of records) if (value.length === 0) records.delete(key);
    const size = number(records, 'size', offset) ?? raw.size;
    if (size < 0) throw new ArchiveError('MALFORMED', `size ${size} is negative`, { offset });
    const name = records.get('GNU.sparse.name') ?? records.get('path') ?? raw.name;
    const type = typeOf(raw, name);
    const stored = withoutContent.has(type) ? 0 : size;
    const sparse =
      raw.flag === 'S' && raw.isGnu
        ? await readGnuSparseMap(block, this.#input)
        : type === 'file'
          ? await readPaxSparseMap(local, this.#input, stored)
          : undefined;
    const header = applied(raw, records, { type, name, size: sparse?.size ?? stored, offset });
    return { header, stored: stored - (sparse?.consumed ?? 0), sparse };
  }

  async #records(raw: RawHeader): Promise<PaxRecords> {
    const offset = this.#input.position;
    return parsePaxRecords(await this.#content(raw), offset);
  }

  #setGlobal(records: PaxRecords): void {
    this.#global = new Map([...this.#global, ...records]);
  }

  /** The content of an extended header, copied. */
  async #content(raw: RawHeader): Promise<Uint8Array> {
    const offset = this.#input.position;
    if (raw.size > this.#headerLimit) {
      throw new ArchiveError(
        'TOO_LARGE',
        `an extended header of ${raw.size} bytes exceeds the limit of ${this.#headerLimit}`,
        { offset },
      );
    }
    const content = await this.#input.read(raw.size);
    if (!content) throw truncated(this.#input.position);
    const copied = Uint8Array.from(content);
    await this.#input.skip(padding(raw.size));
    return copied;
  }
}

/** Before ustar a directory was a file whose name ends with a slash. */
function typeOf(raw: RawHeader, name: Uint8Array): TarEntryType {
  const isOldFolder = raw.type === 'file' && raw.flag !== 'S' && name.at(-1) === 0x2f;
  return isOldFolder ? 'directory' : raw.type;
}

function applied(
  raw: RawHeader,
  records: ReadonlyMap<string, Uint8Array>,
  known: {
    readonly type: TarEntryType;
    readonly name: Uint8Array;
    readonly size: number;
    readonly offset: number;
  },
): TarHeader {
  const { type, name, size, offset } = known;
  const linkName = records.get('linkpath') ?? raw.linkName;
  for (const each of [name, linkName]) {
    if (each.includes(0)) throw new ArchiveError('MALFORMED', 'a name holds NUL', { offset });
  }
  const mtime = records.get('mtime');
  return {
    type,
    name,
    linkName: type === 'link' || type === 'symlink' ? linkName : new Uint8Array(),
    mode: raw.mode,
    uid: number(records, 'uid', offset) ?? raw.uid,
    gid: number(records, 'gid', offset) ?? raw.gid,
    userName: text(records, 'uname') ?? raw.userName,
    groupName: text(records, 'gname') ?? raw.groupName,
    size,
    mtime: mtime ? paxTime(mtime, offset) : raw.mtime,
    deviceMajor: raw.deviceMajor,
    deviceMinor: raw.deviceMinor,
    xattrs: extendedAttributes(records),
  };
}

const schily = 'SCHILY.xattr.';
const libarchive = 'LIBARCHIVE.xattr.';

/** libarchive writes both forms; the plain one (star's, Docker's) goes before. */
function extendedAttributes(
  records: ReadonlyMap<string, Uint8Array>,
): ReadonlyMap<string, Uint8Array> {
  const found = new Map<string, Uint8Array>();
  for (const [key, value] of records) {
    if (!key.startsWith(libarchive)) continue;
    const decoded = Buffer.from(Buffer.from(value).toString('latin1'), 'base64');
    found.set(percentDecoded(key.slice(libarchive.length)), decoded);
  }
  for (const [key, value] of records) {
    if (key.startsWith(schily)) found.set(key.slice(schily.length), value);
  }
  return found;
}

function percentDecoded(text: string): string {
  return text.replace(/%([0-9A-Fa-f]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
}

function number(
  records: ReadonlyMap<string, Uint8Array>,
  keyword: string,
  offset: number,
): number | undefined {
  const value = records.get(keyword);
  return value && paxNumber(value, keyword, offset);
}

function text(records: ReadonlyMap<string, Uint8Array>, keyword: string): string | undefined {
  const value = records.get(keyword);
  return value && Buffer.from(value).toString('utf8');
}

function untilNul(bytes: Uint8Array): Uint8Array {
  const zero = bytes.indexOf(0);
  return zero < 0 ? bytes : bytes.subarray(0, zero);
}
