import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, imageManifest, RegistryClient } from '../support/registry-client.ts';
import { type Hub, startHub } from '../support/start-hub.ts';
import { conditionOf, expectRefused, expectUnharmed, type HubCondition } from './watched-hub.ts';

const repository = 'admin/target';
const config = Buffer.from('{}');
const manifest = imageManifest(config, []);
const absent = digestOf(Buffer.from('absent'));

let hub: Hub;
let client: RegistryClient;
let before: HubCondition;
beforeAll(async () => {
  hub = await startHub();
  client = await RegistryClient.signIn(hub, [repository]);
  await client.pushBlob(repository, config);
  await client.putManifest(repository, 'good', manifest);
  before = await conditionOf(hub);
});
afterAll(async () => await hub?.[Symbol.asyncDispose]());

/** Names that no repository may have. */
const badNames = [
  'admin/UPPER',
  'admin/a..b',
  'admin/-a',
  'admin/a-',
  'admin/a_._b',
  'admin/a___b',
  'admin/%61',
  'admin/%2e%2e',
  'admin/a%2fb',
  'admin/a%00',
  'admin/a%0d%0aX-Injected:1',
  'admin//a',
  'admin/a/b/c',
  '../admin/a',
  'admin/../../etc',
  'admin/..',
  `admin/${'a'.repeat(300)}`,
  'admin/ünï',
];

describe('names', () => {
  const ways: [string, string, string][] = [
    ['GET', 'tags/list', ''],
    ['GET', 'manifests/good', ''],
    ['PUT', 'manifests/good', manifest.toString()],
    ['DELETE', 'manifests/good', ''],
    ['GET', `blobs/${absent}`, ''],
    ['POST', 'blobs/uploads/', ''],
    ['POST', `blobs/uploads/?digest=${absent}`, 'absent'],
    ['PATCH', 'blobs/uploads/6e7e4a2c-4d33-4ca5-8d6e-2c7a4c1d3b9f', 'x'],
    ['GET', `referrers/${absent}`, ''],
  ];

  it.each(badNames)('%s is refused by every route', async (name) => {
    for (const [method, rest, body] of ways) {
      const path = encodeNonAscii(`${name}/${rest}`);
      expectRefused(await client.send(path, { method, body }));
    }
    await expectUnharmed(hub, before);
  });

  it('of any kind are refused or unknown, and never a failure of ours', async () => {
    const name = fc.oneof(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.string({ unit: fc.constantFrom(...'aA0._-/%\\:@~ ') }),
    );
    await fc.assert(
      fc.asyncProperty(name, fc.constantFrom(...ways), async (text, [method, rest, body]) => {
        const path = encodeNonAscii(`admin/${text}-/${rest}`);
        expectRefused(await client.send(path, { method, body }));
      }),
      { numRuns: 200 },
    );
    await expectUnharmed(hub, before);
  });
});

describe('references', () => {
  const badTags = [
    '-x',
    '.x',
    'a'.repeat(129),
    'a%20b',
    'a%2f..',
    '%2e%2e',
    'ä',
    'a%0d%0aB',
    'a@b',
  ];
  it.each(badTags)('the tag %s is refused', async (tag) => {
    const path = encodeNonAscii(`${repository}/manifests/${tag}`);
    const put = { method: 'PUT', headers: manifestType, body: manifest };
    expectRefused(await client.send(path, put), 'MANIFEST_INVALID');
    expectRefused(await client.send(path), 'MANIFEST_UNKNOWN', 'MANIFEST_INVALID');
    expectRefused(await client.send(path, { method: 'DELETE' }));
    await expectUnharmed(hub, before);
  });

  it.each(badTags)('the parameter ?tag=%s is refused', async (tag) => {
    const path = `${repository}/manifests/${digestOf(manifest)}?tag=${encodeNonAscii(tag)}`;
    const answer = await client.send(path, {
      method: 'PUT',
      headers: manifestType,
      body: manifest,
    });
    expectRefused(answer, 'MANIFEST_INVALID');
    expect(answer.headers['oci-tag']).toBeUndefined();
  });

  it('more tags than a push may set are refused', async () => {
    const tags = Array.from({ length: 101 }, (_, index) => `tag=t${index}`).join('&');
    const path = `${repository}/manifests/${digestOf(manifest)}?${tags}`;
    const answer = await client.send(path, {
      method: 'PUT',
      headers: manifestType,
      body: manifest,
    });
    expectRefused(answer, 'MANIFEST_INVALID');
    expect(answer.status).toBe(414);
  });
});

describe('digests', () => {
  const hex = 'a'.repeat(64);
  const badDigests = [
    'sha256:',
    `sha256:${hex.slice(1)}`,
    `sha256:${hex}a`,
    `sha256:${hex.toUpperCase()}`,
    `sha256:${'g'.repeat(64)}`,
    `sha512:${hex}`,
    `md5:${'a'.repeat(32)}`,
    `SHA256:${hex}`,
    `sha256:..%2f..%2f${hex}`,
    `sha256:${hex}%00`,
    `sha256%253a${hex}`,
    ':',
    `sha256:${hex}:${hex}`,
  ];

  it.each(badDigests)('%s is refused wherever a digest stands', async (digest) => {
    expectRefused(await client.send(`${repository}/blobs/${digest}`), 'DIGEST_INVALID');
    expectRefused(await client.send(`${repository}/referrers/${digest}`), 'DIGEST_INVALID');
    const post = { method: 'POST', body: 'bytes' };
    const uploads = `${repository}/blobs/uploads/`;
    expectRefused(await client.send(`${uploads}?digest=${digest}`, post), 'DIGEST_INVALID');
    expectRefused(
      await client.send(`${uploads}?mount=${digest}&from=${repository}`, { method: 'POST' }),
      'DIGEST_INVALID',
    );
    await expectUnharmed(hub, before);
  });

  it('of any kind are refused', async () => {
    const algorithm = fc.constantFrom('sha256', 'sha512', 'sha1', 'SHA256', '', '..', 'a+b');
    const encoded = fc.string({
      unit: fc.constantFrom(...'0123456789abcdefABCDEFg/.%-_ '),
      maxLength: 140,
    });
    await fc.assert(
      fc.asyncProperty(algorithm, encoded, async (left, right) => {
        fc.pre(!/^(sha256:[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(`${left}:${right}`));
        const digest = encodeURIComponent(`${left}:${right}`);
        const path = `${repository}/blobs/uploads/?digest=${digest}`;
        expectRefused(await client.send(path, { method: 'POST', body: 'x' }), 'DIGEST_INVALID');
      }),
      { numRuns: 100 },
    );
    await expectUnharmed(hub, before);
  });

  it('that do not fit the bytes are refused, and the bytes are gone', async () => {
    const post = { method: 'POST', body: Buffer.alloc(300_000, 'x') };
    const uploads = `${repository}/blobs/uploads/`;
    expectRefused(await client.send(`${uploads}?digest=${absent}`, post), 'DIGEST_INVALID');
    expectRefused(
      await client.send(`${uploads}?digest=sha512:${'b'.repeat(128)}`, post),
      'DIGEST_INVALID',
    );
    const put = { method: 'PUT', headers: manifestType, body: manifest };
    expectRefused(await client.send(`${repository}/manifests/${absent}`, put), 'DIGEST_INVALID');
    await expectUnharmed(hub, before);
  });
});

describe('queries', () => {
  const bad = ['n=-1', 'n=x', 'n=1e3', 'n=9999999999999999999', 'n=', 'n=%', 'n=1%00', 'last=%ff'];
  it.each(bad)('tags with ?%s are refused', async (query) => {
    expectRefused(await client.send(`${repository}/tags/list?${query}`));
    await expectUnharmed(hub, before);
  });

  it('of any kind never make a failure of ours', async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 80 }), async (text) => {
        const query = encodeURIComponent(Buffer.from(text).toString('latin1'));
        for (const path of [
          `${repository}/tags/list?n=2&last=${query}`,
          `${repository}/tags/list?${query}=1`,
          `${repository}/referrers/${absent}?artifactType=${query}`,
          `${repository}/blobs/uploads/?mount=${absent}&from=${query}`,
        ]) {
          const method = path.includes('uploads') ? 'POST' : 'GET';
          const answer = await client.send(path, { method });
          expect(answer.status, answer.toString()).toBeLessThan(500);
        }
      }),
      { numRuns: 50 },
    );
    await expectUnharmed(hub, before);
  });
});

const manifestType = { 'content-type': 'application/vnd.oci.image.manifest.v1+json' };

/** Bytes that a request line cannot hold; everything else goes out as written. */
function encodeNonAscii(path: string): string {
  return path.replace(/[^\x21-\x7e]/gu, (each) => {
    try {
      return encodeURIComponent(each);
    } catch {
      // A lone surrogate has no encoding.
      return '%ff';
    }
  });
}
