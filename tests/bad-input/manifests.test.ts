import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { HttpAnswer } from '../support/http-exchange.ts';
import { digestOf, imageManifest, RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { conditionOf, expectRefused, expectUnharmed, type HubCondition } from './watched-hub.ts';

const repository = 'admin/manifests';
const image = 'application/vnd.oci.image.manifest.v1+json';
const index = 'application/vnd.oci.image.index.v1+json';
const config = Buffer.from('{}');
const good = JSON.parse(imageManifest(config, []).toString()) as Record<string, unknown>;
const descriptor = good.config as Record<string, unknown>;

let hub: Hub;
let client: RegistryClient;
let before: HubCondition;
beforeAll(async () => {
  hub = await startHub();
  client = await RegistryClient.signIn(hub, [repository]);
  await client.pushBlob(repository, config);
  before = await conditionOf(hub);
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

const put = async (body: string | Uint8Array, type = image, tag = 'bad'): Promise<HttpAnswer> =>
  await client.send(`${repository}/manifests/${tag}`, {
    method: 'PUT',
    headers: { 'content-type': type },
    body,
  });

describe('manifests', () => {
  const nested = (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;
  const bodies: [string, string | Uint8Array][] = [
    ['nothing', ''],
    ['no JSON', 'no JSON'],
    ['half of JSON', JSON.stringify(good).slice(0, -1)],
    ['a number', '1'],
    ['null', 'null'],
    ['a list', '[]'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d])],
    ['UTF-16', Buffer.from(JSON.stringify(good), 'utf16le')],
    ['65 levels', nested(65)],
    ['100,000 levels of objects', nested(100_000)],
    ['a million open brackets', '['.repeat(1_000_000)],
    ['a million brackets in a member', `{"a":${'['.repeat(1_000_000)}}`],
  ];
  it.each(bodies)('%s: refused', async (_, body) => {
    expectRefused(await put(body), 'MANIFEST_INVALID');
    await expectUnharmed(hub, before);
  });

  const members: [string, unknown][] = [
    ['schemaVersion', 1],
    ['schemaVersion', '2'],
    ['schemaVersion', undefined],
    ['mediaType', 1],
    ['mediaType', index],
    ['config', undefined],
    ['config', null],
    ['config', []],
    ['config', { ...descriptor, digest: 'sha256:x' }],
    ['config', { ...descriptor, digest: `../../${descriptor.digest}` }],
    ['config', { ...descriptor, size: -1 }],
    ['config', { ...descriptor, size: 1.5 }],
    ['config', { ...descriptor, size: 1e300 }],
    ['config', { ...descriptor, size: '2' }],
    ['layers', undefined],
    ['layers', {}],
    ['layers', [null]],
    ['layers', [{}]],
    ['manifests', []],
    ['subject', 'x'],
    ['subject', { digest: 1 }],
    ['annotations', { a: 1 }],
    ['annotations', []],
    ['artifactType', 1],
  ];
  it.each(members)('%s: %j is refused', async (member, value) => {
    expectRefused(await put(JSON.stringify({ ...good, [member]: value })), 'MANIFEST_INVALID');
    await expectUnharmed(hub, before);
  });

  const types = ['text/plain', '', 'x', `${image}x`, 'application/json', `a/${'b'.repeat(200)}`];
  it.each(types)('the content type %j is refused', async (type) => {
    const bare = { ...good, mediaType: undefined };
    expectRefused(await put(JSON.stringify(bare), type), 'MANIFEST_INVALID');
    await expectUnharmed(hub, before);
  });

  it('a content encoding is refused', async () => {
    const headers = { 'content-type': image, 'content-encoding': 'gzip' };
    const path = `${repository}/manifests/bad`;
    const answer = await client.send(path, { method: 'PUT', headers, body: JSON.stringify(good) });
    expectRefused(answer, 'MANIFEST_INVALID');
    expect(answer.status).toBe(415);
  });

  it('larger than 4 MiB is refused, with its length announced or not', async () => {
    const large = Buffer.alloc(4 * 1024 * 1024 + 1, ' ');
    const announced = await put(large);
    expectRefused(announced, 'MANIFEST_INVALID', 'SIZE_INVALID');
    expect(announced.status).toBe(413);
    async function* inPieces() {
      for (let at = 0; at < large.length; at += 65_536) yield large.subarray(at, at + 65_536);
    }
    const streamed = await client.send(`${repository}/manifests/bad`, {
      method: 'PUT',
      headers: { 'content-type': image },
      body: inPieces(),
    });
    expectRefused(streamed, 'MANIFEST_INVALID', 'SIZE_INVALID');
    expect(streamed.status).toBe(413);
    await expectUnharmed(hub, before);
  });

  it('a layer that is absent is named, and nothing is kept', async () => {
    const layer = Buffer.from('not pushed');
    const answer = await put(imageManifest(config, [layer]));
    expectRefused(answer, 'MANIFEST_BLOB_UNKNOWN');
    expect(answer.body.toString()).toContain(digestOf(layer));
    await expectUnharmed(hub, before);
  });

  it('any JSON at all in any member is taken or refused, and never a failure of ours', async () => {
    const member = fc.constantFrom(
      ...['schemaVersion', 'mediaType', 'config', 'layers', 'subject', 'annotations'],
      ...['artifactType', '__proto__', 'constructor', 'toString', 'manifests'],
    );
    await fc.assert(
      fc.asyncProperty(member, fc.jsonValue({ maxDepth: 4 }), async (name, value) => {
        // As text, since assigning to __proto__ would not make a member.
        const body = JSON.stringify({ ...good, x: 0 }).replace('"x"', JSON.stringify(name));
        const answer = await put(body.replace(/:0\}$/, `:${JSON.stringify(value)}}`), image, 'any');
        if (answer.status !== 201)
          expectRefused(answer, 'MANIFEST_INVALID', 'MANIFEST_BLOB_UNKNOWN');
      }),
      { numRuns: 150 },
    );
    await expectNoFailure();
  });

  it('any bytes at all are refused, and never a failure of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), async (bytes) => {
        expectRefused(await put(bytes), 'MANIFEST_INVALID');
      }),
      { numRuns: 60 },
    );
    await expectNoFailure();
  });

  /** For what may have been taken, and so left its blob. */
  async function expectNoFailure(): Promise<void> {
    const uploads = (await conditionOf(hub)).files.filter((path) => path.includes('uploads'));
    expect(uploads).toEqual([]);
    await expectUnharmed(hub, { ...(await conditionOf(hub)), processes: before.processes });
  }
});
