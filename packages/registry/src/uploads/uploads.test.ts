import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFilesystemStore } from '@slipway/content';
import type { OpenedDatabase } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { sendRaw, sha256, TestClient } from '../testing/client.ts';
import type { FakeHubTables } from '../testing/fake-hub.ts';
import {
  startTestServer,
  type TestServer,
  type TestServerOptions,
  testDatabaseOptions,
} from '../testing/test-server.ts';

describeOnEveryDatabase('registry: uploads', (databases) => {
  let folder: string;
  let database: OpenedDatabase<FakeHubTables>;
  let server: TestServer;
  let admin: TestClient;

  const start = async (options: Partial<TestServerOptions> = {}) => {
    const content = await createFilesystemStore({ root: folder });
    server = await startTestServer({ database, content, ...options });
    admin = new TestClient(server.origin, 'admin');
  };
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
    database = await databases.open<FakeHubTables>(testDatabaseOptions());
    await start();
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
    expect(server.failures).toEqual([]);
  });

  const leftFiles = () => readdir(join(folder, 'uploads'));
  const leftRows = () => database.query.selectFrom('registry_uploads').select('id').execute();
  const offsetOf = async (path: string) => (await admin.send('GET', path)).headers.get('range');
  const expectNothingLeft = async () => {
    expect(await leftRows()).toEqual([]);
    expect(await leftFiles()).toEqual([]);
  };

  /** Sends the head of a PATCH and some bytes of its body, and leaves it there. */
  const stuckPatch = async (path: string, bytes: Buffer) => {
    const { port, host } = new URL(server.origin);
    const socket = connect(Number(port), '127.0.0.1');
    socket.on('error', () => {});
    const head = `PATCH ${path} HTTP/1.1\r\nHost: ${host}\r\nAuthorization: Bearer admin\r\nContent-Length: ${bytes.length * 2}\r\n\r\n`;
    socket.write(Buffer.concat([Buffer.from(head), bytes]));
    return socket;
  };

  test('goes on after a dropped connection, and after a restart of the server', async () => {
    const blob = randomBytes(300_000);
    const path = await admin.startUpload('a/b');
    const socket = await stuckPatch(path, blob.subarray(0, 200_000));
    await vi.waitFor(async () => {
      const [row] = await database.query.selectFrom('registry_uploads').select('holder').execute();
      expect(row?.holder).not.toBeNull();
      expect(await leftFiles()).toHaveLength(1);
    });
    // A write of its own, so that something has been taken in before the end.
    await vi.waitFor(() => expect(socket.bytesWritten).toBeGreaterThan(200_000));
    socket.end();
    let kept = 0;
    await vi.waitFor(async () => {
      kept = Number((await offsetOf(path))?.slice(2)) + 1;
      expect(kept).toBeGreaterThan(1);
    });
    await server.close();
    await start();
    const rest = await admin.send('PATCH', path, {
      body: blob.subarray(kept),
      headers: { 'content-range': `${kept}-${blob.length - 1}` },
    });
    expect(rest.status).toBe(202);
    expect(rest.headers.get('range')).toBe(`0-${blob.length - 1}`);
    const done = await admin.send('PUT', `${path}?digest=${sha256(blob)}`);
    expect(done.status).toBe(201);
    const pulled = await admin.send('GET', `/v2/a/b/blobs/${sha256(blob)}`);
    expect(Buffer.from(await pulled.arrayBuffer()).equals(blob)).toBe(true);
    await expectNothingLeft();
  });

  test('a second request on an upload that one is working on gets 409, and harms nothing', async () => {
    const blob = randomBytes(1000);
    const path = await admin.startUpload('a/b');
    const socket = await stuckPatch(path, blob);
    await vi.waitFor(async () => expect(await leftFiles()).toHaveLength(1));
    for (const [method, query] of [
      ['PATCH', ''],
      ['PUT', `?digest=${sha256('x')}`],
      ['DELETE', ''],
    ] as const) {
      const body = method === 'DELETE' ? {} : { body: 'x' };
      const answer = await admin.send(method, path + query, body);
      expect([method, answer.status]).toEqual([method, 409]);
      expect(await answer.json()).toMatchObject({ errors: [{ code: 'BLOB_UPLOAD_INVALID' }] });
    }
    socket.write(blob);
    await vi.waitFor(async () => expect(await offsetOf(path)).toBe('0-1999'));
    socket.destroy();
    const digest = sha256(Buffer.concat([blob, blob]));
    expect((await admin.send('PUT', `${path}?digest=${digest}`)).status).toBe(201);
    await expectNothingLeft();
  });

  test('a stalled upload is cut, keeping what came', async () => {
    await server.close();
    await start({ limits: { stallMs: 200 } });
    const path = await admin.startUpload('a/b');
    const socket = await stuckPatch(path, Buffer.from('0123456789'));
    await new Promise((resolve) => socket.once('close', resolve));
    await vi.waitFor(async () => expect(await offsetOf(path)).toBe('0-9'));
  });

  test('chunks out of order get 416 and say where to go on', async () => {
    const path = await admin.startUpload('a/b');
    const chunk = (range: string, body: string) =>
      admin.send('PATCH', path, { body, headers: { 'content-range': range } });
    expect((await chunk('0-4', '01234')).status).toBe(202);
    for (const range of ['0-4', '6-10', '10-14']) {
      const answer = await chunk(range, '56789');
      expect([range, answer.status]).toEqual([range, 416]);
      expect(answer.headers.get('range')).toBe('0-4');
      expect(answer.headers.get('location')).toBe(path);
    }
    expect((await chunk('5-8', '56789')).status).toBe(400);
    expect((await chunk('5-x', '56789')).status).toBe(400);
    const last = await admin.send('PUT', `${path}?digest=${sha256('0123456789')}`, {
      body: '56789',
      headers: { 'content-range': '5-9' },
    });
    expect(last.status).toBe(201);
    await expectNothingLeft();
  });

  test('a wrong digest ends the upload, however it came, and leaves nothing', async () => {
    const wrong = sha256('something else');
    const whole = await admin.startUpload('a/b');
    const chunked = await admin.startUpload('a/b');
    await admin.send('PATCH', chunked, { body: 'abc' });
    for (const [method, path, body] of [
      ['POST', '/v2/a/b/blobs/uploads/', 'abc'],
      ['PUT', whole, 'abc'],
      ['PUT', chunked, undefined],
    ] as const) {
      const answer = await admin.send(method, `${path}?digest=${wrong}`, body ? { body } : {});
      expect([path, answer.status]).toEqual([path, 400]);
      expect(await answer.json()).toMatchObject({ errors: [{ code: 'DIGEST_INVALID' }] });
    }
    for (const path of [whole, chunked]) expect((await admin.send('GET', path)).status).toBe(404);
    await expectNothingLeft();
  });

  test('cancelling forgets the upload', async () => {
    const path = await admin.startUpload('a/b');
    await admin.send('PATCH', path, { body: 'abc' });
    expect((await admin.send('DELETE', path)).status).toBe(204);
    expect((await admin.send('GET', path)).status).toBe(404);
    await expectNothingLeft();
  });

  test('an upload belongs to its repository', async () => {
    const path = await admin.startUpload('a/b');
    await admin.pushBlob('c/d', 'x');
    const other = path.replace('/a/b/', '/c/d/');
    for (const method of ['GET', 'DELETE', 'PATCH']) {
      expect((await admin.send(method, other)).status).toBe(404);
    }
    expect((await admin.send('GET', path)).status).toBe(204);
  });

  test('abandoned uploads expire, others do not', async () => {
    let now = Date.now();
    await server.close();
    await start({ clock: () => now });
    const old = await admin.startUpload('a/b');
    await admin.send('PATCH', old, { body: 'abc' });
    now += 25 * 60 * 60 * 1000;
    const young = await admin.startUpload('a/b');
    expect(await server.registry.expireUploads()).toBe(1);
    expect((await admin.send('GET', old)).status).toBe(404);
    expect((await admin.send('GET', young)).status).toBe(204);
    expect(await leftFiles()).toEqual([]);
  });

  test('no free slot is 429, and slots are given back', async () => {
    let free = 1;
    await server.close();
    await start({
      uploadSlots: {
        acquire: async () => {
          if (free === 0) return undefined;
          free--;
          return () => {
            free++;
          };
        },
      },
    });
    await admin.pushBlob('a/b', 'one');
    await admin.send('POST', `/v2/a/b/blobs/uploads/?digest=${sha256('x')}`, { body: 'y' });
    const path = await admin.startUpload('a/b');
    await admin.send('PATCH', path, { body: 'abc' });
    await admin.send('PUT', `${path}?digest=${sha256('abc')}`);
    expect(free).toBe(1);
    free = 0;
    const url = `/v2/a/b/blobs/uploads/?digest=${sha256('z')}`;
    expect((await admin.send('POST', url, { body: 'z' })).status).toBe(429);
  });

  test('a body that is too large is refused without being kept', async () => {
    await server.close();
    await start({ limits: { blobBytes: 1000, manifestBytes: 1000 } });
    const big = randomBytes(2000);
    const post = `/v2/a/b/blobs/uploads/?digest=${sha256(big)}`;
    expect((await admin.send('POST', post, { body: big })).status).toBeOneOf([400, 413]);
    const path = await admin.startUpload('a/b');
    expect((await admin.send('PATCH', path, { body: big })).status).toBeOneOf([400, 413]);
    expect((await admin.send('DELETE', path)).status).toBe(204);
    await expectNothingLeft();
    const put = await admin.send('PUT', '/v2/a/b/manifests/v1', { body: big });
    expect(put.status).toBe(413);
    const endless = `PUT /v2/a/b/manifests/v1 HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nTransfer-Encoding: chunked\r\n\r\n${'400\r\n'}${'a'.repeat(1024)}\r\n`;
    expect(await sendRaw(server.origin, endless)).toContain('413');
  });

  test('a blob is served by ranges', async () => {
    const digest = await admin.pushBlob('a/b', '0123456789');
    const get = async (headers: Record<string, string>) => {
      const answer = await admin.send('GET', `/v2/a/b/blobs/${digest}`, { headers });
      const body = answer.status < 400 ? await answer.text() : '';
      return [answer.status, body, answer.headers.get('content-range')];
    };
    expect(await get({ range: 'bytes=2-4' })).toEqual([206, '234', 'bytes 2-4/10']);
    expect(await get({ range: 'bytes=8-99' })).toEqual([206, '89', 'bytes 8-9/10']);
    expect(await get({ range: 'bytes=-3' })).toEqual([206, '789', 'bytes 7-9/10']);
    expect(await get({ range: 'bytes=10-' })).toEqual([416, '', 'bytes */10']);
    expect(await get({ range: 'bytes=0-1,3-4' })).toEqual([200, '0123456789', null]);
    expect(await get({ range: 'bytes=2-4', 'if-range': '"other"' })).toEqual([
      200,
      '0123456789',
      null,
    ]);
  });
});
