import { randomBytes } from 'node:crypto';
import {
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  truncate,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Digest, digestHex } from '@slipway/oci';
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
  const blobPath = (digest: Digest) => join(root, 'blobs', 'sha256', digestHex(digest));
  const uploadNames = () => readdir(join(root, 'uploads'));

  async function putRandom(size: number) {
    const bytes = randomBytes(size);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, once(bytes));
    return { bytes, digest, path: blobPath(digest) };
  }

  async function readAll(digest: Digest): Promise<void> {
    const blob = await store.open(digest);
    try {
      for await (const _ of blob?.chunks() ?? []);
    } finally {
      await blob?.close();
    }
  }

  it('lays blobs out as an OCI image layout does, for the owner alone', async () => {
    const { path } = await putRandom(10);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect((await stat(join(root, 'blobs', 'sha256'))).mode & 0o777).toBe(0o700);
  });

  it('leaves no file behind, however a write ends', async () => {
    const digest = digestBytes('sha256', randomBytes(10));
    for (const size of [10, 2_000_000]) {
      await expect(store.put(digest, once(randomBytes(size)))).rejects.toThrow();
      const tooLong = store.put(digest, once(randomBytes(size)), { maximumSize: 5 });
      await expect(tooLong).rejects.toThrow();
      const appended = await store.append(store.begin('a'), once(randomBytes(size)));
      await expect(store.commit(appended.state, digest)).rejects.toThrow();
      const cancelled = await store.append(store.begin('b'), once(randomBytes(size)));
      await store.abort(cancelled.state);
    }
    expect(await uploadNames()).toEqual([]);
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
    expect(await uploadNames()).toEqual([]);
  });

  it('keeps a writer that was believed dead away from what another has committed', async () => {
    const start = randomBytes(100_000);
    const { state } = await store.append(store.begin('stolen'), once(start));
    let goOn: () => void = () => undefined;
    const frozen = new Promise<void>((resolve) => {
      goOn = resolve;
    });
    const slow = store.append(
      state,
      (async function* () {
        yield randomBytes(700_000);
        await frozen;
        yield randomBytes(700_000);
      })(),
    );
    const other = await createFilesystemStore({ root });
    const rest = randomBytes(600_000);
    const { state: done } = await other.append(state, once(rest));
    const whole = Buffer.concat([start, rest]);
    const digest = digestBytes('sha256', whole);
    await other.commit(done, digest);
    goOn();
    const late = await slow;
    await expect(store.commit(late.state, digest)).rejects.toMatchObject({
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
    const blob = await store.open(digest);
    const parts: Buffer[] = [];
    for await (const chunk of blob?.chunks() ?? []) parts.push(Buffer.from(chunk));
    await blob?.close();
    expect(Buffer.concat(parts).equals(whole)).toBe(true);
  });

  it('never mixes the bytes of two processes that take one upload for theirs', async () => {
    const stores = [store, await createFilesystemStore({ root })];
    for (let round = 0; round < 20; round++) {
      const start = randomBytes(10_000);
      const { state } = await store.append(store.begin(`both${round}`), once(start));
      const results = await Promise.allSettled(
        stores.map(async (each) => {
          const body = randomBytes(1_000_000);
          const whole = Buffer.concat([start, body]);
          const digest = digestBytes('sha256', whole);
          const appended = await each.append(state, once(body));
          await each.commit(appended.state, digest);
          return { digest, whole };
        }),
      );
      for (const result of results) {
        if (result.status === 'fulfilled') {
          const stored = await readFile(blobPath(result.value.digest));
          expect(stored.equals(result.value.whole)).toBe(true);
        } else {
          expect(result.reason).toMatchObject({ name: 'OciError' });
        }
      }
    }
  });

  it('trusts no hash that it kept for bytes which another process has replaced', async () => {
    const mine = randomBytes(1000);
    const first = await store.append(store.begin('replaced'), once(mine));
    const second = await store.append(first.state, once(mine));
    const other = await createFilesystemStore({ root });
    await other.append(first.state, once(randomBytes(1000)));
    const digest = digestBytes('sha256', Buffer.concat([mine, mine]));
    await expect(store.commit(second.state, digest)).rejects.toMatchObject({ name: 'OciError' });
    expect(await store.stat(digest)).toBeUndefined();
  });

  it('says so where a power cut took bytes of an upload', async () => {
    const { state } = await store.append(store.begin('cut'), once(randomBytes(1000)));
    const [name] = await uploadNames();
    await truncate(join(root, 'uploads', name ?? ''), 999);
    await expect(store.append(state, once(randomBytes(1)))).rejects.toMatchObject({
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
    expect(await uploadNames()).toEqual([]);
  });

  it('closes every file it opens', async () => {
    const open = async () => (await readdir('/proc/self/fd')).length;
    const { bytes, digest } = await putRandom(1_500_000);
    const before = await open();
    for (let round = 0; round < 20; round++) {
      const blob = await store.open(digest);
      for await (const _ of blob?.chunks() ?? []) break;
      await blob?.close();
      await store.put(digest, once(bytes));
      await expect(store.put(digest, once(randomBytes(5)))).rejects.toThrow();
      await expect(store.put(digestBytes('sha256', randomBytes(3)), once(bytes))).rejects.toThrow();
      const { state } = await store.append(store.begin(`u${round}`), once(bytes));
      if (round % 2 === 0) await store.commit(state, digest);
    }
    expect(await open()).toBe(before);
  });

  it('moves many blobs at once in less than 2 MiB of buffers each, both directions', async () => {
    const transfers = 16;
    const chunk = randomBytes(65_536);
    const digest = digestBytes('sha256', Buffer.concat(Array(128).fill(chunk)));
    const before = process.memoryUsage().arrayBuffers;
    let peak = before;
    const sample = () => {
      peak = Math.max(peak, process.memoryUsage().arrayBuffers);
    };
    async function* source(): AsyncIterable<Uint8Array> {
      for (let index = 0; index < 128; index++) {
        yield chunk;
        sample();
      }
    }
    const all = (transfer: (index: number) => Promise<unknown>) =>
      Promise.all(Array.from({ length: transfers }, (_, index) => transfer(index)));
    await all(async (index) => {
      const { state } = await store.append(store.begin(`memory${index}`), source());
      await store.commit(state, digest);
    });
    await all(async () => {
      const blob = await store.open(digest);
      for await (const _ of blob?.chunks() ?? []) sample();
      await blob?.close();
    });
    expect(peak - before).toBeGreaterThan(0);
    expect(peak - before).toBeLessThan(transfers * 2 * 1024 * 1024);
  });

  it('does not write again what is there, and takes it for new', async () => {
    const { bytes, digest, path } = await putRandom(2_000_000);
    await utimes(path, new Date(0), new Date(0));
    const { ino } = await stat(path);
    expect(await store.put(digest, once(bytes))).toEqual({ digest, size: 2_000_000 });
    const after = await stat(path);
    expect(after.ino).toBe(ino);
    expect(after.mtimeMs).toBeGreaterThan(Date.now() - 3_600_000);
  });

  it('heals a blob that lost bytes on disk when it is pushed once more', async () => {
    const { bytes, digest, path } = await putRandom(5000);
    await truncate(path, 4999);
    await expect(store.put(digest, once(bytes))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    await store.put(digest, once(bytes));
    expect((await stat(path)).size).toBe(5000);
  });

  it('reports a blob that is cut while it is read', async () => {
    const { digest, path } = await putRandom(3_000_000);
    const blob = await store.open(digest);
    await truncate(path, 1_000_000);
    const reading = (async () => {
      for await (const _ of blob?.chunks() ?? []);
    })();
    await expect(reading).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await blob?.close();
  });

  it('follows no symbolic link in the place of a blob', async () => {
    const digest = digestBytes('sha256', randomBytes(1));
    const elsewhere = join(root, 'secret');
    await writeFile(elsewhere, 'not a blob');
    await symlink(elsewhere, blobPath(digest));
    await expect(readAll(digest)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });

  it('sweeps what crashes left, and nothing that still moves', async () => {
    const old = new Date(0);
    await writeFile(join(root, 'uploads', '.put-old'), 'x');
    await utimes(join(root, 'uploads', '.put-old'), old, old);
    const idle = await store.append(store.begin('idle'), once(randomBytes(5)));
    const fresh = await store.append(store.begin('fresh'), once(randomBytes(5)));
    const [idleName] = (await uploadNames()).filter((name) => name.startsWith('idle.'));
    await utimes(join(root, 'uploads', idleName ?? ''), old, old);
    let swept: Promise<number> | undefined;
    const moving = await store.append(
      store.begin('moving'),
      (async function* () {
        yield randomBytes(1_000_000);
        for (const name of await uploadNames()) {
          if (name.startsWith('moving.')) await utimes(join(root, 'uploads', name), old, old);
        }
        swept = store.sweepTemporary(60_000);
        await swept;
      })(),
    );
    expect(await swept).toBe(2);
    await expect(
      store.commit(idle.state, digestBytes('sha256', randomBytes(1))),
    ).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    await store.append(fresh.state, once(randomBytes(1)));
    await store.append(moving.state, once(randomBytes(1)));
  });

  it('says that a folder is gone', async () => {
    await rm(join(root, 'uploads'), { recursive: true });
    await expect(store.check()).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    await createFilesystemStore({ root });
    await store.check();
  });
});
