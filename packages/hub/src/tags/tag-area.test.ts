import { tagSchema } from '@slipway/api';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { ImagePusher } from '../testing/image-pusher.ts';
import { runJobs } from '../testing/run-jobs.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

const day = 24 * 3_600_000;

describeOnEveryDatabase('tags', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const hub = await startTestHub({ database, clock });
    const { origin } = hub;
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const bearer = await apiToken(origin, ...kirtan);
    const push = await ImagePusher.for(origin, 'kirtan/app', kirtan);
    const repository = `${origin}/v2/namespaces/kirtan/repositories/app`;
    const get = (path: string) => send(`${repository}${path}`, { bearer });
    const change = (method: string, path: string, body?: object) =>
      send(`${repository}${path}`, { method, bearer, ...(body ? { body } : {}) });
    const pull = (path: string) => push.request('GET', path);
    return { ...{ clock, database, hub, origin, bearer, push, repository }, get, change, pull };
  }
  const names = (answer: { body: { results: { name: string }[] } }) =>
    answer.body.results.map(({ name }) => name);

  test('are listed in Docker Hub’s shape, filtered and in every order', async () => {
    const { clock, hub, database, push, get, origin } = await start();
    for (const [index, tag] of ['1.9', '1.10', '1.10-rc1', 'latest', 'v1.2'].entries()) {
      clock.advance(1000);
      await push.image({ layers: [[{ path: 'a', content: 'x'.repeat(index * 5000) }]] }, tag);
    }
    const list = await get('/tags');
    expect(list.status).toBe(200);
    expect(list.body).toMatchObject({ count: 5, next: null, previous: null });
    expect(names(list)).toEqual(['v1.2', 'latest', '1.10-rc1', '1.10', '1.9']);
    for (const tag of list.body.results) expect(tagSchema.parse(tag)).toEqual(tag);
    expect(list.body.results[0]).toMatchObject({
      ...{ v2: true, tag_status: 'active', content_type: 'image', is_immutable: false },
      ...{ last_updater_username: 'kirtan', tag_last_pulled: null },
      images: [{ os: 'linux', architecture: 'amd64', status: 'active' }],
    });
    expect(new Set(list.body.results.map(({ id }: { id: number }) => id)).size).toBe(5);
    expect(names(await get('/tags?ordering=name'))).toEqual([
      ...['v1.2', '1.9', '1.10-rc1', '1.10', 'latest'],
    ]);
    expect(names(await get('/tags?ordering=-name'))).toEqual([
      ...['latest', '1.10', '1.10-rc1', '1.9', 'v1.2'],
    ]);
    expect(names(await get('/tags?ordering=-last_updated&page_size=2&page=2'))).toEqual([
      ...['1.10-rc1', 'latest'],
    ]);
    expect(names(await get('/tags?ordering=size'))).toEqual(
      names(await get('/tags?ordering=-last_updated')),
    );
    expect(names(await get('/tags?name=RC'))).toEqual(['1.10-rc1']);
    expect(names(await get('/tags?name=1%25'))).toEqual([]);
    const older = await get('/../../../../repositories/kirtan/app/tags/?page_size=1000');
    expect(older.body.count).toBe(5);
    expect(names(await get('/tags?ordering=nonsense'))).toHaveLength(5);
    expect(names(await get('/tags?name=a%00b'))).toEqual([]);
    expect((await get(`/tags?name=${'x'.repeat(300)}`)).status).toBe(400);
    expect((await get('/tags?page=9')).status).toBe(404);
    await runJobs(hub.hub, database);
    expect(names(await get('/tags'))).toEqual(names(list));
    const one = await send(`${origin}/v2/repositories/kirtan/app/tags/1.9/`, {
      bearer: await apiToken(origin, 'kirtan', 'kirtan-password'),
    });
    expect(one.body.images[0].layers).toHaveLength(1);
    expect((await get('/tags/none')).status).toBe(404);
    const head = await get('/tags/1.9');
    expect(head.body).toEqual(one.body);
  });

  test('of an index have an image for each platform, and attestations are none', async () => {
    const { push, get, hub, database } = await start();
    const amd = await push.image({ layers: [[{ path: 'a', content: 'amd' }]] });
    const arm = await push.image({
      layers: [[{ path: 'a', content: 'arm64 has more' }]],
      platform: { os: 'linux', architecture: 'arm64', variant: 'v8' },
    });
    const attestation = await push.image({
      layers: [[]],
      platform: { os: 'unknown', architecture: 'unknown' },
    });
    const about = {
      'vnd.docker.reference.type': 'attestation-manifest',
      'vnd.docker.reference.digest': amd.digest,
    };
    await push.index(
      [arm.descriptor, amd.descriptor, { ...attestation.descriptor, annotations: about }],
      'latest',
    );
    const { body } = await get('/tags/latest');
    expect(body.images.map((image: { architecture: string }) => image.architecture)).toEqual([
      ...['arm64', 'amd64'],
    ]);
    expect(body.full_size).toBe(body.images[1].size);
    await runJobs(hub.hub, database);
    expect((await get('/tags/latest')).body).toEqual(body);
    const { body: index } = await get(`/images/${body.digest}`);
    expect(index.members.map((each: { content_type: string }) => each.content_type)).toEqual([
      ...['image', 'image', 'attestation'],
    ]);
    const referrers = await get(`/images/${amd.digest}/referrers`);
    expect(referrers.body.results).toMatchObject([
      { digest: attestation.digest, content_type: 'attestation', found_by: 'index' },
    ]);
  });

  test('say when they were pulled: HEAD is no pull, and neither is an index’s member', async () => {
    const { clock, hub, push, get, pull, repository, bearer } = await start();
    const member = await push.image({ layers: [[{ path: 'a', content: 'a' }]] });
    const index = await push.index([member.descriptor], 'multi');
    await push.image({ layers: [[{ path: 'b', content: 'b' }]] }, 'plain');
    await push.request('HEAD', 'manifests/plain');
    clock.advance(1000);
    const at = new Date(clock.now).toISOString();
    await pull('manifests/multi');
    await pull(`manifests/${member.digest}`);
    await hub.hub.close();
    expect((await get('/tags/plain')).body.tag_last_pulled).toBeNull();
    const multi = await get('/tags/multi');
    expect(multi.body.tag_last_pulled).toBe(at);
    expect(multi.body.images[0].last_pulled).toBe(at);
    expect((await get(`/images/${member.digest}`)).body).toMatchObject({
      ...{ pull_count: 0, last_pulled: at },
    });
    expect((await get(`/images/${index}`)).body.pull_count).toBe(1);
    expect((await send(repository, { bearer })).body.pull_count).toBe(1);
    // As clients do that resolve a tag by HEAD.
    const { digest } = (await get('/tags/plain')).body;
    await pull(`manifests/${digest}`);
    await hub.hub.close();
    expect((await get('/tags/plain')).body.tag_last_pulled).toBe(at);
    expect((await send(repository, { bearer })).body.pull_count).toBe(2);
  });

  test('remember what they named, and can be given it back', async () => {
    const { clock, database, push, get, change } = await start();
    const first = await push.image({ layers: [[{ path: 'a', content: '1' }]] }, 'latest');
    clock.advance(1000);
    const second = await push.image({ layers: [[{ path: 'a', content: '2' }]] }, 'latest');
    const history = await get('/tags/latest/history');
    expect(history.body.results).toMatchObject([
      { action: 'set', digest: second.digest, by: 'kirtan', is_current: true, can_restore: false },
      { action: 'set', digest: first.digest, is_current: false, can_restore: true },
    ]);
    const restored = await change('POST', '/tags/latest/restore', { digest: first.digest });
    expect(restored.status).toBe(200);
    expect(restored.body.digest).toBe(first.digest);
    const audits = await database.query
      .selectFrom('hub_audit_events')
      .select(['action', 'actor_name', 'data'])
      .where('action', '=', 'repo.tag.push')
      .orderBy('id', 'desc')
      .execute();
    expect(audits).toHaveLength(3);
    expect(JSON.parse(audits[0]?.data ?? '')).toMatchObject({
      tag: 'latest',
      digest: first.digest,
    });
    const other = `sha256:${'0'.repeat(64)}`;
    expect((await change('POST', '/tags/latest/restore', { digest: other })).status).toBe(404);
    expect((await change('POST', '/tags/latest/restore', { digest: 'x' })).status).toBe(400);
    expect((await change('DELETE', '/tags/latest')).status).toBe(204);
    expect((await change('DELETE', '/tags/latest')).status).toBe(404);
    expect((await get('/tags/latest/history')).body.results[0]).toMatchObject({
      ...{ action: 'delete', digest: first.digest, can_restore: true },
    });
    await change('POST', '/tags/latest/restore', { digest: second.digest });
    expect((await get('/tags/latest')).body.digest).toBe(second.digest);
    await push.request('DELETE', `manifests/${first.digest}`);
    const gone = await change('POST', '/tags/latest/restore', { digest: first.digest });
    expect(gone.status).toBe(409);
  });

  test('that are immutable can be neither moved nor deleted, by any way', async () => {
    const { push, get, change } = await start();
    const image = await push.image({ layers: [[{ path: 'a', content: '1' }]] }, 'v1.0');
    await push.image({ layers: [[{ path: 'a', content: '1' }]] }, 'edge');
    const rules = { immutable_tags: true, immutable_tags_rules: ['v.*'] };
    const updated = await change('PATCH', '/immutabletags', rules);
    expect(updated.body).toEqual({ enabled: true, rules: ['v.*'] });
    const verified = await change('POST', '/immutabletags/verify', { regex: 'v.*' });
    expect(verified.body).toEqual({ tags: ['v1.0'], count: 1 });
    expect((await change('POST', '/immutabletags/verify', { regex: '(a' })).status).toBe(400);
    const other = { layers: [[{ path: 'a', content: '2' }]] };
    await expect(push.image(other, 'v1.0')).rejects.toThrow(/403.*immutable/);
    await expect(push.image(other, 'edge')).resolves.toBeDefined();
    await expect(push.image(other, 'v2.0')).resolves.toBeDefined();
    // The same image once more changes nothing.
    await expect(
      push.image({ layers: [[{ path: 'a', content: '1' }]] }, 'v1.0'),
    ).resolves.toBeDefined();
    expect((await push.request('DELETE', 'manifests/v1.0')).status).toBe(403);
    expect((await push.request('DELETE', `manifests/${image.digest}`)).status).toBe(403);
    expect((await change('DELETE', '/tags/v1.0')).status).toBe(403);
    const wish = { tags: ['v1.0'], digests: [image.digest] };
    const bulk = await change('POST', '/images/delete', wish);
    expect(bulk.body).toMatchObject({ tags: [], manifests: [] });
    expect(bulk.body.refused).toHaveLength(2);
    expect((await get('/tags/v1.0')).body.is_immutable).toBe(true);
    await change('PATCH', '/immutabletags', { immutable_tags: true });
    await expect(push.image({ layers: [[{ path: 'a', content: '3' }]] }, 'edge')).rejects.toThrow(
      /immutable/,
    );
    await change('PATCH', '/immutabletags', { immutable_tags: false });
    expect((await change('DELETE', '/tags/v1.0')).status).toBe(204);
    const bad = { immutable_tags: true, immutable_tags_rules: ['('] };
    expect((await change('PATCH', '/immutabletags', bad)).status).toBe(400);
  });

  test('become inactive when nobody pushes or pulls them', async () => {
    const { clock, push, origin, repository } = await start();
    await push.image({ layers: [[{ path: 'a', content: '1' }]] }, 'old');
    clock.advance(31 * day);
    const bearer = await apiToken(origin, 'kirtan', 'kirtan-password');
    const tag = await send(`${repository}/tags/old`, { bearer });
    expect(tag.body.tag_status).toBe('inactive');
  });
});
