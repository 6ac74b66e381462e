import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { makeFolder } from './make-folder.ts';

test('a folder is made with those above it, or it is said why not', async () => {
  const root = await mkdtemp(join(tmpdir(), 'slipway-folder-'));
  try {
    await makeFolder(join(root, 'a', 'b', 'c'));
    await makeFolder(join(root, 'a', 'b'));
    expect((await stat(join(root, 'a', 'b', 'c'))).isDirectory()).toBe(true);
    await writeFile(join(root, 'file'), '');
    await expect(makeFolder(join(root, 'file'))).rejects.toThrow('EEXIST');
    await expect(makeFolder(join(root, 'file', 'x'))).rejects.toThrow('ENOTDIR');
    await expect(makeFolder('/proc/slipway/x')).rejects.toThrow('ENOENT');
  } finally {
    await rm(root, { recursive: true });
  }
});
