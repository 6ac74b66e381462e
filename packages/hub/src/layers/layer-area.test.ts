import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { ImagePusher, type TestFile } from '../testing/image-pusher.ts';
import { runJobs } from '../testing/run-jobs.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

describeOnEveryDatabase('files of layers', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { hub, origin } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const bearer = await apiToken(origin, ...kirtan);
    const push = await ImagePusher.for(origin, 'kirtan/app', kirtan);
    const repository = `${origin}/v2/namespaces/kirtan/repositories/app`;
    const get = (path: string) => send(`${repository}${path}`, { bearer });
    return { clock, database, hub, origin, kirtan, push, get, jobs: () => runJobs(hub, database) };
  }

  const base: TestFile[] = [
    { path: 'etc' },
    ...Array.from({ length: 3000 }, (_, index) => ({
      path: `etc/file-${String(index).padStart(4, '0')}`,
      content: `content of file number ${index}`,
    })),
    { path: 'usr' },
    { path: 'usr/bin' },
    { path: 'usr/bin/app', content: 'one', mode: 0o755 },
  ];

  test('are listed once a job has read them, by folder and by pages', async () => {
    const { push, get, jobs } = await start();
    await push.image({ layers: [base] }, '1.0');
    const { digest } = (await get('/tags/1.0')).body.images[0].layers[0];
    expect((await get(`/layers/${digest}/files`)).body).toMatchObject({
      state: 'pending',
      count: 0,
    });
    await jobs();
    const first = await get(`/layers/${digest}/files?page_size=100`);
    expect(first.body).toMatchObject({ state: 'ready', count: base.length });
    expect(first.body.results).toHaveLength(100);
    const usr = await get(`/layers/${digest}/files?path=/usr/`);
    expect(usr.body.results.map(({ path }: { path: string }) => path)).toEqual([
      ...['usr/bin', 'usr/bin/app'],
    ]);
    expect(usr.body.results[1]).toMatchObject({ type: 'file', size: 3, mode: 0o755, link: '' });
    const top = await get(`/layers/${digest}/files?depth=1`);
    expect(top.body.results.map(({ path }: { path: string }) => path)).toEqual(['etc', 'usr']);
    expect((await get(`/layers/sha256:${'0'.repeat(64)}/files`)).status).toBe(404);
    expect((await get('/layers/nonsense/files')).status).toBe(404);
    expect((await get(`/layers/${digest}/files?path=%00`)).body.count).toBe(0);
  });

  test('of two tags are compared, with their layers and sizes', async () => {
    const { push, get, jobs } = await start();
    const history = [
      { created_by: 'COPY etc /etc # buildkit' },
      { created_by: 'CMD ["app"]', empty_layer: true },
    ];
    const top: TestFile[] = [
      { path: 'etc/.wh.file-0001', content: '' },
      { path: 'usr/bin/app', content: 'two!', mode: 0o755 },
      { path: 'usr/bin/tool', content: 'new' },
    ];
    await push.image({ layers: [base], history }, '1.0');
    await push.image(
      { layers: [base, top], history: [...history, { created_by: 'RUN make' }] },
      '2.0',
    );
    expect((await get('/compare?from=1.0&to=2.0')).body.state).toBe('pending');
    await jobs();
    const { body, status } = await get('/compare?from=1.0&to=2.0');
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ state: 'ready', added: 1, removed: 1, changed: 1, shared_layers: 1, count: 3 },
      from: { reference: '1.0', platform: 'linux/amd64' },
      is_truncated: false,
    });
    expect(body.results.map(({ path }: { path: string }) => path)).toEqual([
      ...['etc/file-0001', 'usr/bin/app', 'usr/bin/tool'],
    ]);
    expect(
      body.layers.map(({ where, instruction }: { where: string; instruction: string }) => [
        where,
        instruction,
      ]),
    ).toEqual([
      ['both', 'COPY etc /etc'],
      ['to', 'RUN make'],
    ]);
    expect(body.size_difference).toBe(body.to.size - body.from.size);
    const added = await get('/compare?from=1.0&to=2.0&change=added');
    expect(added.body.results).toMatchObject([{ path: 'usr/bin/tool', from: null }]);
    const searched = await get('/compare?from=1.0&to=2.0&search=BIN&page_size=1&page=2');
    expect(searched.body).toMatchObject({ count: 2, results: [{ path: 'usr/bin/tool' }] });
    expect((await get('/compare?from=1.0&to=3.0')).status).toBe(404);
    expect((await get('/compare?from=1.0')).status).toBe(400);
    const same = await get('/compare?from=2.0&to=2.0');
    expect(same.body).toMatchObject({ count: 0, added: 0, size_difference: 0 });
  });

  test('of an index are those of the platform; other content says why there are none', async () => {
    const { push, get, jobs } = await start();
    const platform = { os: 'linux', architecture: 'arm64', variant: 'v8' };
    const image = (content: string) => ({ layers: [[{ path: 'a', content }]] });
    const one = await push.image(image('1'));
    const arm = await push.image({ ...image('arm 1'), platform });
    const two = await push.image(image('2'));
    const arm2 = await push.image({ ...image('arm 2'), platform });
    await push.index([one.descriptor, arm.descriptor], '1.0');
    await push.index([two.descriptor, arm2.descriptor], '2.0');
    await jobs();
    const found = await get('/compare?from=1.0&to=2.0');
    expect(found.body).toMatchObject({
      ...{ platforms: ['linux/amd64', 'linux/arm64'], changed: 1, state: 'ready' },
      to: { image_digest: two.digest },
    });
    const other = await get('/compare?from=1.0&to=2.0&platform=linux/arm64');
    expect(other.body.to.image_digest).toBe(arm2.digest);
    expect((await get('/compare?from=1.0&to=2.0&platform=windows/amd64')).status).toBe(404);
    const broken = await push.blob('no archive at all, whatever its type says');
    const mediaType = 'application/vnd.oci.image.layer.v1.tar+gzip';
    const config = {
      mediaType: 'application/vnd.oci.image.config.v1+json',
      ...(await push.blob('{"os":"linux","architecture":"amd64"}')),
    };
    const manifestType = 'application/vnd.oci.image.manifest.v1+json';
    const layers = [{ mediaType, ...broken }];
    const document = { schemaVersion: 2, mediaType: manifestType, config, layers };
    await push.manifest(document, 'broken');
    await jobs();
    const failed = await get(`/layers/${broken.digest}/files`);
    expect(failed.body).toMatchObject({ state: 'failed', count: 0 });
    expect(failed.body.reason).not.toBe('');
    expect((await get('/compare?from=1.0&to=broken')).body.state).toBe('failed');
  });
});
