import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { expectStatus } from '../support/http-exchange.ts';
import { rawExchange } from '../support/raw-exchange.ts';
import { digestOf, RegistryClient, registryToken } from '../support/registry-client.ts';
import { administrator, type Hub, startHub } from '../support/start-hub.ts';
import { conditionOf, expectRefused, expectUnharmed, type HubCondition } from './watched-hub.ts';

const repository = 'admin/uploads';
const nobody = '6e7e4a2c-4d33-4ca5-8d6e-2c7a4c1d3b9f';
const blob = Buffer.from('0123456789');
const absent = digestOf(Buffer.from('absent'));

let hub: Hub;
let client: RegistryClient;
let before: HubCondition;
beforeAll(async () => {
  hub = await startHub();
  client = await RegistryClient.signIn(hub, [repository]);
  await client.pushBlob(repository, blob);
  before = await conditionOf(hub);
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

const cancel = async (upload: string) => {
  expectStatus(await client.send(upload, { method: 'DELETE' }), 204);
};

describe('sessions', () => {
  const ids = [
    nobody,
    nobody.toUpperCase(),
    '..',
    '%2e%2e',
    '..%2f..%2fetc%2fpasswd',
    'a%00',
    '0',
    "';--",
  ];
  it.each(ids)('the id %s is of no session, for any method', async (id) => {
    for (const method of ['GET', 'PATCH', 'PUT', 'DELETE']) {
      const query = method === 'PUT' ? `?digest=${absent}` : '';
      const path = `${repository}/blobs/uploads/${id}${query}`;
      expectRefused(await client.send(path, { method, body: 'absent' }), 'BLOB_UPLOAD_UNKNOWN');
    }
    await expectUnharmed(hub, before);
  });

  it('another repository’s session is none', async () => {
    const other = await RegistryClient.signIn(hub, ['admin/other']);
    await other.pushBlob('admin/other', blob);
    const upload = await client.openUpload(repository);
    const elsewhere = upload.replace(repository, 'admin/other');
    const patch = { method: 'PATCH', body: 'x' };
    expectRefused(await other.send(elsewhere, patch), 'BLOB_UPLOAD_UNKNOWN');
    await cancel(upload);
    await expectUnharmed(hub, before);
  });

  it('one that ended, or was cancelled, is none', async () => {
    const ended = await client.openUpload(repository);
    await client.finishUpload(ended, digestOf(blob), blob);
    const cancelled = await client.openUpload(repository);
    await cancel(cancelled);
    for (const upload of [ended, cancelled]) {
      expectRefused(await client.send(upload), 'BLOB_UPLOAD_UNKNOWN');
      const patch = { method: 'PATCH', body: 'x' };
      expectRefused(await client.send(upload, patch), 'BLOB_UPLOAD_UNKNOWN');
    }
    await expectUnharmed(hub, before);
  });

  it('closed with a wrong digest, the session and its bytes are gone', async () => {
    for (const rest of ['', 'more']) {
      let upload = await client.openUpload(repository);
      upload = await client.sendChunk(upload, blob, 0);
      const put = { method: 'PUT', body: rest };
      expectRefused(await client.send(`${upload}?digest=${absent}`, put), 'DIGEST_INVALID');
      expectRefused(await client.send(upload), 'BLOB_UPLOAD_UNKNOWN');
    }
    await expectUnharmed(hub, before);
  });

  it('closed without a digest, or with a malformed one, the session goes on', async () => {
    let upload = await client.openUpload(repository);
    upload = await client.sendChunk(upload, blob, 0);
    for (const query of [
      '',
      '?digest=',
      '?digest=sha256:x',
      '?digest=%',
      `?digest=md5:${'0'.repeat(32)}`,
    ]) {
      expectRefused(await client.send(`${upload}${query}`, { method: 'PUT' }));
    }
    await client.finishUpload(upload, digestOf(blob));
    await expectUnharmed(hub, before);
  });
});

describe('Content-Range', () => {
  const malformed = [
    'x',
    '-',
    '0-',
    '-5',
    '9-0',
    '0-9999999999999999999',
    '1-1,2-2',
    '0--9',
    '0x0-0x9',
  ];
  it.each(malformed)('%j is refused, and the session stands where it was', async (range) => {
    const upload = await client.openUpload(repository);
    const headers = { 'content-range': range };
    const answer = await client.send(upload, { method: 'PATCH', headers, body: blob });
    expectRefused(answer, 'BLOB_UPLOAD_INVALID', 'SIZE_INVALID');
    expect((await client.send(upload)).header('range')).toBe('0-0');
    await cancel(upload);
    await expectUnharmed(hub, before);
  });

  it('of any numbers but the right ones is refused', async () => {
    const upload = await client.openUpload(repository);
    await client.sendChunk(upload, blob, 0);
    const number = fc.oneof(fc.nat(30), fc.maxSafeNat(), fc.constant(-1));
    await fc.assert(
      fc.asyncProperty(number, number, async (start, end) => {
        fc.pre(!(start === 10 && end === 19));
        const headers = { 'content-range': `${start}-${end}` };
        const answer = await client.send(upload, { method: 'PATCH', headers, body: blob });
        expectRefused(answer, 'BLOB_UPLOAD_INVALID', 'SIZE_INVALID');
      }),
      { numRuns: 60 },
    );
    expect((await client.send(upload)).header('range')).toBe('0-9');
    await cancel(upload);
    await expectUnharmed(hub, before);
  });
});

describe('Range', () => {
  const all = [0, 10] as const;
  const cases: [string, number, (readonly [number, number])?][] = [
    ['bytes=0-0', 206, [0, 1]],
    ['bytes=3-', 206, [3, 10]],
    ['bytes=-3', 206, [7, 10]],
    ['bytes=0-99999999999', 206, all],
    ['bytes=10-', 416],
    ['bytes=5-4', 416],
    ['bytes=-0', 416],
    ['bytes=99999999999999-', 416],
    ['bytes=a-b', 200, all],
    ['lines=1-2', 200, all],
    ['bytes=0-1,3-4', 200, all],
    ['bytes=', 200, all],
    ['bytes=0-1\u00ff', 200, all],
  ];
  it.each(cases)('%j answers %i', async (range, status, bytes) => {
    const path = `${repository}/blobs/${digestOf(blob)}`;
    const answer = await client.send(path, { headers: { range } });
    expect(answer.status, answer.toString()).toBe(status);
    if (bytes) expect(answer.body.toString()).toBe(blob.toString().slice(...bytes));
  });

  it('of any kind answers 200, 206 or 416', async () => {
    const path = `${repository}/blobs/${digestOf(blob)}`;
    const text = fc.string({ unit: fc.constantFrom(...'0123456789-,= byte'), maxLength: 30 });
    await fc.assert(
      fc.asyncProperty(text, async (range) => {
        const answer = await client.send(path, { headers: { range: `bytes=${range}` } });
        expect([200, 206, 416]).toContain(answer.status);
      }),
      { numRuns: 60 },
    );
    await expectUnharmed(hub, before);
  });
});

describe('bodies that break off', () => {
  it('leave no file and no blob', async () => {
    const token = await registryToken(hub, [repository], administrator);
    const path = `/v2/${repository}/blobs/uploads/?digest=${absent}`;
    for (const framing of ['Content-Length: 1000000', 'Transfer-Encoding: chunked']) {
      const start = framing.startsWith('T') ? '8\r\nabsentxx\r\nFFFF\r\n' : '';
      const head = `POST ${path} HTTP/1.1\r\nHost: ${hub.host}\r\nAuthorization: Bearer ${token}\r\n`;
      const bytes = `${head}${framing}\r\n\r\n${start}${'y'.repeat(1000)}`;
      await rawExchange(hub.origin, bytes, { patienceMs: 300 });
    }
    expect((await client.send(`${repository}/blobs/${absent}`)).status).toBe(404);
    await expect.poll(() => conditionOf(hub), { timeout: 5000 }).toEqual(before);
    await expectUnharmed(hub, before);
  });

  it('in a chunk that no server can parse are refused', async () => {
    const token = await registryToken(hub, [repository], administrator);
    const head = `POST /v2/${repository}/blobs/uploads/?digest=${absent} HTTP/1.1\r\nHost: ${hub.host}\r\n`;
    for (const chunk of [
      'zz\r\nx\r\n',
      'FFFFFFFFFFFFFFFFFFFF\r\nx\r\n',
      '-1\r\nx\r\n',
      '1\r\nxyz\r\n',
    ]) {
      const bytes = `${head}Authorization: Bearer ${token}\r\nTransfer-Encoding: chunked\r\n\r\n${chunk}`;
      const answer = await rawExchange(hub.origin, bytes, { patienceMs: 1000 });
      expect(answer.status ?? 400).toBe(400);
    }
    await expect.poll(() => conditionOf(hub), { timeout: 5000 }).toEqual(before);
    await expectUnharmed(hub, before);
  });
});
