import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { digestHex } from '@slipway/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { digestBytes } from '../hashing.ts';
import {
  type FileSystemCall,
  systemError,
  tamperedFileSystem,
} from '../testing/tampered-file-system.ts';
import { createFilesystemStore, type FilesystemStore } from './filesystem-store.ts';

describe('filesystem store on a disk that fails', () => {
  let root: string;
  let store: FilesystemStore;
  let before: (call: FileSystemCall) => void;
  beforeEach(async () => {
    before = () => undefined;
    root = await mkdtemp(join(tmpdir(), 'slipway-content-'));
    store = await createFilesystemStore({
      root,
      fileSystem: tamperedFileSystem((call) => before(call)),
    });
  });
  afterEach(() => rm(root, { recursive: true }));

  async function* chunksOf(bytes: Uint8Array): AsyncIterable<Uint8Array> {
    for (let at = 0; at < bytes.byteLength; at += 65_536) yield bytes.subarray(at, at + 65_536);
  }
  const fail = (operation: string, code: string, when = (_: FileSystemCall) => true) => {
    before = (call) => {
      if (call.operation === operation && when(call)) {
        throw systemError(code, operation.replace('file.', ''));
      }
    };
  };
  const files = async () => [
    ...(await readdir(join(root, 'uploads'))),
    ...(await readdir(join(root, 'blobs', 'sha256'))),
  ];

  const sizes = [1000, 1_000_000, 40_000_000];

  it.each(sizes)('syncs file, then name, then folder, for a put of %i bytes', async (size) => {
    const calls: string[] = [];
    before = ({ operation, path }) => {
      const place = relative(root, path).replace(basename(path), '*');
      if (/rename|sync/.test(operation)) calls.push(`${operation} ${place}`);
    };
    const bytes = randomBytes(size);
    await store.put(digestBytes('sha256', bytes), chunksOf(bytes));
    // The folder's own path ends in the algorithm.
    expect(calls.slice(-3)).toEqual([
      'file.datasync uploads/*',
      'rename uploads/*',
      'file.sync blobs/*',
    ]);
  });

  it.each(sizes)('syncs file, then name, then folder, for an upload of %i bytes', async (size) => {
    const bytes = randomBytes(size);
    const digest = digestBytes('sha256', bytes);
    const { state } = await store.append(store.begin('order'), chunksOf(bytes));
    const calls: string[] = [];
    before = ({ operation, path }) => {
      if (/rename|sync/.test(operation)) calls.push(`${operation} ${basename(path).split('.')[0]}`);
    };
    await store.commit(state, digest);
    expect(calls).toEqual([
      // The claim; then the file's bytes, its name as a blob, the folder.
      'rename order',
      'file.datasync order',
      'rename order',
      'file.sync sha256',
    ]);
    expect(await files()).toEqual([digestHex(digest)]);
  });

  it('shares the folder’s sync among commits, and syncs for each after its rename', async () => {
    const events: string[] = [];
    before = ({ operation, path }) => {
      if (operation === 'rename') events.push('rename');
      if (operation === 'file.sync' && basename(path) === 'sha256') events.push('sync');
    };
    await Promise.all(
      Array.from({ length: 20 }, async () => {
        const bytes = randomBytes(100);
        await store.put(digestBytes('sha256', bytes), chunksOf(bytes));
      }),
    );
    expect(events.filter((each) => each === 'rename')).toHaveLength(20);
    expect(events.at(-1)).toBe('sync');
  });

  const putFailures = ['open', 'file.write', 'file.datasync', 'rename'].flatMap((operation) =>
    [
      ['ENOSPC', 'STORE_FULL', 507],
      ['EIO', 'STORE_UNAVAILABLE', 503],
    ].map(([code, expected, status]) => ({ operation, code, expected, status })),
  );
  it.each(putFailures)('leaves nothing of a put when $operation says $code', async (failure) => {
    for (const size of sizes) {
      const bytes = randomBytes(size);
      fail(failure.operation, String(failure.code));
      await expect(store.put(digestBytes('sha256', bytes), chunksOf(bytes))).rejects.toMatchObject({
        code: failure.expected,
        status: failure.status,
      });
      before = () => undefined;
      expect(await files()).toEqual([]);
    }
  });

  it('tells of a write-back that failed while the blob still arrived', async () => {
    const bytes = randomBytes(20_000_000);
    let syncs = 0;
    fail('file.datasync', 'EIO', () => ++syncs === 1);
    await expect(store.put(digestBytes('sha256', bytes), chunksOf(bytes))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
    expect(syncs).toBeGreaterThan(0);
    expect(await files()).toEqual([]);
  });

  it('lets an upload go on from its last state when the disk was full for a while', async () => {
    const start = randomBytes(600_000);
    const rest = randomBytes(2_000_000);
    const { state } = await store.append(store.begin('full'), chunksOf(start));
    let writes = 0;
    fail('file.write', 'ENOSPC', () => ++writes > 2);
    await expect(store.append(state, chunksOf(rest))).rejects.toMatchObject({ code: 'STORE_FULL' });
    before = () => undefined;
    const result = await store.append(state, chunksOf(rest));
    const digest = digestBytes('sha256', Buffer.concat([start, rest]));
    expect(await store.commit(result.state, digest)).toEqual({ digest, size: 2_600_000 });
    expect(await files()).toEqual([digestHex(digest)]);
  });

  it('gives an upload up whose bytes a failing disk may have lost', async () => {
    const bytes = randomBytes(10_000);
    const { state } = await store.append(store.begin('lost'), chunksOf(bytes));
    fail('file.datasync', 'EIO');
    const digest = digestBytes('sha256', bytes);
    await expect(store.commit(state, digest)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    before = () => undefined;
    await expect(store.commit(state, digest)).rejects.toMatchObject({
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
    expect(await files()).toEqual([]);
  });

  it('acknowledges nothing whose folder could not be synced', async () => {
    const bytes = randomBytes(100);
    fail('file.sync', 'EIO', ({ path }) => basename(path) === 'sha256');
    await expect(store.put(digestBytes('sha256', bytes), chunksOf(bytes))).rejects.toMatchObject({
      code: 'STORE_UNAVAILABLE',
    });
  });

  it('names the code and what to do when files cannot be read', async () => {
    const bytes = randomBytes(100);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, chunksOf(bytes));
    fail('open', 'EMFILE');
    await expect(store.open(digest)).rejects.toThrow(/EMFILE.*ulimit/);
  });
});
