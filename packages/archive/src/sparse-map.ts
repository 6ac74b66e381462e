import type { ByteInput } from './byte-input.ts';
import { truncated } from './byte-input.ts';
import { ArchiveError } from './errors.ts';
import { type PaxRecords, paxNumber } from './pax-records.ts';
import { blockSize } from './tar-header.ts';
import { readNumber } from './tar-number.ts';

/** Stored bytes of a sparse file and where they belong; what is between them is zero. */
export interface SparseSegment {
  readonly offset: number;
  readonly length: number;
}

/** A sparse file's size with its holes, its segments, and the header bytes read from its content. */
export interface SparseMap {
  readonly size: number;
  readonly segments: readonly SparseSegment[];
  /** Bytes of the stored content that held the map itself. */
  readonly consumed: number;
}

/** More segments than this are refused: each costs memory. */
const maximumSegments = 1_000_000;

/** GNU's old form: four segments in the header, more in blocks after it (`isextended`). */
export async function readGnuSparseMap(header: Uint8Array, input: ByteInput): Promise<SparseMap> {
  const offset = input.position - blockSize;
  const segments: SparseSegment[] = [];
  const add = (block: Uint8Array, start: number, count: number): void => {
    for (let index = 0; index < count; index++) {
      const at = start + index * 24;
      if (block[at] === 0) return;
      segments.push({
        offset: readNumber(block.subarray(at, at + 12), 'sparse offset', offset),
        length: readNumber(block.subarray(at + 12, at + 24), 'sparse length', offset),
      });
    }
    if (segments.length > maximumSegments) throw tooMany(offset);
  };
  add(header, 386, 4);
  for (let more = header[482] !== 0; more; ) {
    const block = await input.read(blockSize);
    if (!block) throw truncated(input.position);
    add(block, 0, 21);
    more = block[504] !== 0;
  }
  const size = readNumber(header.subarray(483, 495), 'sparse size', offset);
  return { size, segments: checked(segments, size, offset), consumed: 0 };
}

/** GNU's pax forms 0.0, 0.1 and 1.0; undefined where the records tell of none. */
export async function readPaxSparseMap(
  records: PaxRecords,
  input: ByteInput,
  stored: number,
): Promise<SparseMap | undefined> {
  const offset = input.position;
  const last = new Map(records);
  const number = (keyword: string): number | undefined => {
    const value = last.get(keyword);
    return value && paxNumber(value, keyword, offset);
  };
  const size = number('GNU.sparse.realsize') ?? number('GNU.sparse.size');
  if (size === undefined) return undefined;
  if (number('GNU.sparse.major') === 1) {
    const { numbers, consumed } = await readBodyMap(input, stored);
    return { size, segments: checked(pairs(numbers), size, offset), consumed };
  }
  const map = last.get('GNU.sparse.map');
  const numbers = map
    ? commaList(map, offset)
    : records
        .filter(([key]) => key === 'GNU.sparse.offset' || key === 'GNU.sparse.numbytes')
        .map(([key, value]) => paxNumber(value, key, offset));
  return { size, segments: checked(pairs(numbers), size, offset), consumed: 0 };
}

/** Form 1.0: decimal lines at the content's start, the first saying how many pairs follow. */
async function readBodyMap(
  input: ByteInput,
  stored: number,
): Promise<{ numbers: number[]; consumed: number }> {
  const start = input.position;
  const numbers: number[] = [];
  let wanted = 1;
  let pending = '';
  while (numbers.length < wanted) {
    if (input.position - start + blockSize > stored) throw malformed('sparse map', input.position);
    const block = await input.read(blockSize);
    if (!block) throw truncated(input.position);
    const lines = (pending + Buffer.from(block).toString('latin1')).split('\n');
    pending = lines.pop() ?? '';
    for (const line of lines) {
      if (numbers.length === wanted) break;
      if (!/^[0-9]{1,16}$/.test(line)) throw malformed('sparse map', start);
      if (numbers.push(Number(line)) === 1) wanted = 1 + 2 * Number(line);
      if (wanted > 2 * maximumSegments) throw tooMany(start);
    }
  }
  return { numbers: numbers.slice(1), consumed: input.position - start };
}

function commaList(value: Uint8Array, offset: number): number[] {
  const text = Buffer.from(value).toString('latin1');
  return text === ''
    ? []
    : text.split(',').map((each) => paxNumber(Buffer.from(each), 'GNU.sparse.map', offset));
}

function pairs(numbers: readonly number[]): SparseSegment[] {
  const segments: SparseSegment[] = [];
  for (let index = 0; index + 1 < numbers.length; index += 2) {
    segments.push({ offset: numbers[index] ?? 0, length: numbers[index + 1] ?? 0 });
  }
  return segments;
}

/** In order, without overlap, within the file. Throws MALFORMED. */
function checked(
  segments: readonly SparseSegment[],
  size: number,
  offset: number,
): readonly SparseSegment[] {
  if (size < 0) throw malformed('sparse size', offset);
  let end = 0;
  for (const segment of segments) {
    const outside = segment.offset < end || segment.length < 0;
    end = segment.offset + segment.length;
    if (outside || end > size) throw malformed('sparse map', offset);
  }
  return segments;
}

function malformed(what: string, offset: number): ArchiveError {
  return new ArchiveError('MALFORMED', `the ${what} of a sparse file makes no sense`, { offset });
}

function tooMany(offset: number): ArchiveError {
  return new ArchiveError('TOO_LARGE', 'a sparse file has too many segments', { offset });
}
