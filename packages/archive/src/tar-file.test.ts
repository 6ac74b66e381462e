import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTarFile, openTarFile, writeTar } from './index.ts';

async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-tarfile-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('a tar file', () => {
  it('is read in any order, from any byte on', async () => {
    const path = join(folder, 'a.tar');
    const writer = await createTarFile(path);
    await writer.add('first', 5, once('hello'));
    await writer.add('blobs/second', 6, once('worlds'));
    expect(readdirSync(folder)).not.toContain('a.tar');
    await writer.close({ keep: true });
    const tar = await openTarFile(path);
    try {
      expect((await collect(tar.open('blobs/second', { start: 2 }))).toString()).toBe('rlds');
      expect((await collect(tar.open('./first'))).toString()).toBe('hello');
      expect(await tar.size('blobs/second')).toBe(6);
      expect(await tar.size('third')).toBeUndefined();
      await expect(collect(tar.open('third'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    } finally {
      await tar.close();
    }
  });

  it('is the same each time it is written, and nothing is left of one that is given up', async () => {
    const paths = ['one', 'two', 'three'].map((each) => join(folder, each));
    for (const [index, path] of paths.entries()) {
      const writer = await createTarFile(path);
      await writer.add('a', 1, once('x'));
      await writer.close({ keep: index < 2 });
    }
    expect(readdirSync(folder).sort()).toEqual(['one', 'two']);
    expect(readFileSync(paths[0] ?? '').equals(readFileSync(paths[1] ?? ''))).toBe(true);
  });

  it('follows links to other entries, but not in circles', async () => {
    const path = join(folder, 'links.tar');
    writeFileSync(
      path,
      await collect(
        writeTar([
          { header: { type: 'file', name: 'x/layer.tar', size: 2 }, body: Buffer.from('ab') },
          { header: { type: 'symlink', name: 'y/layer.tar', linkName: '../x/layer.tar' } },
          { header: { type: 'link', name: 'z', linkName: 'x/layer.tar' } },
          { header: { type: 'symlink', name: 'loop', linkName: 'loop' } },
        ]),
      ),
    );
    const tar = await openTarFile(path);
    try {
      expect((await collect(tar.open('y/layer.tar'))).toString()).toBe('ab');
      expect((await collect(tar.open('z'))).toString()).toBe('ab');
      expect(await tar.size('loop')).toBeUndefined();
    } finally {
      await tar.close();
    }
  });

  it('is refused where it is compressed or cut', async () => {
    const bytes = await collect(
      writeTar([{ header: { type: 'file', name: 'a', size: 999 }, body: new Uint8Array(999) }]),
    );
    writeFileSync(join(folder, 'packed'), gzipSync(bytes));
    await expect(openTarFile(join(folder, 'packed'))).rejects.toMatchObject({
      code: 'UNSUPPORTED',
    });
    writeFileSync(join(folder, 'cut'), bytes.subarray(0, 900));
    await expect(openTarFile(join(folder, 'cut'))).rejects.toMatchObject({ code: 'TRUNCATED' });
  });

  it('that cannot be made is called by the name it was to have', async () => {
    const path = join(folder, 'absent', 'a.tar');
    await expect(createTarFile(path)).rejects.toMatchObject({
      code: 'ENOENT',
      message: expect.stringContaining(`'${path}'`),
    });
  });
});
