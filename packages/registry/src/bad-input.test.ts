import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createMemoryStore } from '@slipway/content';
import { type OpenedDatabase, openDatabase } from '@slipway/database';
import fc from 'fast-check';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { sendRaw, sha256, TestClient } from './testing/client.ts';
import type { FakeHubTables } from './testing/fake-hub.ts';
import { startTestServer, type TestServer, testDatabaseOptions } from './testing/test-server.ts';

let folder: string;
let database: OpenedDatabase<FakeHubTables>;
let server: TestServer;
let admin: TestClient;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-registry-'));
  database = await openDatabase<FakeHubTables>({
    url: `sqlite:${join(folder, 'test.db')}`,
    ...testDatabaseOptions(),
  });
  server = await startTestServer({ database, content: createMemoryStore() });
  admin = new TestClient(server.origin, 'admin');
  await admin.pushImage('a/b', 'v1');
});
afterEach(async () => {
  expect(server.failures).toEqual([]);
  expect(await database.query.selectFrom('registry_uploads').select('id').execute()).toEqual([]);
});
afterAll(async () => {
  await server.close();
  await database.close();
  await rm(folder, { recursive: true });
});

/** Sends a request line as it is; gives status and the first error's code. */
async function raw(method: string, target: string, headers = ''): Promise<[number, string]> {
  const request = `${method} ${target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer admin\r\nConnection: close\r\n${headers}\r\n`;
  const answer = await sendRaw(server.origin, request);
  const code = /"code":"([A-Z_]+)"/.exec(answer)?.[1] ?? '';
  return [Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1]), code];
}

test.each([
  ['/v2/A/b/tags/list', 400, 'NAME_INVALID'],
  ['/v2/a/b/c/tags/list', 400, 'NAME_INVALID'],
  ['/v2/a%2Fb/tags/list', 400, 'NAME_INVALID'],
  ['/v2/a//b/tags/list', 400, 'NAME_INVALID'],
  ['/v2/../b/tags/list', 400, 'NAME_INVALID'],
  ['/v2/a/../tags/list', 400, 'NAME_INVALID'],
  ['/v2/a/b%00/tags/list', 400, 'NAME_INVALID'],
  [`/v2/a/${'b'.repeat(300)}/tags/list`, 400, 'NAME_INVALID'],
  ['/v2/docker.io/library/node/tags/list', 404, 'NAME_UNKNOWN'],
  ['/v2/a/none/tags/list', 404, 'NAME_UNKNOWN'],
  ['/v2/a/b/manifests/none', 404, 'MANIFEST_UNKNOWN'],
  ['/v2/a/b/manifests/', 400, 'MANIFEST_INVALID'],
  ['/v2/a/b/manifests/-x', 400, 'MANIFEST_INVALID'],
  ['/v2/a/b/manifests/x%0d%0aSet-Cookie:y', 400, 'DIGEST_INVALID'],
  [`/v2/a/b/manifests/${'x'.repeat(129)}`, 400, 'MANIFEST_INVALID'],
  ['/v2/a/b/manifests/sha256:abc', 400, 'DIGEST_INVALID'],
  [`/v2/a/b/manifests/sha256:${'A'.repeat(64)}`, 400, 'DIGEST_INVALID'],
  [`/v2/a/b/manifests/md5:${'a'.repeat(32)}`, 400, 'DIGEST_INVALID'],
  ['/v2/a/b/blobs/../../../etc/passwd', 404, 'UNSUPPORTED'],
  ['/v2/a/b/blobs/..', 400, 'DIGEST_INVALID'],
  [`/v2/a/b/blobs/sha256:${'a'.repeat(64)}`, 404, 'BLOB_UNKNOWN'],
  ['/v2/a/b/blobs/uploads/..', 404, 'BLOB_UPLOAD_UNKNOWN'],
  ['/v2/a/b/blobs/uploads/00000000-0000-4000-8000-000000000000', 404, 'BLOB_UPLOAD_UNKNOWN'],
  ['/v2/a/b/blobs/uploads/', 405, 'UNSUPPORTED'],
  ['/v2/a/b/referrers/v1', 400, 'DIGEST_INVALID'],
  ['/v2/a/b/tags/list?n=x', 400, 'UNSUPPORTED'],
  ['/v2/a/b/tags/list?n=-1', 400, 'UNSUPPORTED'],
  ['/v2/a/b/tags/list?n=99999999999999999999', 400, 'UNSUPPORTED'],
  ['/v2/a/b/tags/list?last=%00', 400, 'UNSUPPORTED'],
  ['/v2/a/b/tags/list?last=%', 400, 'UNSUPPORTED'],
  ['/v2/_catalog?last=%00', 400, 'UNSUPPORTED'],
  ['/v2/manifests/x', 404, 'UNSUPPORTED'],
  ['/v2/a/b/nothing', 404, 'UNSUPPORTED'],
])('GET %s: %i %s', async (target, status, code) => {
  expect(await raw('GET', target)).toEqual([status, code]);
});

test('a method that a path does not take gets 405 with Allow', async () => {
  const answer = await admin.send('POST', '/v2/a/b/manifests/v1');
  expect(answer.status).toBe(405);
  expect(answer.headers.get('allow')).toBe('GET, HEAD, PUT, DELETE');
});

const descriptor = {
  mediaType: 'application/vnd.oci.image.config.v1+json',
  digest: sha256('{}'),
  size: 2,
};
const image = {
  schemaVersion: 2,
  mediaType: 'application/vnd.oci.image.manifest.v1+json',
  config: descriptor,
  layers: [],
};
const type = image.mediaType;

test.each<[string, string | Buffer, Record<string, string>, number]>([
  ['no JSON', '{', { 'content-type': type }, 400],
  ['empty', '', { 'content-type': type }, 400],
  ['not UTF-8', Buffer.from([0x7b, 0xff, 0x7d]), { 'content-type': type }, 400],
  ['nested deep', '['.repeat(100_000), { 'content-type': type }, 400],
  ['another type than it says', JSON.stringify(image), { 'content-type': 'application/json' }, 400],
  [
    'schema 1',
    '{"schemaVersion":1}',
    { 'content-type': 'application/vnd.docker.distribution.manifest.v1+prettyjws' },
    400,
  ],
  [
    'an artifactType that is no media type',
    JSON.stringify({ ...image, artifactType: 'a\0b' }),
    { 'content-type': type },
    400,
  ],
  ['compressed', JSON.stringify(image), { 'content-type': type, 'content-encoding': 'gzip' }, 415],
  [
    'a traversal as digest',
    JSON.stringify({ ...image, config: { ...descriptor, digest: '../../etc/passwd' } }),
    { 'content-type': type },
    400,
  ],
])('a manifest that is %s is refused', async (_, body, headers, status) => {
  const answer = await admin.send('PUT', '/v2/a/b/manifests/bad', { body, headers });
  expect(answer.status).toBe(status);
  expect(await answer.json()).toMatchObject({ errors: [{ code: 'MANIFEST_INVALID' }] });
  expect((await admin.send('GET', '/v2/a/b/manifests/bad')).status).toBe(404);
});

test('annotations may hold any text, also what headers and databases do not', async () => {
  const manifest = { ...image, annotations: { 'a\0\r\n': '\ud800\0\r\nSet-Cookie: x' } };
  const answer = await admin.putManifest('a/b', 'odd', manifest);
  expect(answer.status).toBe(201);
  expect(answer.headers.get('set-cookie')).toBeNull();
});

test('one push sets a hundred tags at most', async () => {
  const query = Array.from({ length: 101 }, (_, at) => `tag=t${at}`).join('&');
  const answer = await admin.send('PUT', `/v2/a/b/manifests/v2?${query}`, {
    body: JSON.stringify(image),
    headers: { 'content-type': type },
  });
  expect(answer.status).toBe(414);
});

const segment = fc.oneof(
  fc.string({ unit: fc.constantFrom(...'aZ0._-/%:@~*+=&?;,!$()[]{}|^'), maxLength: 20 }),
  fc.constantFrom(
    'a/b',
    'a',
    '..',
    '.',
    '%2e%2e',
    '%00',
    'uploads',
    'manifests',
    'v1',
    sha256('{}'),
  ),
);

test('no path, whatever it holds, ends in a 5xx', { timeout: 60_000 }, async () => {
  const methods = fc.constantFrom('GET', 'HEAD', 'PUT', 'PATCH', 'DELETE', 'OPTIONS');
  const kinds = fc.constantFrom('manifests', 'blobs', 'blobs/uploads', 'tags', 'referrers', 'x');
  const paths = fc.tuple(segment, kinds, segment).map((parts) => `/v2/${parts.join('/')}`);
  await fc.assert(
    fc.asyncProperty(methods, paths, async (method, path) => {
      const [status] = await raw(method, path);
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});

test('no query and no range, whatever it holds, ends in a 5xx', { timeout: 60_000 }, async () => {
  const value = fc.oneof(segment, fc.constantFrom('0', '1', '-1', '1e9', '%', '%zz', '%ff', '%00'));
  const key = fc.constantFrom('n', 'last', 'artifactType', 'digest', 'tag', 'x', '');
  const path = fc.constantFrom(
    '/v2/a/b/tags/list',
    '/v2/_catalog',
    `/v2/a/b/referrers/${sha256('{}')}`,
    `/v2/a/b/blobs/${sha256('{}')}`,
    '/v2/a/b/manifests/v1',
  );
  const range = fc.oneof(
    segment,
    fc.tuple(fc.nat(), fc.nat()).map(([a, b]) => `bytes=${a}-${b}`),
  );
  const query = fc.array(
    fc.tuple(key, value).map(([k, v]) => `${k}=${v}`),
    { maxLength: 3 },
  );
  await fc.assert(
    fc.asyncProperty(path, query, range, async (target, parameters, rangeText) => {
      const [status] = await raw(
        'GET',
        `${target}?${parameters.join('&')}`,
        `Range: ${rangeText}\r\n`,
      );
      expect(status).toBeGreaterThanOrEqual(200);
      expect(status).toBeLessThan(500);
    }),
    { numRuns: 300 },
  );
});

test('no JSON, whatever it holds, is a 5xx as a manifest', { timeout: 60_000 }, async () => {
  const odd = fc.oneof(fc.jsonValue(), fc.constantFrom<fc.JsonValue>(null, [], {}, -1, 'x\0'));
  const fields = ['schemaVersion', 'config', 'layers', 'subject', 'annotations', 'artifactType'];
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...fields), odd, async (field, value) => {
      const answer = await admin.putManifest('a/b', 'odd', { ...image, [field]: value });
      expect(answer.status).toBeLessThan(500);
      await answer.text();
    }),
    { numRuns: 200 },
  );
});
