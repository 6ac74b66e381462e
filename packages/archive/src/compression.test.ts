import { constants, gunzipSync, gzipSync, zstdCompressSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decompress, detectCompression, gzip, zstd } from './index.ts';

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

async function* pieces(bytes: Uint8Array, size = 1): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

const random = Buffer.from(Array.from({ length: 5000 }, (_, index) => (index * 7919) % 251));

describe('compressed content', () => {
  it('comes back, whatever it was compressed with, in pieces of any size', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 3000 }),
        fc.integer({ min: 1, max: 500 }),
        async (bytes, size) => {
          // Content that looks compressed is taken for it: that is what detection means.
          fc.pre(detectCompression(bytes) === 'none');
          for (const packed of [
            await collect(gzip(pieces(bytes, size))),
            await collect(zstd(pieces(bytes, size))),
            bytes,
          ]) {
            expect((await collect(decompress(pieces(packed, size)))).equals(bytes)).toBe(true);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('has a gzip header that says neither when nor where it was made', async () => {
    const packed = await collect(gzip(pieces(random, 100)));
    expect([...packed.subarray(0, 8)]).toEqual([0x1f, 0x8b, 8, 0, 0, 0, 0, 0]);
    expect(packed[9]).toBe(255);
    expect(gunzipSync(packed).equals(random)).toBe(true);
  });

  it('may come in several members or frames', async () => {
    const twice = Buffer.concat([random, random]);
    const members = Buffer.concat([gzipSync(random), gzipSync(random)]);
    const skippable = Buffer.from([0x50, 0x2a, 0x4d, 0x18, 3, 0, 0, 0, 1, 2, 3]);
    const frames = Buffer.concat([zstdCompressSync(random), skippable, zstdCompressSync(random)]);
    expect((await collect(decompress(pieces(members, 97)))).equals(twice)).toBe(true);
    expect((await collect(decompress(pieces(frames, 97)))).equals(twice)).toBe(true);
  });

  it('is refused where it ends early or is damaged', async () => {
    const checked = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };
    for (const packed of [gzipSync(random), zstdCompressSync(random, checked)]) {
      const early = collect(decompress(pieces(packed.subarray(0, -9), 50)));
      await expect(early).rejects.toMatchObject({ code: 'TRUNCATED' });
      const damaged = Buffer.from(packed);
      damaged.fill(0xff, 20, 60);
      await expect(collect(decompress(pieces(damaged, 50)))).rejects.toMatchObject({
        code: 'MALFORMED',
      });
    }
  });

  it('cannot become more than is allowed', async () => {
    const bomb = gzipSync(new Uint8Array(20_000_000));
    await expect(
      collect(decompress(pieces(bomb, 999), { maximumSize: 5_000_000 })),
    ).rejects.toMatchObject({ code: 'TOO_LARGE' });
    await expect(
      collect(decompress(pieces(bomb, 999), { maximumRatio: 100 })),
    ).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(
      (
        await collect(
          decompress(pieces(bomb, 999), { maximumSize: 20_000_000, maximumRatio: 2000 }),
        )
      ).length,
    ).toBe(20_000_000);
  });

  it("passes the source's own failure on", async () => {
    async function* failing(): AsyncGenerator<Uint8Array> {
      yield gzipSync(random).subarray(0, 100);
      throw new Error('disk gone');
    }
    await expect(collect(decompress(failing()))).rejects.toThrow('disk gone');
  });
});
