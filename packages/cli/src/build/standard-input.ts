import type { Input } from '../context.ts';

/** What stands on standard input: an archive of files, or text. */
export interface PeekedInput {
  readonly isArchive: boolean;
  /** All of it, from the first byte; read once. */
  readonly stream: AsyncIterable<Uint8Array>;
}

/** A tar's header, which is also the most that telling archives apart needs. */
const headLength = 512;

/** Reads as much of an input as tells whether it is an archive, plain or compressed. */
export async function peekInput(input: Input): Promise<PeekedInput> {
  const chunks = bytesOf(input)[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  let length = 0;
  while (length < headLength) {
    const next = await chunks.next();
    if (next.done) break;
    head.push(next.value);
    length += next.value.length;
  }
  return { isArchive: isArchive(Buffer.concat(head)), stream: rejoin(head, chunks) };
}

/** All of an input. Throws a RangeError beyond `limit` bytes. */
export async function readAll(
  stream: AsyncIterable<Uint8Array | string>,
  limit: number,
): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
    length += bytes.length;
    if (length > limit) throw new RangeError(`more than ${limit} bytes`);
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

async function* bytesOf(input: Input): AsyncGenerator<Uint8Array> {
  for await (const chunk of input) yield typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
}

async function* rejoin(
  head: readonly Uint8Array[],
  rest: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

/** The first bytes of gzip, bzip2, xz and zstd. */
const magics: readonly (readonly number[])[] = [
  [0x1f, 0x8b],
  [0x42, 0x5a, 0x68],
  [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00],
  [0x28, 0xb5, 0x2f, 0xfd],
];

function isArchive(head: Buffer): boolean {
  if (magics.some((magic) => magic.every((byte, index) => head[index] === byte))) return true;
  return head.length >= headLength && isTarHeader(head);
}

/** Whether the header's checksum, at byte 148, is right: the old tar format has no other mark. */
function isTarHeader(head: Buffer): boolean {
  const field = head.subarray(148, 156).toString('latin1').replaceAll('\0', ' ').trim();
  if (!/^[0-7]+$/.test(field)) return false;
  let sum = 8 * 0x20;
  for (let index = 0; index < headLength; index += 1) {
    if (index < 148 || index >= 156) sum += head[index] ?? 0;
  }
  return sum === Number.parseInt(field, 8);
}
