import { mkdtemp, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContentStore, createMemoryStore } from '@slipway/content';
import { type OpenedDatabase, openDatabase } from '@slipway/database';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sha256, TestClient } from '../testing/client.ts';
import type { FakeHubTables } from '../testing/fake-hub.ts';
import { startTestServer, type TestServer, testDatabaseOptions } from '../testing/test-server.ts';

const blob = Buffer.alloc(64 * 1024 * 1024, 'x');

let folder: string;
let database: OpenedDatabase<FakeHubTables>;
let server: TestServer;
let opened: number;
let read: number;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
  database = await openDatabase<FakeHubTables>({
    url: `sqlite:${join(folder, 'test.db')}`,
    ...testDatabaseOptions(),
  });
  opened = 0;
  read = 0;
  const content = counting(createMemoryStore());
  server = await startTestServer({ database, content, limits: { stallMs: 300 } });
  await new TestClient(server.origin, 'admin').pushBlob('a/b', blob);
});
afterEach(async () => {
  await server.close();
  await database.close();
  await rm(folder, { recursive: true });
  expect(server.failures).toEqual([]);
});

/** Counts the blobs that are open, and the bytes read from them. */
function counting(store: ContentStore): ContentStore {
  return Object.assign(Object.create(store) as ContentStore, {
    put: store.put.bind(store),
    stat: store.stat.bind(store),
    begin: store.begin.bind(store),
    open: async (digest: Parameters<ContentStore['open']>[0]) => {
      const found = await store.open(digest);
      if (!found) return undefined;
      opened++;
      return {
        digest: found.digest,
        size: found.size,
        async *chunks() {
          for (let at = 0; at < found.size; at += 1024 * 1024) {
            read += 1024 * 1024;
            yield blob.subarray(at, at + 1024 * 1024);
          }
        },
        close: async () => {
          opened--;
          await found.close();
        },
      };
    },
  });
}

const ask = () => {
  const socket = connect(Number(new URL(server.origin).port), '127.0.0.1');
  socket.on('error', () => {});
  socket.pause();
  const path = `/v2/a/b/blobs/${sha256(blob)}`;
  socket.write(`GET ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\n\r\n`);
  return socket;
};

test('a client that takes nothing is cut, and was not read ahead for', async () => {
  const socket = ask();
  await vi.waitFor(() => expect(opened).toBe(1));
  await vi.waitFor(() => expect(opened).toBe(0), { timeout: 5000 });
  expect(read).toBeLessThan(blob.length / 2);
  socket.destroy();
});

test('a client that goes away leaves no blob open', async () => {
  const socket = ask();
  await vi.waitFor(() => expect(read).toBeGreaterThan(0));
  socket.destroy();
  await vi.waitFor(() => expect(opened).toBe(0));
});

test('a client that reads gets it all', async () => {
  const client = new TestClient(server.origin, 'admin');
  const answer = await client.send('GET', `/v2/a/b/blobs/${sha256(blob)}`);
  expect(Buffer.from(await answer.arrayBuffer()).equals(blob)).toBe(true);
  expect(opened).toBe(0);
});
