import { randomBytes } from 'node:crypto';
import { setImmediate, setTimeout as sleep } from 'node:timers/promises';
import type { Digest } from '@slipway/oci';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestBytes } from '../hashing.ts';
import type { ByteRange, ContentStore, UploadState } from '../ports.ts';

/** What an adapter gives to be tested. */
export interface ContentStoreSuite {
  /** An empty store, and how to be rid of it. */
  readonly makeStore: () => Promise<{ store: ContentStore; dispose: () => Promise<void> }>;
  /** Differences that are meant: each test left out, with its reason. */
  readonly skip?: readonly { readonly reason: string; readonly tests: readonly string[] }[];
}

/** The behaviour that every {@link ContentStore} has, whatever is underneath. */
export function describeContentStore(name: string, suite: ContentStoreSuite): void {
  const skipped = new Set(suite.skip?.flatMap((each) => each.tests) ?? []);
  describe(`content store: ${name}`, () => {
    let store: ContentStore;
    let dispose: () => Promise<void>;
    beforeAll(async () => {
      ({ store, dispose } = await suite.makeStore());
    });
    afterAll(() => dispose());
    const test = (title: string, body: (store: ContentStore) => Promise<void>) =>
      it.skipIf(skipped.has(title))(title, () => body(store));
    wholeBlobs(test);
    uploads(test);
  });
}

type Test = (title: string, body: (store: ContentStore) => Promise<void>) => void;

function wholeBlobs(test: Test): void {
  test('gives back what was put, whole and by range, for sha256 and sha512', async (store) => {
    const sizes = fc.oneof(
      fc.integer({ min: 0, max: 4096 }),
      fc.integer({ min: 500_000, max: 1_700_000 }),
    );
    const algorithms = fc.constantFrom('sha256' as const, 'sha512' as const);
    await fc.assert(
      fc.asyncProperty(
        sizes,
        algorithms,
        fc.nat(),
        fc.nat(),
        fc.integer({ min: 1, max: 300_000 }),
        async (size, algorithm, a, b, piece) => {
          const bytes = randomBytes(size);
          const digest = digestBytes(algorithm, bytes);
          expect(await store.put(digest, pieces(bytes, piece))).toEqual({ digest, size });
          expect(await store.stat(digest)).toEqual({ digest, size });
          expect((await read(store, digest))?.equals(bytes)).toBe(true);
          if (size === 0) return;
          const [start, end] = [a % size, b % size].sort((x, y) => x - y) as [number, number];
          expect(
            (await read(store, digest, { start, end }))?.equals(bytes.subarray(start, end + 1)),
          ).toBe(true);
        },
      ),
      { numRuns: 25 },
    );
  });

  test('knows nothing of what was never put, and of what was deleted', async (store) => {
    const bytes = randomBytes(100);
    const digest = digestBytes('sha256', bytes);
    expect(await store.stat(digest)).toBeUndefined();
    expect(await store.open(digest)).toBeUndefined();
    expect(await store.delete(digest)).toBe(false);
    await store.put(digest, pieces(bytes, 10));
    expect(await store.delete(digest)).toBe(true);
    expect(await store.stat(digest)).toBeUndefined();
  });

  test('refuses other bytes than the digest names, and keeps nothing of them', async (store) => {
    const digest = digestBytes('sha256', randomBytes(10));
    await expect(store.put(digest, pieces(randomBytes(2_000_000), 65_536))).rejects.toMatchObject({
      code: 'DIGEST_INVALID',
    });
    expect(await store.stat(digest)).toBeUndefined();
  });

  test('keeps the good copy when a bad one is put over it', async (store) => {
    const bytes = randomBytes(1000);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, pieces(bytes, 100));
    await expect(store.put(digest, pieces(randomBytes(1000), 100))).rejects.toMatchObject({
      code: 'DIGEST_INVALID',
    });
    expect((await read(store, digest))?.equals(bytes)).toBe(true);
  });

  test('takes the same blob from many at once', async (store) => {
    const bytes = randomBytes(700_000);
    const digest = digestBytes('sha256', bytes);
    const puts = Array.from({ length: 12 }, (_, index) =>
      store.put(digest, pieces(bytes, 10_000 + index)),
    );
    expect(await Promise.all(puts)).toEqual(Array(12).fill({ digest, size: bytes.byteLength }));
    expect((await read(store, digest))?.equals(bytes)).toBe(true);
  });

  test('passes on a failing source, an abort and an oversize, keeping nothing', async (store) => {
    const bytes = randomBytes(3_000_000);
    const digest = digestBytes('sha256', bytes);
    await expect(store.put(digest, breaking(bytes, 1_500_000))).rejects.toThrow('connection lost');
    await expect(
      store.put(digest, pieces(bytes, 1000), { maximumSize: 2_999_999 }),
    ).rejects.toMatchObject({ code: 'SIZE_INVALID', status: 413 });
    const abort = new AbortController();
    abort.abort(new Error('cancelled'));
    await expect(store.put(digest, pieces(bytes, 1000), { signal: abort.signal })).rejects.toThrow(
      'cancelled',
    );
    expect(await store.stat(digest)).toBeUndefined();
  });

  test('lets go of a source that hangs when the write is aborted', async (store) => {
    const bytes = randomBytes(1_000_000);
    const digest = digestBytes('sha256', bytes);
    const abort = new AbortController();
    const putting = store.put(
      digest,
      hanging(bytes, () => abort.abort(new Error('cancelled'))),
      {
        signal: abort.signal,
      },
    );
    await expect(putting).rejects.toThrow('cancelled');
    expect(await store.stat(digest)).toBeUndefined();
  });

  test('takes a source that uses one buffer for all its chunks', async (store) => {
    for (const size of [50_000, 3_000_000]) {
      const bytes = randomBytes(size);
      const digest = digestBytes('sha512', bytes);
      await store.put(digest, reusing(bytes, 40_001));
      expect((await read(store, digest))?.equals(bytes)).toBe(true);
      const appended = await store.append(begin(store), reusing(bytes, 40_001));
      await store.commit(appended.state, digest);
      expect((await read(store, digest))?.equals(bytes)).toBe(true);
    }
  });

  test('serves many readers of one blob at once, each its own range', async (store) => {
    const bytes = randomBytes(2_000_000);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, pieces(bytes, 65_536));
    const blob = await store.open(digest);
    const ranges = Array.from({ length: 8 }, (_, index) => ({
      start: index * 200_000,
      end: index * 200_000 + 599_999,
    }));
    await Promise.all(
      ranges.map(async (range) => {
        const parts: Buffer[] = [];
        for await (const chunk of blob?.chunks(range) ?? []) {
          parts.push(Buffer.from(chunk));
          await setImmediate();
        }
        const expected = bytes.subarray(range.start, range.end + 1);
        expect(Buffer.concat(parts).equals(expected)).toBe(true);
      }),
    );
    await blob?.close();
  });

  test('lists every blob once', async (store) => {
    const bytes = randomBytes(50);
    const digest = digestBytes('sha512', bytes);
    await store.put(digest, pieces(bytes, 50));
    const listed: Digest[] = [];
    for await (const each of store.list()) listed.push(each.digest);
    expect(listed.filter((each) => each === digest)).toHaveLength(1);
    expect(new Set(listed).size).toBe(listed.length);
  });

  test('lets a reader leave early and close twice', async (store) => {
    const bytes = randomBytes(2_000_000);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, pieces(bytes, 65_536));
    const blob = await store.open(digest);
    for await (const chunk of blob?.chunks() ?? []) {
      expect(chunk.byteLength).toBeGreaterThan(0);
      break;
    }
    await blob?.close();
    await blob?.close();
  });

  test('says that it can be used', async (store) => {
    await store.check();
  });
}

function uploads(test: Test): void {
  test('makes one blob of many requests, whatever their sizes', async (store) => {
    const parts = fc.array(fc.integer({ min: 0, max: 400_000 }), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(
        parts,
        fc.constantFrom('sha256' as const, 'sha512' as const),
        async (sizes, algorithm) => {
          const blobs = sizes.map((size) => randomBytes(size));
          let state = begin(store);
          for (const blob of blobs) state = await append(store, state, blob);
          const whole = Buffer.concat(blobs);
          const digest = digestBytes(algorithm, whole);
          expect(await store.commit(state, digest)).toEqual({ digest, size: whole.byteLength });
          expect((await read(store, digest))?.equals(whole)).toBe(true);
        },
      ),
      { numRuns: 15 },
    );
  });

  test('goes on from the bytes it got before the connection was lost', async (store) => {
    const bytes = randomBytes(2_500_000);
    const first = await store.append(begin(store), breaking(bytes, 1_200_000));
    expect(first.interrupted).toBe(true);
    expect(first.state.offset).toBeGreaterThanOrEqual(1_200_000);
    const state = await append(store, first.state, bytes.subarray(first.state.offset));
    const digest = digestBytes('sha256', bytes);
    await store.commit(state, digest);
    expect((await read(store, digest))?.equals(bytes)).toBe(true);
  });

  test('drops bytes past the state it is given: they were never acknowledged', async (store) => {
    const bytes = randomBytes(300_000);
    const recorded = await append(store, begin(store), bytes.subarray(0, 100_000));
    await append(store, recorded, randomBytes(250_000));
    const state = await append(store, recorded, bytes.subarray(100_000));
    const digest = digestBytes('sha256', bytes);
    await store.commit(state, digest);
    expect((await read(store, digest))?.equals(bytes)).toBe(true);
  });

  test('keeps what it got before an abort, also of a source that hangs', async (store) => {
    const bytes = randomBytes(900_000);
    const abort = new AbortController();
    const result = await store.append(
      begin(store),
      hanging(bytes, () => abort.abort()),
      {
        signal: abort.signal,
      },
    );
    expect(result).toMatchObject({ interrupted: true, state: { offset: 900_000 } });
    const digest = digestBytes('sha256', bytes);
    expect(await store.commit(result.state, digest)).toEqual({ digest, size: 900_000 });
  });

  test('survives connections lost anywhere and states that crashes made old', async (store) => {
    const steps = fc.array(
      fc.record({
        size: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 150_000 })),
        end: fc.constantFrom('whole' as const, 'lost connection' as const, 'not recorded' as const),
      }),
      { maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(steps, async (wanted) => {
        let state = begin(store);
        let received = Buffer.alloc(0);
        for (const { size, end } of wanted) {
          const bytes = randomBytes(size);
          const source =
            end === 'lost connection' ? breaking(bytes, size >> 1) : pieces(bytes, 9999);
          const result = await store.append(state, source);
          if (end === 'not recorded') continue;
          const kept = bytes.subarray(0, result.state.offset - state.offset);
          received = Buffer.concat([received, kept]);
          state = JSON.parse(JSON.stringify(result.state));
        }
        const digest = digestBytes('sha256', received);
        expect(await store.commit(state, digest)).toEqual({ digest, size: received.byteLength });
        expect((await read(store, digest))?.equals(received)).toBe(true);
      }),
      { numRuns: 40 },
    );
  });

  test('never mixes the bytes of two requests for one upload', async (store) => {
    for (let round = 0; round < 10; round++) {
      const start = randomBytes(round % 2 === 0 ? 0 : 70_000);
      const state = await append(store, begin(store), start);
      const bodies = [randomBytes(1_300_000), randomBytes(1_300_000)];
      const results = await Promise.allSettled(
        bodies.map(async (body) => {
          const { state: next } = await store.append(state, pieces(body, 50_000));
          const digest = digestBytes('sha256', Buffer.concat([start, body]));
          await store.commit(next, digest);
          return digest;
        }),
      );
      for (const [index, result] of results.entries()) {
        if (result.status === 'rejected') {
          expect(result.reason).toMatchObject({ name: 'OciError' });
          continue;
        }
        const whole = Buffer.concat([start, bodies[index] ?? Buffer.alloc(0)]);
        expect((await read(store, result.value))?.equals(whole)).toBe(true);
      }
    }
  });

  test('refuses a wrong digest at the end, and the upload is gone', async (store) => {
    const state = await append(store, begin(store), randomBytes(100));
    const digest = digestBytes('sha256', randomBytes(10));
    await expect(store.commit(state, digest)).rejects.toMatchObject({ code: 'DIGEST_INVALID' });
    expect(await store.stat(digest)).toBeUndefined();
    await expect(store.commit(state, digest)).rejects.toMatchObject({
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
  });

  test('refuses an upload that grows past its limit', async (store) => {
    const state = await append(store, begin(store), randomBytes(100));
    await expect(
      store.append(state, pieces(randomBytes(100), 10), { maximumSize: 150 }),
    ).rejects.toMatchObject({ code: 'SIZE_INVALID' });
    const smaller = await append(store, state, randomBytes(50));
    await store.abort(smaller);
  });

  test('takes no upload id that is not one', async (store) => {
    for (const id of ['../x', 'a/b', '', '.', 'x'.repeat(65), 'a\0b']) {
      await expect(
        store.append({ id, offset: 0, notes: '' }, pieces(randomBytes(1), 1)),
      ).rejects.toMatchObject({ code: 'BLOB_UPLOAD_UNKNOWN' });
    }
  });

  test('forgets a cancelled upload, and cancelling twice is no error', async (store) => {
    const state = await append(store, begin(store), randomBytes(100));
    await store.abort(state);
    await store.abort(state);
    await expect(store.commit(state, digestBytes('sha256', randomBytes(1)))).rejects.toMatchObject({
      code: 'BLOB_UPLOAD_UNKNOWN',
    });
  });

  test('leaves a blob that was stored, or stored again, since the time that is given', async (store) => {
    const bytes = randomBytes(100);
    const digest = digestBytes('sha256', bytes);
    await store.put(digest, pieces(bytes, 65_536));
    expect(await store.delete(digest, { storedBefore: new Date(Date.now() - 60_000) })).toBe(false);
    expect(await read(store, digest)).toEqual(bytes);
    await sleep(20);
    const between = new Date();
    await store.put(digest, pieces(bytes, 65_536));
    expect(await store.delete(digest, { storedBefore: between })).toBe(false);
    expect(await store.delete(digest, { storedBefore: new Date(Date.now() + 60_000) })).toBe(true);
    expect(await store.stat(digest)).toBeUndefined();
  });

  test('makes an empty blob of an upload without bytes', async (store) => {
    const digest = digestBytes('sha256', new Uint8Array());
    expect(await store.commit(begin(store), digest)).toEqual({ digest, size: 0 });
    expect(await read(store, digest)).toEqual(Buffer.alloc(0));
  });
}

function begin(store: ContentStore): UploadState {
  return store.begin(randomBytes(12).toString('hex'));
}

async function append(
  store: ContentStore,
  state: UploadState,
  bytes: Uint8Array,
): Promise<UploadState> {
  const result = await store.append(state, pieces(bytes, 65_536));
  if (result.interrupted) throw result.cause;
  expect(result.state.offset).toBe(state.offset + bytes.byteLength);
  return result.state;
}

async function* pieces(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += size) yield bytes.slice(at, at + size);
}

/** A client that goes away after `length` bytes. */
async function* breaking(bytes: Uint8Array, length: number): AsyncIterable<Uint8Array> {
  yield* pieces(bytes.subarray(0, length), 65_536);
  throw new Error('connection lost');
}

/** A client that sends everything but never ends its request. */
async function* hanging(bytes: Uint8Array, onHang: () => void): AsyncIterable<Uint8Array> {
  yield* pieces(bytes, 65_536);
  onHang();
  await new Promise(() => undefined);
}

/** Another store's reader: a chunk is overwritten when the next one is asked for. */
async function* reusing(bytes: Uint8Array, size: number): AsyncIterable<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let at = 0; at < bytes.byteLength; at += size) {
    const chunk = bytes.subarray(at, at + size);
    buffer.set(chunk);
    yield buffer.subarray(0, chunk.byteLength);
    buffer.fill(0);
  }
}

async function read(
  store: ContentStore,
  digest: Digest,
  range?: ByteRange,
): Promise<Buffer | undefined> {
  const blob = await store.open(digest);
  if (!blob) return undefined;
  try {
    const parts: Buffer[] = [];
    for await (const chunk of blob.chunks(range)) parts.push(Buffer.from(chunk));
    return Buffer.concat(parts);
  } finally {
    await blob.close();
  }
}
