import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { digestHex } from '@slipway/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestBytes } from '../hashing.ts';
import { describeContentStore } from '../testing/index.ts';
import { createFilesystemStore, type FilesystemStore } from './filesystem-store.ts';

describeContentStore('filesystem', {
  makeStore: async () => {
    const root = await mkdtemp(join(tmpdir(), 'slipway-content-'));
    const store = await createFilesystemStore({ root });
    return { store, dispose: () => rm(root, { recursive: true }) };
  },
});

describe('filesystem store', () => {
  let root: string;
  let store: FilesystemStore;
  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'slipway-content-'));
    store = await createFilesystemStore({ root });
  });
  afterEach(() => rm(root, { recursive: true }));

  async function* once(bytes: Uint8Array): AsyncIterable<Uint8Array> {
    yield bytes;
  }

  it('lays blobs out as an OCI image layout does, for the owner alone', async () => {
    const bytes = randomBytes(10);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, once(bytes));
    const path = join(root, 'blobs', 'sha256', digestHex(digest));
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'blobs', 'sha256'))).mode & 0o777).toBe(0o700);
  });

  it('leaves no file behind, however a write ends', async () => {
    const digest = digestBytes('sha256', randomBytes(10));
    await expect(store.put(digest, once(randomBytes(10)))).rejects.toThrow();
    await expect(store.put(digest, once(randomBytes(10)), { maximumSize: 5 })).rejects.toThrow();
    const appended = await store.append(store.begin('a'), once(randomBytes(10)));
    await expect(store.commit(appended.state, digest)).rejects.toThrow();
    const cancelled = await store.append(store.begin('b'), once(randomBytes(10)));
    await store.abort(cancelled.state);
    expect(await readdir(join(root, 'uploads'))).toEqual([]);
    expect(await readdir(join(root, 'blobs', 'sha256'))).toEqual([]);
  });

  it('lets another process with the same folder go on with an upload', async () => {
    const bytes = randomBytes(200_000);
    const { state } = await store.append(store.begin('shared'), once(bytes.subarray(0, 90_000)));
    const other = await createFilesystemStore({ root });
    const { state: later } = await other.append(
      JSON.parse(JSON.stringify(state)),
      once(bytes.subarray(90_000)),
    );
    const digest = digestBytes('sha256', bytes);
    expect(await other.commit(later, digest)).toEqual({ digest, size: 200_000 });
  });

  it('closes every file it opens', async () => {
    const open = async () => (await readdir('/proc/self/fd')).length;
    const bytes = randomBytes(1_500_000);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, once(bytes));
    const before = await open();
    for (let round = 0; round < 20; round++) {
      const blob = await store.open(digest);
      for await (const _ of blob?.chunks() ?? []) break;
      await blob?.close();
      await expect(store.put(digest, once(randomBytes(5)))).rejects.toThrow();
      await store.append(store.begin(`u${round}`), once(bytes));
    }
    expect(await open()).toBe(before);
  });

  it('sweeps what crashes left, and nothing that still moves', async () => {
    await writeFile(join(root, 'uploads', 'put-old'), 'x');
    await utimes(join(root, 'uploads', 'put-old'), new Date(0), new Date(0));
    await writeFile(join(root, 'uploads', 'put-new'), 'x');
    expect(await store.sweepTemporary(60_000)).toBe(1);
    expect(await readdir(join(root, 'uploads'))).toEqual(['put-new']);
  });

  it('takes no upload id that could leave its folder', async () => {
    for (const id of ['../x', 'a/b', '', '.', 'x'.repeat(65), 'a\0b']) {
      await expect(store.append(store.begin(id), once(randomBytes(1)))).rejects.toThrow(RangeError);
    }
  });

  it('says that the folder is gone', async () => {
    await rm(join(root, 'uploads'), { recursive: true });
    await expect(store.check()).rejects.toThrow();
    await createFilesystemStore({ root });
  });
});
