import { tmpdir } from 'node:os';
import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { tamperedFileSystem } from '../testing/tampered-file-system.ts';
import { FolderSync } from './folder-sync.ts';

describe('FolderSync', () => {
  it('answers calls that come while one sync runs by one more, begun after them', async () => {
    let begun = 0;
    const fileSystem = tamperedFileSystem(({ operation }) => {
      if (operation === 'open') begun++;
    });
    const folder = new FolderSync(fileSystem, tmpdir());
    const first = folder.sync();
    const during = [folder.sync(), folder.sync(), folder.sync()];
    expect(begun).toBe(1);
    await first;
    await setImmediate();
    expect(begun).toBe(2);
    await Promise.all(during);
    await folder.sync();
    expect(begun).toBe(3);
  });

  it('fails only those whose own sync failed', async () => {
    let calls = 0;
    const fileSystem = tamperedFileSystem(({ operation }) => {
      if (operation === 'file.sync' && ++calls === 1) throw new Error('first');
    });
    const folder = new FolderSync(fileSystem, tmpdir());
    const outcomes = await Promise.allSettled([folder.sync(), folder.sync()]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'fulfilled']);
  });
});
