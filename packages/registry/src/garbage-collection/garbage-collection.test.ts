import { mkdtemp, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type ContentStore, createFilesystemStore } from '@slipway/content';
import type { Command, OpenedDatabase } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import type { Digest } from '@slipway/oci';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeRepositoryContents } from '../remove-repository-contents.ts';
import { imageManifest, sha256, TestClient } from '../testing/client.ts';
import type { FakeHubTables } from '../testing/fake-hub.ts';
import { startTestServer, type TestServer, testDatabaseOptions } from '../testing/test-server.ts';
import { previewGarbage } from './preview-garbage.ts';

const hour = 3_600_000;
const grace = 24 * hour;

/** As the repositories' owner deletes one. */
const removeContents: Command<FakeHubTables, { id: number; now: number }, void> = {
  name: 'test.remove-contents',
  execute: (transaction, { id, now }) => removeRepositoryContents(transaction, id, now),
};

describeOnEveryDatabase('registry: garbage collection', (databases) => {
  let folder: string;
  let content: ContentStore;
  let database: OpenedDatabase<FakeHubTables>;
  let server: TestServer;
  let admin: TestClient;
  let now: number;
  /** Runs before a file is deleted, as the moment at which another process acts. */
  let beforeDelete: (digest: Digest) => Promise<void>;

  beforeEach(async () => {
    now = Date.now();
    beforeDelete = async () => {};
    folder = await mkdtemp(join(tmpdir(), 'slipway-garbage-'));
    const store = await createFilesystemStore({ root: folder });
    content = new Proxy(store, {
      get(target, name) {
        if (name === 'delete') {
          return async (...[digest, options]: Parameters<ContentStore['delete']>) => {
            await beforeDelete(digest);
            return target.delete(digest, options);
          };
        }
        const value: unknown = Reflect.get(target, name);
        return typeof value === 'function' ? value.bind(target) : value;
      },
    });
    const options = testDatabaseOptions();
    const commands = [...(options.commands ?? []), removeContents as never];
    database = await databases.open<FakeHubTables>({ ...options, commands });
    server = await startTestServer({ database, content, clock: () => now });
    admin = new TestClient(server.origin, 'admin');
  });
  afterEach(async () => {
    await server.close();
    await rm(folder, { recursive: true });
  });

  const collect = () => server.registry.collectGarbage();
  const has = async (digest: Digest) => (await content.stat(digest)) !== undefined;
  const status = async (method: string, path: string) => (await admin.send(method, path)).status;
  /** So that files are older than the removals that begin now. */
  const later = (ms: number) => {
    now += ms;
    return new Promise((resolve) => setTimeout(resolve, 5));
  };

  test('what nothing names goes after the grace period, and is said before', async () => {
    const kept = await admin.pushImage('a/kept', 'latest', 'shared layer');
    const gone = await admin.pushImage('a/gone', 'latest', 'layer of its own');
    await admin.pushBlob('a/gone', 'shared layer');
    const stray = await admin.pushBlob('a/gone', 'never named');
    const own = sha256('layer of its own');
    expect(await status('DELETE', `/v2/a/gone/manifests/${gone}`)).toBe(202);
    await later(grace - hour);
    expect(await previewGarbage(database.query, now - grace)).toEqual({
      ...{ unlinked: 0, blobs: 0, bytes: 0, orphans: 0 },
    });
    expect(await collect()).toMatchObject({ unlinked: 0, blobs: 0 });
    await later(2 * hour);
    const preview = await previewGarbage(database.query, now - grace);
    // The config `{}` and the shared layer are the other repository's as well.
    expect(preview).toMatchObject({ unlinked: 4, blobs: 3 });
    const done = await collect();
    expect(done).toEqual({ ...preview, orphans: 0 });
    for (const digest of [gone, own, stray]) expect(await has(digest)).toBe(false);
    for (const digest of [kept, sha256('shared layer')]) expect(await has(digest)).toBe(true);
    expect(await status('GET', `/v2/a/gone/blobs/${sha256('shared layer')}`)).toBe(404);
    expect(await status('GET', `/v2/a/kept/blobs/${sha256('shared layer')}`)).toBe(200);
    expect(await collect()).toMatchObject({ unlinked: 0, blobs: 0, bytes: 0 });
    const runs = await database.query.selectFrom('registry_garbage_runs').selectAll().execute();
    expect(runs).toHaveLength(3);
    expect(runs[1]).toMatchObject({ unlinked: 4, blobs: 3, error: null });
  });

  test('untagged manifests stay, and what they name', async () => {
    const first = await admin.pushImage('a/b', 'latest', 'one');
    await admin.pushImage('a/b', 'latest', 'two');
    await later(10 * grace);
    await collect();
    expect(await status('GET', `/v2/a/b/manifests/${first}`)).toBe(200);
    expect(await has(sha256('one'))).toBe(true);
  });

  test('a HEAD renews the lease of a blob that waits for its manifest', async () => {
    const layer = await admin.pushBlob('a/b', 'layer');
    const config = await admin.pushBlob('a/b', '{}');
    await later(grace - hour);
    // A client that finds the blobs there does not upload them again.
    expect(await status('HEAD', `/v2/a/b/blobs/${layer}`)).toBe(200);
    expect(await status('HEAD', `/v2/a/b/blobs/${config}`)).toBe(200);
    await later(grace - hour);
    await collect();
    const manifest = imageManifest({ digest: config, size: 2 }, { digest: layer, size: 5 });
    expect((await admin.putManifest('a/b', 'latest', manifest)).status).toBe(201);
    await later(2 * grace);
    await collect();
    expect(await status('GET', `/v2/a/b/blobs/${layer}`)).toBe(200);
  });

  test('a push, a mount and a second manifest take garbage up again', async () => {
    const layer = await admin.pushBlob('a/b', 'layer');
    await later(grace - hour);
    await admin.pushBlob('a/b', 'layer');
    await later(2 * hour);
    await collect();
    expect(await has(layer)).toBe(true);
    const mount = `/v2/a/c/blobs/uploads/?mount=${layer}&from=a/b`;
    expect(await status('POST', mount)).toBe(201);
    await later(grace - hour);
    await collect();
    expect(await status('GET', `/v2/a/c/blobs/${layer}`)).toBe(200);
  });

  test('a blob that came after the manifest that names it stays', async () => {
    await server.close();
    database = await databases.open<FakeHubTables>(testDatabaseOptions({ sparse: true }));
    server = await startTestServer({ database, content, sparse: true, clock: () => now });
    admin = new TestClient(server.origin, 'admin');
    const config = await admin.pushBlob('a/sparse', '{}');
    const late = { digest: sha256('late layer'), size: 10 };
    const manifest = imageManifest({ digest: config, size: 2 }, late);
    expect((await admin.putManifest('a/sparse', 'latest', manifest)).status).toBe(201);
    await admin.pushBlob('a/sparse', 'late layer');
    await later(2 * grace);
    await collect();
    expect(await has(late.digest)).toBe(true);
  });

  test('a push of bytes while a sweep removes them is never lost', async () => {
    const layer = await admin.pushBlob('a/b', 'layer');
    await later(2 * grace);
    let answer: Promise<Response> | undefined;
    let seen = false;
    beforeDelete = async (digest) => {
      if (digest !== layer) return;
      // It finds the file, and waits for the removal to end before it links it.
      answer ??= admin.send('POST', `/v2/a/c/blobs/uploads/?digest=${layer}`, { body: 'layer' });
      await new Promise((resolve) => setTimeout(resolve, 200));
      seen = true;
    };
    await collect();
    expect(seen).toBe(true);
    expect((await answer)?.status).toBe(201);
    expect(await status('GET', `/v2/a/c/blobs/${layer}`)).toBe(200);
    await collect();
    expect(await status('GET', `/v2/a/c/blobs/${layer}`)).toBe(200);
    expect(await has(layer)).toBe(true);
  });

  test('a sweep that is killed is finished by the next one; pushes wait, and are not lost', async () => {
    const layers = await Promise.all(
      ['one', 'two', 'three'].map((text) => admin.pushBlob('a/b', text)),
    );
    await later(2 * grace);
    let removed = 0;
    beforeDelete = async () => {
      if (++removed === 2) throw new Error('killed');
    };
    await expect(collect()).rejects.toThrow('killed');
    beforeDelete = async () => {};
    const pending = await database.query
      .selectFrom('registry_removals')
      .select('digest')
      .where('finished_at', 'is', null)
      .execute();
    expect(pending).toHaveLength(2);
    const digest = pending[0]?.digest as Digest;
    const text = ['one', 'two', 'three'].find((each) => sha256(each) === digest) ?? '';
    const push = admin.send('POST', `/v2/a/b/blobs/uploads/?digest=${digest}`, { body: text });
    await new Promise((resolve) => setTimeout(resolve, 300));
    await later(2 * 60_000);
    expect(await server.registry.finishRemovals()).toBe(2);
    const { status: answered } = await push;
    // Sent again where the removal was quicker than the push.
    if (answered === 503) await admin.pushBlob('a/b', text);
    else expect(answered).toBe(201);
    expect(await status('GET', `/v2/a/b/blobs/${digest}`)).toBe(200);
    for (const each of layers) expect(await has(each)).toBe(each === digest);
  });

  test('files that a crash left without a row go too, once they are old', async () => {
    const digest = sha256('left by a crash');
    const young = sha256('just arrived');
    const path = (each: Digest) => join(folder, 'blobs', 'sha256', each.slice(7));
    await writeFile(path(digest), 'left by a crash');
    await writeFile(path(young), 'just arrived');
    const old = new Date(Date.now() - 2 * grace);
    await utimes(path(digest), old, old);
    const done = await server.registry.collectGarbage({ orphans: true });
    expect(done).toMatchObject({ orphans: 1, blobs: 1 });
    expect(await has(digest)).toBe(false);
    expect(await has(young)).toBe(true);
  });

  test('collections beside pushes, pulls and deletes: what has a row has its bytes', async () => {
    const texts = ['a', 'b', 'c', 'd'];
    const text = fc.constantFrom(...texts);
    const repository = fc.constantFrom('a/x', 'a/y');
    const step = fc.oneof(
      fc.record({ kind: fc.constant('push' as const), repository, text }),
      fc.record({ kind: fc.constant('image' as const), repository, text }),
      fc.record({ kind: fc.constant('delete' as const), repository, text }),
      fc.record({ kind: fc.constant('wait' as const), repository, text }),
      fc.record({ kind: fc.constant('collect' as const), repository, text }),
    );
    const run = async (each: { kind: string; repository: string; text: string }) => {
      const { kind, repository: name, text: bytes } = each;
      if (kind === 'push') {
        const path = `/v2/${name}/blobs/uploads/?digest=${sha256(bytes)}`;
        const answer = await admin.send('POST', path, { body: bytes });
        expect([201, 503]).toContain(answer.status);
      } else if (kind === 'image') {
        await admin.pushImage(name, bytes, bytes).catch((error: Error) => {
          expect(error.message).toMatch(/^(503|404|400)/);
        });
      } else if (kind === 'delete') {
        const config = { digest: sha256('{}'), size: 2 };
        const manifest = imageManifest(config, { digest: sha256(bytes), size: 1 });
        await admin.send('DELETE', `/v2/${name}/manifests/${sha256(JSON.stringify(manifest))}`);
      } else if (kind === 'wait') await later(grace / 2);
      else await collect();
    };
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(step, { maxLength: 4 }), { maxLength: 8 }),
        async (all) => {
          for (const together of all) await Promise.all(together.map(run));
          const rows = await database.query.selectFrom('registry_blobs').selectAll().execute();
          for (const { digest } of rows) expect(await has(digest)).toBe(true);
          const links = await database.query
            .selectFrom('registry_blob_links')
            .selectAll()
            .execute();
          const known = new Set(rows.map(({ digest }) => digest));
          for (const { digest } of links) expect(known.has(digest)).toBe(true);
        },
      ),
      { numRuns: databases.engine === 'sqlite' ? 25 : 12 },
    );
    expect(server.failures.filter((error) => !/garbage while/.test(String(error)))).toEqual([]);
  }, 120_000);

  test('a deleted repository leaves garbage, but for what others have', async () => {
    await admin.pushImage('a/one', 'latest', 'mine');
    await admin.pushImage('a/two', 'latest', 'theirs');
    await admin.pushBlob('a/two', 'mine too');
    await admin.pushBlob('a/one', 'mine too');
    const { id } = await database.query
      .selectFrom('fake_repositories')
      .select('id')
      .where('name', '=', 'a/one')
      .executeTakeFirstOrThrow();
    await database.run(removeContents, { id, now });
    await later(2 * grace);
    const manifest = imageManifest(
      { digest: sha256('{}'), size: 2 },
      { digest: sha256('mine'), size: 4 },
    );
    await server.registry.collectGarbage();
    expect(await has(sha256('mine'))).toBe(false);
    expect(await has(sha256(JSON.stringify(manifest)))).toBe(false);
    expect(await has(sha256('theirs'))).toBe(true);
  });
});
