import { describeOnEveryDatabase } from '@slipway/database/testing';
import { mediaTypes } from '@slipway/oci';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { ImagePusher, type TestImage } from '../testing/image-pusher.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

const day = 24 * 3_600_000;
const none = { keep_last: null, keep_pushed_days: null, keep_pulled_days: null };

describeOnEveryDatabase('retention', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { hub, origin } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const pusher = () => ImagePusher.for(origin, 'kirtan/app', kirtan);
    const repository = `${origin}/v2/namespaces/kirtan/repositories/app`;
    // Time passes, and tokens with it.
    const ask = async (method: string, path: string, body?: object) =>
      send(path.startsWith('http') ? path : `${repository}${path}`, {
        ...{ method, bearer: await apiToken(origin, ...kirtan) },
        ...(body ? { body } : {}),
      });
    const tags = async () => {
      const { body } = await ask('GET', '/tags?ordering=name&page_size=100');
      return body.results.map(({ name }: { name: string }) => name);
    };
    const run = async () => {
      const job = hub.periodic.find(({ name }) => name === 'hub.retention');
      return await job?.run({ signal: new AbortController().signal });
    };
    const has = async (digest: string) => (await ask('GET', `/images/${digest}`)).status === 200;
    return { clock, database, origin, pusher, ask, tags, run, has };
  }
  const image = (content: string): TestImage => ({ layers: [[{ path: 'a', content }]] });

  test('is tried before it is used, and then deletes what was said', async () => {
    const { clock, database, pusher, ask, tags, run, has } = await start();
    const push = await pusher();
    const digests: Record<string, string> = {};
    for (const name of ['1.0', '1.1', '1.2', '1.3', 'keep']) {
      digests[name] = (await push.image(image(`content of ${name}`), name)).digest;
      clock.advance(1000);
    }
    const { digest: twice } = await push.image(image('content of 1.0'), 'also-1.0');
    expect(twice).toBe(digests['1.0']);
    const policy = { enabled: true, rules: [{ tags: '1\\..*', ...none, keep_last: 2 }] };
    const preview = await ask('POST', '/retention/preview', { policy });
    expect(preview.status).toBe(200);
    expect(preview.body).toMatchObject({ tag_count: 2, manifest_count: 1, kept_tags: 4 });
    expect(preview.body.tags.map(({ name }: { name: string }) => name).sort()).toEqual([
      '1.0',
      '1.1',
    ]);
    expect(preview.body.tags[0].reason).toMatch(/not of the 2 last pushed/);
    expect(preview.body.manifests).toMatchObject([{ digest: digests['1.1'] }]);
    expect(preview.body.reclaimed_bytes).toBeGreaterThan(0);
    await run();
    expect(await tags()).toHaveLength(6);
    const set = await ask('PUT', '/retention', policy);
    expect(set.body).toMatchObject({ enabled: true, source: 'repository', untagged_days: null });
    await run();
    expect(await tags()).toEqual(['1.2', '1.3', 'also-1.0', 'keep']);
    expect(await has(digests['1.1'] ?? '')).toBe(false);
    expect(await has(digests['1.0'] ?? '')).toBe(true);
    const runs = await ask('GET', '/retention/runs');
    expect(runs.body.results).toMatchObject([
      { tags: 2, manifests: 1, reclaimed_bytes: preview.body.reclaimed_bytes },
    ]);
    await run();
    expect((await ask('GET', '/retention/runs')).body.count).toBe(1);
    const audited = await database.query
      .selectFrom('hub_audit_events')
      .select(['action', 'actor_name'])
      .where('action', 'in', ['repo.tag.delete', 'repo.retention.run', 'repo.retention.updated'])
      .execute();
    expect(audited.map(({ action }) => action).sort()).toEqual([
      ...['repo.retention.run', 'repo.retention.updated', 'repo.tag.delete', 'repo.tag.delete'],
    ]);
  });

  test('never breaks an index, nor strips what is attached to an image that stays', async () => {
    const { clock, pusher, ask, run, tags, has } = await start();
    const push = await pusher();
    const [one, two, lone] = await Promise.all(
      ['1', '2', 'lone'].map((each) => push.image(image(each))),
    );
    if (!one || !two || !lone) throw new Error('three images were pushed');
    const kept = await push.index([one.descriptor, two.descriptor], 'kept');
    await push.index([two.descriptor, lone.descriptor], 'old');
    const config = { mediaType: mediaTypes.ociEmpty, ...(await push.blob('{}')) };
    const attach = (subject: object, tag?: string) =>
      push.manifest(
        {
          ...{ schemaVersion: 2, mediaType: mediaTypes.ociManifest, config, layers: [] },
          ...{ artifactType: 'application/spdx+json', subject },
        } as never,
        tag,
      );
    const index = { mediaType: mediaTypes.ociIndex, digest: kept, size: 1 };
    const sbom = await attach(index);
    const lonely = await attach(lone.descriptor);
    const signature = await push.image(image('signature'), `${kept.replace(':', '-')}.sig`);
    const stray = await push.image(image('stray'), 'moves');
    clock.advance(40 * day);
    const again = await pusher();
    await again.image(image('new'), 'moves');
    clock.advance(40 * day);
    const policy = {
      enabled: true,
      rules: [{ tags: 'old', ...none, keep_pushed_days: 30 }],
      untagged_days: 30,
    };
    const preview = await ask('POST', '/retention/preview', { policy });
    const reasons = new Map(
      preview.body.manifests.map((each: { digest: string; reason: string }) => [
        each.digest,
        each.reason,
      ]),
    );
    expect(reasons.get(stray.digest)).toBe('untagged for 30 days');
    expect(reasons.get(lone.digest)).toBeDefined();
    expect(reasons.get(lonely)).toBeDefined();
    expect(reasons.size).toBe(4);
    await ask('PUT', '/retention', policy);
    await run();
    expect(await tags()).toEqual(
      expect.arrayContaining(['kept', 'moves', `${kept.replace(':', '-')}.sig`]),
    );
    for (const digest of [kept, one.digest, two.digest, sbom, signature.digest]) {
      expect(await has(digest)).toBe(true);
    }
    for (const digest of [lone.digest, lonely, stray.digest]) expect(await has(digest)).toBe(false);
    // Once the image itself goes, so does what was attached to it.
    await ask('POST', '/images/delete', { digests: [kept] });
    for (const digest of [kept, one.digest, sbom, signature.digest]) {
      expect(await has(digest)).toBe(false);
    }
    expect(await tags()).toEqual(['moves']);
  });

  test('a namespace’s rules hold where a repository has none', async () => {
    const { clock, origin, pusher, ask, tags, run } = await start();
    const push = await pusher();
    await push.image(image('1'), 'a');
    clock.advance(1000);
    await push.image(image('2'), 'b');
    const shared = `${origin}/v2/namespaces/kirtan/retention`;
    const policy = { enabled: true, rules: [{ tags: '.*', ...none, keep_last: 1 }] };
    expect((await ask('PUT', shared, policy)).status).toBe(200);
    expect((await ask('GET', shared)).body).toMatchObject(policy);
    expect((await ask('GET', '/retention')).body.source).toBe('namespace');
    const own = { enabled: false, rules: [] };
    expect((await ask('PUT', '/retention', own)).body.source).toBe('repository');
    await run();
    expect(await tags()).toEqual(['a', 'b']);
    expect((await ask('DELETE', '/retention')).body.source).toBe('namespace');
    await run();
    expect(await tags()).toEqual(['b']);
    const bad = { enabled: true, rules: [{ tags: '(', ...none, keep_last: 1 }] };
    expect((await ask('PUT', '/retention', bad)).status).toBe(400);
    const empty = { enabled: true, rules: [{ tags: '.*', ...none }] };
    expect((await ask('PUT', '/retention', empty)).body.message).toMatch(/nothing to keep/);
  });
});
