import { describeOnEveryDatabase } from '@slipway/database/testing';
import { mediaTypes } from '@slipway/oci';
import { expect, test } from 'vitest';
import { apiToken, makeAccount, send } from '../testing/client.ts';
import { ImagePusher, type TestImage } from '../testing/image-pusher.ts';
import { runJobs } from '../testing/run-jobs.ts';
import { openTestDatabase, startTestHub, TestClock } from '../testing/test-hub.ts';

describeOnEveryDatabase('images', (databases) => {
  async function start() {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock });
    const { hub, origin, registry } = await startTestHub({ database, clock });
    const kirtan = ['kirtan', await makeAccount(origin, 'kirtan')] as const;
    const pusher = (name = 'app') => ImagePusher.for(origin, `kirtan/${name}`, kirtan);
    const namespace = `${origin}/v2/namespaces/kirtan/repositories`;
    const ask = async (method: string, path: string, body?: object) =>
      send(`${namespace}${path}`, {
        ...{ method, bearer: await apiToken(origin, ...kirtan) },
        ...(body ? { body } : {}),
      });
    const jobs = () => runJobs(hub, database);
    return { clock, database, hub, origin, registry, pusher, ask, jobs };
  }
  const image = (...contents: string[]): TestImage => ({
    layers: contents.map((content) => [{ path: 'a', content }]),
  });

  test('say what is in them: config, history, layers with their instructions', async () => {
    const { pusher, ask, jobs } = await start();
    const push = await pusher();
    const { digest } = await push.image(
      {
        layers: [[{ path: 'etc' }], [{ path: 'app', content: 'x' }]],
        platform: { os: 'linux', architecture: 'arm', variant: 'v7' },
        config: {
          User: 'app',
          Entrypoint: ['/app'],
          Cmd: null,
          Env: ['PATH=/bin', 'TOKEN=secret', 7],
          Labels: { a: 'b' },
          ExposedPorts: { '80/tcp': {} },
          Volumes: { '/data': {} },
          WorkingDir: '/srv',
          StopSignal: 'SIGQUIT',
          Healthcheck: { Test: ['CMD', 'true'], Interval: 1e9, Retries: 3 },
        },
        history: [
          { created: '2026-01-01T00:00:00Z', created_by: '/bin/sh -c #(nop) ADD file:1 in / ' },
          { created_by: '/bin/sh -c #(nop)  CMD ["sh"]', empty_layer: true },
          {
            created_by: 'RUN |1 A=b /bin/sh -c make # buildkit',
            comment: 'buildkit.dockerfile.v0',
          },
        ],
      },
      'latest',
    );
    const { body, status } = await ask('GET', `/app/images/${digest}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      ...{ digest, kind: 'image', content_type: 'image', artifact_type: null, tags: ['latest'] },
      platform: { os: 'linux', architecture: 'arm', variant: 'v7', os_version: null },
      created: '2026-01-02T03:04:05Z',
      layers: [{ instruction: 'ADD file:1 in /' }, { instruction: 'RUN |1 A=b /bin/sh -c make' }],
      config: {
        ...{ user: 'app', entrypoint: ['/app'], cmd: [], env: ['PATH=/bin', 'TOKEN=secret'] },
        ...{ labels: { a: 'b' }, exposed_ports: ['80/tcp'], volumes: ['/data'] },
        ...{ working_dir: '/srv', stop_signal: 'SIGQUIT' },
        healthcheck: { test: ['CMD', 'true'], interval: 1e9, timeout: null, retries: 3 },
      },
    });
    expect(body.history.map((each: { layer: number | null }) => each.layer)).toEqual([0, null, 1]);
    await jobs();
    expect((await ask('GET', `/app/images/${digest}`)).body).toEqual(body);
    const raw = await ask('GET', `/app/images/${digest}/manifest`);
    expect(JSON.parse(raw.body.manifest).layers).toHaveLength(2);
    expect((await ask('GET', `/app/images/sha256:${'0'.repeat(64)}`)).status).toBe(404);
    expect((await ask('GET', '/app/images/nonsense/manifest')).status).toBe(404);
  });

  test('are no images where they are charts, modules, SBOMs; what refers to one is listed', async () => {
    const { pusher, ask } = await start();
    const push = await pusher();
    const subject = await push.image(image('1'), 'latest');
    const put = async (config: string, layer: string, more: object = {}, tag?: string) => {
      const blob = await push.blob(`content of ${config} ${layer}`);
      const document = {
        ...{ schemaVersion: 2, mediaType: mediaTypes.ociManifest, ...more },
        config: { mediaType: config, ...(await push.blob('{}')) },
        layers: [{ mediaType: layer, ...blob }],
      };
      return await push.manifest(document, tag);
    };
    const { descriptor } = subject;
    const artifactType = 'application/vnd.cyclonedx+json';
    const found = {
      helm: await put('application/vnd.cncf.helm.config.v1+json', 'application/x-tar'),
      wasm: await put('application/vnd.wasm.config.v0+json', 'application/wasm'),
      sbom: await put(mediaTypes.ociEmpty, artifactType, { artifactType, subject: descriptor }),
      signature: await put(
        ...([
          mediaTypes.ociConfig,
          'application/vnd.dev.cosign.simplesigning.v1+json',
          {},
        ] as const),
        `${subject.digest.replace(':', '-')}.sig`,
      ),
      artifact: await put('application/vnd.acme.thing', 'application/x-thing'),
    };
    for (const [type, digest] of Object.entries(found)) {
      const { body } = await ask('GET', `/app/images/${digest}`);
      expect(body).toMatchObject({ kind: 'artifact', content_type: type, config: null });
    }
    const referrers = await ask('GET', `/app/images/${subject.digest}/referrers`);
    expect(referrers.body.results).toMatchObject([
      { digest: found.sbom, content_type: 'sbom', found_by: 'subject', tag: null },
      { digest: found.signature, content_type: 'signature', found_by: 'tag' },
    ]);
  });

  test('hostile configs are shown as far as they make sense', async () => {
    const { pusher, ask } = await start();
    const push = await pusher();
    for (const config of [
      '[]',
      'no json',
      '{"os":7,"history":{},"config":[1]}',
      '{"config":{"Env":"x","Labels":{"a":1}}}',
    ]) {
      const document = {
        ...{ schemaVersion: 2, mediaType: mediaTypes.ociManifest, layers: [] },
        config: { mediaType: mediaTypes.ociConfig, ...(await push.blob(config)) },
      };
      const digest = await push.manifest(document);
      expect((await ask('GET', `/app/images/${digest}`)).status).toBe(200);
    }
    expect((await ask('GET', '/app/images')).body.count).toBe(4);
  });

  test('are managed in a list, tagged or not', async () => {
    const { clock, pusher, ask, jobs } = await start();
    const push = await pusher();
    const member = await push.image(image('member'));
    const index = await push.index([member.descriptor], 'multi');
    const old = await push.image(image('old'), 'moves');
    clock.advance(1000);
    await push.image(image('new and larger than the others'), 'moves');
    await jobs();
    const digests = async (query: string) => {
      const { body, status } = await ask('GET', `/app/images?${query}`);
      expect(status).toBe(200);
      return body.results.map(({ digest }: { digest: string }) => digest);
    };
    expect(await digests('')).toHaveLength(4);
    expect(await digests('filter=tagged')).toHaveLength(2);
    expect(await digests('filter=untagged')).toEqual([old.digest]);
    expect(await digests('filter=index')).toEqual([index]);
    expect(await digests('filter=image')).toHaveLength(3);
    expect(await digests('filter=stale')).toEqual([]);
    expect(await digests(`search=${old.digest.slice(7, 20)}`)).toEqual([old.digest]);
    expect(await digests('search=MULT')).toEqual([index]);
    expect((await digests('ordering=last_pushed&page_size=3')).slice(0, 3)).toHaveLength(3);
    expect((await ask('GET', '/app/images?filter=nonsense')).status).toBe(400);
    expect(await digests('search=%00')).toEqual([]);
    const { body } = await ask('GET', `/app/images?search=${member.digest.slice(7)}`);
    expect(body.results[0]).toMatchObject({ in_index: true, tag_count: 0, kind: 'image' });
    clock.advance(200 * 24 * 3_600_000);
    expect(await digests('filter=stale')).toHaveLength(4);
  });

  test('are deleted in bulk: what goes and what that frees is said before', async () => {
    const { clock, database, registry, pusher, ask } = await start();
    const push = await pusher();
    const base = 'a base that all have, '.repeat(50);
    const first = await push.image(image(base, 'only in the first'), 'one');
    await push.image(image(base, 'only in the second'), 'two');
    const elsewhere = await pusher('other');
    const third = await push.image(image(base, 'in another repository too'), 'three');
    await elsewhere.image(image(base, 'in another repository too'), 'three');
    const member = await push.image(image('of an index'));
    const index = await push.index([member.descriptor, first.descriptor], 'multi');
    const refused = await ask('POST', '/app/images/delete', {
      digests: [member.digest],
      dry_run: true,
    });
    expect(refused.body).toMatchObject({ dry_run: true, manifests: [] });
    expect(refused.body.refused[0].reason).toMatch(/the index .* names it/);
    const wish = {
      digests: [index, third.digest, `sha256:${'0'.repeat(64)}`],
      tags: ['two', 'none'],
    };
    const preview = await ask('POST', '/app/images/delete', { ...wish, dry_run: true });
    expect(preview.body.tags.sort()).toEqual(['multi', 'three', 'two']);
    expect(
      preview.body.manifests.map(({ digest, reason }: { digest: string; reason: string }) => [
        digest,
        reason,
      ]),
    ).toEqual(
      expect.arrayContaining([
        [index, 'asked'],
        [third.digest, 'asked'],
        [member.digest, 'member'],
      ]),
    );
    expect(preview.body.manifests).toHaveLength(3);
    expect(preview.body.refused).toHaveLength(2);
    const stored = async () => {
      const { bytes } = await database.query
        .selectFrom('registry_blobs')
        .select(({ fn }) => fn.sum<number>('size').as('bytes'))
        .executeTakeFirstOrThrow();
      return Number(bytes);
    };
    const done = await ask('POST', '/app/images/delete', wish);
    expect(done.body).toEqual({ ...preview.body, dry_run: false, tags: done.body.tags });
    clock.advance(48 * 3_600_000);
    const before = await stored();
    await registry.collectGarbage();
    // What was said is what was freed: to the byte.
    expect(before - (await stored())).toBe(preview.body.reclaimed_bytes);
    expect((await ask('GET', `/app/images/${first.digest}`)).status).toBe(200);
    const audited = await database.query
      .selectFrom('hub_audit_events')
      .select('action')
      .where('action', 'in', ['repo.tag.delete', 'repo.manifest.delete'])
      .execute();
    expect(audited.map(({ action }) => action).sort()).toEqual([
      ...['repo.manifest.delete', 'repo.manifest.delete', 'repo.manifest.delete'],
      ...['repo.tag.delete', 'repo.tag.delete', 'repo.tag.delete'],
    ]);
  });

  test('make a repository found by platform and type, once a job has read them', async () => {
    const { database, pusher, jobs } = await start();
    const push = await pusher();
    const arm = { os: 'linux', architecture: 'arm64' };
    await push.image({ ...image('1'), platform: arm }, 'latest');
    await jobs();
    const figures = await database.query
      .selectFrom('hub_repository_figures')
      .select(['architectures', 'operating_systems', 'content_types', 'storage_bytes', 'labels'])
      .executeTakeFirstOrThrow();
    expect(figures).toMatchObject({
      ...{ architectures: '["arm64"]', operating_systems: '["linux"]', content_types: '["image"]' },
    });
    expect(figures.labels).toContain(' a_arm64 ');
    const { bytes } = await database.query
      .selectFrom('registry_blobs')
      .select(({ fn }) => fn.sum<number>('size').as('bytes'))
      .executeTakeFirstOrThrow();
    expect(figures.storage_bytes).toBe(Number(bytes));
  });
});
