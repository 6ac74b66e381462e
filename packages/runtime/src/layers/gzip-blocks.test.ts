import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gzipBlocks } from './gzip-blocks.ts';

async function compressed(blocks: readonly Buffer[], level?: number): Promise<Buffer> {
  const source = async function* () {
    yield* blocks;
  };
  const parts: Uint8Array[] = [];
  for await (const part of gzipBlocks(source(), level)) parts.push(part);
  return Buffer.concat(parts);
}

const block = fc.oneof(
  fc.uint8Array({ minLength: 1, maxLength: 200 }),
  fc
    .tuple(fc.string({ minLength: 1 }), fc.integer({ min: 1, max: 5000 }))
    .map(([text, times]) => Buffer.from(text.repeat(times))),
);

describe('gzipBlocks', () => {
  it('makes one stream that says what the blocks said', async () => {
    const blocks = fc.array(
      block.map((bytes) => Buffer.from(bytes)),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(blocks, fc.integer({ min: 1, max: 9 }), async (all, level) => {
        const bytes = await compressed(all, level);
        expect(gunzipSync(bytes).equals(Buffer.concat(all))).toBe(true);
        expect(bytes.subarray(0, 10)).toEqual(Buffer.from([31, 139, 8, 0, 0, 0, 0, 0, 0, 255]));
        expect((await compressed(all, level)).equals(bytes)).toBe(true);
      }),
    );
  });

  it('compresses over the borders of blocks', async () => {
    const text = Buffer.from(
      Array.from({ length: 900 }, (_, index) => `word${index * 7919}`).join(),
    );
    const size = (await compressed([text, text, text])).length;
    expect(size).toBeLessThan((await compressed([text])).length * 1.2);
  });

  it('ends with the failure of its source', async () => {
    const failing = async function* () {
      yield Buffer.alloc(100_000, 'x');
      throw new Error('no more');
    };
    const read = async () => {
      for await (const _ of gzipBlocks(failing()));
    };
    await expect(read()).rejects.toThrow('no more');
  });
});
