import { createMemoryStore } from '@slipway/content';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { mediaTypes } from '@slipway/oci';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { imageManifest, sha256, TestClient } from './testing/client.ts';
import type { FakeHubTables } from './testing/fake-hub.ts';
import { startTestServer, type TestServer, testDatabaseOptions } from './testing/test-server.ts';

describeOnEveryDatabase('registry: push and pull', (databases) => {
  let server: TestServer;
  let admin: TestClient;
  let rows: () => Promise<{ outbox: unknown[]; history: unknown[]; uploads: unknown[] }>;

  beforeEach(async () => {
    const database = await databases.open<FakeHubTables>(testDatabaseOptions());
    server = await startTestServer({ database, content: createMemoryStore() });
    admin = new TestClient(server.origin, 'admin');
    rows = async () => ({
      outbox: (
        await database.query.selectFrom('outbox').select('payload').orderBy('id').execute()
      ).map(({ payload }) => JSON.parse(payload)),
      history: await database.query
        .selectFrom('registry_tag_history')
        .select(['name', 'digest', 'action', 'by_name'])
        .orderBy('id')
        .execute(),
      uploads: await database.query.selectFrom('registry_uploads').selectAll().execute(),
    });
  });
  afterEach(async () => {
    await server.close();
    expect(server.failures).toEqual([]);
  });

  test('an image goes in and comes out byte for byte', async () => {
    const config = await admin.pushBlob('a/b', '{}');
    const layer = await admin.pushBlob('a/b', 'layer');
    const text = `${JSON.stringify(imageManifest({ digest: config, size: 2 }, { digest: layer, size: 5 }), null, 3)}\n `;
    const pushed = await admin.putManifest('a/b', 'v1', text);
    expect(pushed.status).toBe(201);
    expect(pushed.headers.get('location')).toBe('/v2/a/b/manifests/v1');
    for (const reference of ['v1', sha256(text)]) {
      const pulled = await admin.send('GET', `/v2/a/b/manifests/${reference}`);
      expect(await pulled.text()).toBe(text);
      expect(pulled.headers.get('docker-content-digest')).toBe(sha256(text));
      expect(pulled.headers.get('content-type')).toBe(mediaTypes.ociManifest);
      const head = await admin.send('HEAD', `/v2/a/b/manifests/${reference}`);
      expect(head.headers.get('content-length')).toBe(`${text.length}`);
    }
    expect(server.pulls).toEqual(['v1', sha256(text)]);
    const etag = `W/"x", "${sha256(text)}"`;
    const again = await admin.send('GET', '/v2/a/b/manifests/v1', {
      headers: { 'if-none-match': etag },
    });
    expect(again.status).toBe(304);
    expect(await (await admin.send('GET', `/v2/a/b/blobs/${layer}`)).text()).toBe('layer');
  });

  test('a push leaves outbox items and tag history with what the tag named before', async () => {
    const first = await admin.pushImage('a/b', 'v1', 'one');
    const second = await admin.pushImage('a/b', 'v1', 'two');
    await admin.pushImage('a/b', 'v1', 'two');
    await admin.send('DELETE', `/v2/a/b/manifests/${second}`);
    const { outbox, history } = await rows();
    const event = { repository: 'a/b', accountName: 'admin', mediaType: mediaTypes.ociManifest };
    expect(outbox).toMatchObject([
      { ...event, digest: first, tags: [{ name: 'v1', previous: null }] },
      { ...event, digest: second, tags: [{ name: 'v1', previous: first }] },
      { ...event, digest: second, tags: [{ name: 'v1', previous: second }] },
    ]);
    expect(history).toEqual([
      { name: 'v1', digest: first, action: 'set', by_name: 'admin' },
      { name: 'v1', digest: second, action: 'set', by_name: 'admin' },
      { name: 'v1', digest: second, action: 'delete', by_name: 'admin' },
    ]);
  });

  test('by default a manifest whose blobs are absent is refused, naming each, and nothing is kept', async () => {
    const absent = imageManifest(
      { digest: sha256('config'), size: 6 },
      { digest: sha256('layer'), size: 5 },
    );
    for (const before of ['no repository', 'a repository']) {
      const answer = await admin.putManifest('a/b', 'v1', absent);
      expect([before, answer.status]).toEqual([before, 404]);
      expect(await answer.json()).toMatchObject({
        errors: [
          {
            code: 'MANIFEST_BLOB_UNKNOWN',
            detail: { digests: [sha256('config'), sha256('layer')] },
          },
        ],
      });
      expect((await admin.send('GET', '/v2/a/b/manifests/v1')).status).toBe(404);
      await admin.pushBlob('a/b', 'other');
    }
    expect((await rows()).outbox).toEqual([]);
  });

  test('knowing a digest is not having the blob: another repository’s layer does not count', async () => {
    const config = await admin.pushBlob('a/b', '{}');
    const layer = await admin.pushBlob('c/d', 'layer');
    const manifest = imageManifest({ digest: config, size: 2 }, { digest: layer, size: 5 });
    expect((await admin.putManifest('a/b', 'v1', manifest)).status).toBe(404);
    expect((await admin.send('GET', `/v2/a/b/blobs/${layer}`)).status).toBe(404);
    expect((await admin.send('HEAD', `/v2/a/b/blobs/${layer}`)).status).toBe(404);
    const mounted = await admin.send('POST', `/v2/a/b/blobs/uploads/?mount=${layer}&from=c/d`);
    expect(mounted.status).toBe(201);
    expect((await admin.putManifest('a/b', 'v1', manifest)).status).toBe(201);
  });

  test('foreign layers, index children and subjects may be absent', async () => {
    const config = await admin.pushBlob('a/b', '{}');
    const image = imageManifest({ digest: config, size: 2 }, { digest: sha256('x'), size: 1 });
    const foreign = {
      ...image,
      layers: [{ ...image.layers[0], mediaType: mediaTypes.dockerForeignLayerGzip }],
      subject: { mediaType: mediaTypes.ociManifest, digest: sha256('subject'), size: 7 },
    };
    const pushed = await admin.putManifest('a/b', 'v1', foreign);
    expect(pushed.status).toBe(201);
    expect(pushed.headers.get('oci-subject')).toBe(sha256('subject'));
    const child = { mediaType: mediaTypes.ociManifest, digest: sha256('child'), size: 5 };
    const index = { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests: [child] };
    expect((await admin.putManifest('a/b', 'v2', index)).status).toBe(201);
  });

  test('tags go out in byte order by pages', async () => {
    for (const tag of ['b', 'B', 'a', '_', '1']) await admin.pushImage('a/b', tag, 'same');
    const seen: string[][] = [];
    for (let path: string | undefined = '/v2/a/b/tags/list?n=2'; path; ) {
      const answer = await admin.send('GET', path);
      seen.push(((await answer.json()) as { tags: string[] }).tags);
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(seen).toEqual([['1', 'B'], ['_', 'a'], ['b']]);
    const none = await admin.send('GET', '/v2/a/b/tags/list?n=0');
    expect(await none.json()).toEqual({ name: 'a/b', tags: [] });
    expect(none.headers.get('link')).toBeNull();
    expect((await admin.send('GET', '/v2/a/b/tags/list?n=-1')).status).toBe(400);
  });

  test('referrers are listed by pages and by artifact type, also for an absent subject', async () => {
    const config = await admin.pushBlob('a/b', '{}');
    const subject = { mediaType: mediaTypes.ociManifest, digest: sha256('subject'), size: 7 };
    for (const [number, artifactType] of ['x/one', 'x/two', 'x/one'].entries()) {
      const manifest = {
        ...imageManifest({ digest: config, size: 2 }, { digest: config, size: 2 }),
        artifactType,
        subject,
        annotations: { number: `${number}` },
      };
      expect(
        (await admin.putManifest('a/b', sha256(JSON.stringify(manifest)), manifest)).status,
      ).toBe(201);
    }
    const numbers: string[] = [];
    for (
      let path: string | undefined = `/v2/a/b/referrers/${subject.digest}?n=1&artifactType=x/one`;
      path;
    ) {
      const answer = await admin.send('GET', path);
      expect(answer.headers.get('oci-filters-applied')).toBe('artifactType');
      const { manifests } = (await answer.json()) as {
        manifests: { annotations: { number: string } }[];
      };
      expect(manifests).toHaveLength(1);
      numbers.push(...manifests.map(({ annotations }) => annotations.number));
      path = /<([^>]+)>; rel="next"/.exec(answer.headers.get('link') ?? '')?.[1];
    }
    expect(numbers.sort()).toEqual(['0', '2']);
    for (const name of ['a/b', 'not/there']) {
      const empty = await admin.send('GET', `/v2/${name}/referrers/${sha256('nothing')}`);
      expect(empty.status).toBe(200);
      expect(await empty.json()).toMatchObject({ manifests: [] });
    }
  });

  test('deletes hold at once', async () => {
    const digest = await admin.pushImage('a/b', 'v1');
    expect((await admin.send('GET', '/v2/a/b/manifests/v1')).status).toBe(200);
    expect((await admin.send('DELETE', '/v2/a/b/manifests/v1')).status).toBe(202);
    expect((await admin.send('GET', '/v2/a/b/manifests/v1')).status).toBe(404);
    expect((await admin.send('GET', `/v2/a/b/manifests/${digest}`)).status).toBe(200);
    expect((await admin.send('DELETE', `/v2/a/b/manifests/${digest}`)).status).toBe(202);
    expect((await admin.send('GET', `/v2/a/b/manifests/${digest}`)).status).toBe(404);
    const blob = `/v2/a/b/blobs/${sha256('{}')}`;
    expect((await admin.send('DELETE', blob)).status).toBe(202);
    expect((await admin.send('HEAD', blob)).status).toBe(404);
    expect((await admin.send('DELETE', blob)).status).toBe(404);
  });

  test('a bare name means library/, on every path', async () => {
    await admin.pushImage('node', 'v1');
    const answer = await admin.send('GET', '/v2/library/node/tags/list');
    expect(await answer.json()).toEqual({ name: 'library/node', tags: ['v1'] });
    expect((await admin.send('GET', '/v2/node/manifests/v1')).status).toBe(200);
  });

  test('?tag= sets many tags with one push by digest', async () => {
    const digest = await admin.pushImage('a/b', 'v1');
    const body = await (await admin.send('GET', '/v2/a/b/manifests/v1')).text();
    const path = `/v2/a/b/manifests/${digest}?tag=x&tag=y&tag=x`;
    const answer = await admin.send('PUT', path, {
      body,
      headers: { 'content-type': mediaTypes.ociManifest },
    });
    expect(answer.status).toBe(201);
    expect(answer.headers.get('oci-tag')).toBe('x, y');
    const tags = await (await admin.send('GET', '/v2/a/b/tags/list')).json();
    expect(tags).toMatchObject({ tags: ['v1', 'x', 'y'] });
  });
});
