import { gzipSync, zstdCompressSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { FakeInput } from '../testing/fake-context.ts';
import { peekInput, readAll } from './standard-input.ts';

/** An input that gives these chunks. */
class ChunkInput extends FakeInput {
  readonly #chunks: readonly Uint8Array[];

  constructor(...chunks: readonly Uint8Array[]) {
    super();
    this.#chunks = chunks;
  }

  override async *[Symbol.asyncIterator](): AsyncGenerator<never> {
    for (const chunk of this.#chunks) yield chunk as never;
  }
}

/** The header of an empty file in the old format, which has no magic word. */
function oldTar(): Buffer {
  const block = Buffer.alloc(1024);
  block.write('a.txt');
  block.write('0000644\0', 100);
  block.write('00000000000\0', 124);
  block.fill(' ', 148, 156);
  const sum = block.subarray(0, 512).reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
  return block;
}

describe('what is on standard input', () => {
  it.each([
    ['an old tar', oldTar(), true],
    ['gzip', gzipSync('x'), true],
    ['zstd', zstdCompressSync('x'), true],
    ['bzip2', Buffer.from('BZh9…'), true],
    ['a Dockerfile', Buffer.from('FROM scratch\n'.repeat(100)), false],
    ['a short Dockerfile', Buffer.from('FROM x'), false],
    ['nothing', Buffer.alloc(0), false],
  ])('%s', async (_, bytes, isArchive) => {
    // In pieces, as pipes give them.
    const chunks = [bytes.subarray(0, 1), bytes.subarray(1, 300), bytes.subarray(300)];
    const peeked = await peekInput(new ChunkInput(...chunks));
    expect(peeked.isArchive).toBe(isArchive);
    expect(await readAll(peeked.stream, 1_000_000)).toEqual(Buffer.from(bytes));
  });

  it('is read up to a limit', async () => {
    const { stream } = await peekInput(new ChunkInput(Buffer.alloc(600)));
    await expect(readAll(stream, 599)).rejects.toThrow(RangeError);
  });
});
