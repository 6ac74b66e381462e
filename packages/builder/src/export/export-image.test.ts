import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { mediaTypes, parseDigest } from '@slipway/oci';
import { describeBytes, makeImage, patterned, sha256 } from '@slipway/remote/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { NotCachedError } from '../execute/not-cached.ts';
import type { ResolvedImage } from '../ports/images.ts';
import type { OutputRequest } from '../request/build-request.ts';
import { amd64, arm64, ExportScene, file } from './testing/export-scene.ts';

const tag = 'hub.example/kirtan/app:1';
const image: OutputRequest = { type: 'image', attributes: {} };

let scene: ExportScene;

beforeEach(async () => {
  scene = await ExportScene.open();
});

afterEach(() => scene.close());

/** A base image in the fake registry, resolved; its layers are not fetched. */
async function publishBase(
  options: { layers?: number; history?: readonly object[]; repository?: string } = {},
): Promise<ResolvedImage> {
  const layers = Array.from({ length: options.layers ?? 1 }, (_, index) =>
    patterned(20_000, index),
  );
  const { blobs, manifest } = withHistory(layers, options.history);
  for (const blob of blobs) scene.registry.blobs.set(sha256(blob), blob);
  for (const key of ['base', sha256(manifest)]) {
    scene.registry.manifests.set(key, { mediaType: mediaTypes.ociManifest, bytes: manifest });
  }
  const reference = `${scene.registry.host}/${options.repository ?? 'library/base'}:base`;
  return scene.environment.resolver.resolve(reference, { platform: amd64, pull: false });
}

function withHistory(layers: readonly Buffer[], history: readonly object[] | undefined) {
  const plain = makeImage(layers);
  const config = JSON.parse((plain.blobs[0] as Buffer).toString()) as object;
  const created = '2020-01-01T00:00:00Z';
  const blob = Buffer.from(JSON.stringify({ ...config, created, ...(history ? { history } : {}) }));
  const manifest = JSON.parse(plain.manifest.toString()) as object;
  const described = { ...manifest, config: describeBytes(blob, mediaTypes.ociConfig) };
  return { blobs: [blob, ...layers], manifest: Buffer.from(JSON.stringify(described)) };
}

async function sample() {
  const layer = await scene.layer([file('a.txt', 'hello')]);
  return scene.executed({
    config: {
      Env: ['PATH=/bin'],
      Cmd: ['/a'],
      Labels: { b: '2', a: '1' },
      Healthcheck: { Test: ['CMD', 'true'], Retries: 3 },
      WorkingDir: '/app',
    },
    steps: [
      { name: 'COPY a.txt / # buildkit', layer },
      { name: 'CMD ["/a"]', at: 1_600_000_001_000 },
    ],
  });
}

describe('an image for the local store', () => {
  it('has the config, the manifest and the names that were asked for', async () => {
    const built = await sample();
    const result = await scene.run([built], [image], { request: { tags: [tag, `${tag}-b`] } });
    const blob = await scene.layers.knownBlob(built.layers[0] as never);
    expect(await scene.document(result.configDigest ?? '')).toEqual({
      architecture: 'amd64',
      config: {
        Env: ['PATH=/bin'],
        Cmd: ['/a'],
        WorkingDir: '/app',
        Labels: { a: '1', b: '2' },
        Healthcheck: { Test: ['CMD', 'true'], Retries: 3 },
      },
      created: '2020-09-13T12:26:41Z',
      history: [
        {
          created: '2020-09-13T12:26:40.123Z',
          created_by: 'COPY a.txt / # buildkit',
          comment: 'buildkit.dockerfile.v0',
        },
        {
          created: '2020-09-13T12:26:41Z',
          created_by: 'CMD ["/a"]',
          comment: 'buildkit.dockerfile.v0',
          empty_layer: true,
        },
      ],
      os: 'linux',
      rootfs: { type: 'layers', diff_ids: [blob?.diffId] },
    });
    const { digest } = result.image ?? {};
    expect(await scene.document(digest ?? '')).toMatchObject({
      mediaType: mediaTypes.ociManifest,
      layers: [{ mediaType: mediaTypes.ociLayerGzip, digest: blob?.descriptor.digest }],
    });
    for (const name of [tag, `${tag}-b`]) {
      expect((await scene.images.find(name))?.descriptor).toEqual(result.image);
    }
    expect(result.metadata).toEqual({
      'containerimage.config.digest': result.configDigest,
      'containerimage.digest': digest,
      'containerimage.descriptor': {
        ...result.image,
        annotations: { 'config.digest': result.configDigest },
        platform: amd64,
      },
      'image.name': `${tag},${tag}-b`,
    });
    expect(result.images).toEqual([
      { platform: 'linux/amd64', digest, size: expect.any(Number) as number },
    ]);
  });

  it('that is there already costs nothing, without any privilege', async () => {
    const built = await sample();
    const first = await scene.run([built], [image], { request: { tags: [tag] } });
    const index = await stat(join(scene.images.folder, 'index.json'));
    const again = await scene.run([built], [image], { request: { tags: [tag] }, onlyKnown: true });
    expect(again).toEqual(first);
    expect((await stat(join(scene.images.folder, 'index.json'))).ino).toBe(index.ino);
  });

  it('whose layers are not packed yet is left to the build namespace, and nothing is said', async () => {
    const layer = await scene.layer([file('a.txt', 'hello')], 'folder');
    const built = await scene.executed({ steps: [{ name: 'RUN x', layer }] });
    const run = scene.run([built], [image], { request: { tags: [tag] }, onlyKnown: true });
    await expect(run).rejects.toBeInstanceOf(NotCachedError);
    expect(scene.events).toEqual([]);
    expect(await scene.images.list()).toEqual([]);
    await scene.run([built], [image], { request: { tags: [tag] } });
    expect(await scene.images.find(tag)).toBeDefined();
  });

  it('without a name is kept as one', async () => {
    const result = await scene.run([await sample()], [image]);
    expect(await scene.images.list()).toMatchObject([
      { name: undefined, descriptor: result.image },
    ]);
  });

  it('has its base’s layers with it, as they are', async () => {
    const base = await publishBase();
    const layer = await scene.layer([file('a', 'b')]);
    const built = await scene.executed({ base, steps: [{ name: 'COPY', layer }] });
    const result = await scene.run([built], [image], { request: { tags: [tag] } });
    const manifest = await scene.document(result.image?.digest ?? '');
    expect((manifest.layers as unknown[])[0]).toEqual(base.layers[0]?.descriptor);
    expect(
      await scene.images.content.stat(base.layers[0]?.descriptor.digest as never),
    ).toBeDefined();
  });

  it('may be named by its digest as well', async () => {
    const output = { type: 'image', attributes: { 'name-canonical': 'true' } } as const;
    const result = await scene.run([await sample()], [output], { request: { tags: [tag] } });
    const canonical = `hub.example/kirtan/app@${result.image?.digest}`;
    expect((await scene.images.list()).map((each) => each.name)).toEqual([tag, canonical]);
  });
});

describe('times', () => {
  it('are SOURCE_DATE_EPOCH’s, but the base’s own', async () => {
    const old = { created: '2019-01-01T00:00:00Z', created_by: 'base' };
    const base = await publishBase({ history: [old] });
    const built = await scene.executed({
      base,
      steps: [{ name: 'COPY', layer: await scene.layer([file('a', 'b')]) }, { name: 'CMD' }],
    });
    const result = await scene.run([built], [image], { sourceDateEpoch: 1_700_000_000 });
    const config = await scene.document(result.configDigest ?? '');
    expect(config.created).toBe('2023-11-14T22:13:20Z');
    expect(config.history).toMatchObject([
      old,
      { created: '2023-11-14T22:13:20Z' },
      { created: '2023-11-14T22:13:20Z', empty_layer: true },
    ]);
  });

  it('of a base alone stay its own', async () => {
    const base = await publishBase({ history: [{ created: '2019-05-05T05:05:05Z' }] });
    const result = await scene.run([await scene.executed({ base, steps: [] })], [image]);
    expect((await scene.document(result.configDigest ?? '')).created).toBe('2019-05-05T05:05:05Z');
  });

  it('in layers are clamped, unless rewrite-timestamp says no', async () => {
    const digestOf = async (seconds: number, attributes: Readonly<Record<string, string>>) => {
      const entry = file('a', 'b');
      const timed = { ...entry, header: { ...entry.header, mtime: { seconds, nanoseconds: 0 } } };
      const built = await scene.executed({
        steps: [{ name: 'COPY', layer: await scene.layer([timed]) }],
      });
      const output = { type: 'image', attributes } as const;
      return (await scene.run([built], [output], { sourceDateEpoch: 1_700_000_000 })).image?.digest;
    };
    const [late, early] = [2_000_000_000, 1_700_000_000];
    expect(await digestOf(late, {})).toBe(await digestOf(early, {}));
    const asTheyAre = { 'rewrite-timestamp': 'false' };
    expect(await digestOf(late, asTheyAre)).not.toBe(await digestOf(early, asTheyAre));
  });
});

describe('layers', () => {
  it('that change nothing are taken out', async () => {
    const empty = await scene.layer([]);
    const layer = await scene.layer([file('a', 'b')]);
    const built = await scene.executed({
      steps: [
        { name: 'COPY nothing', layer: empty },
        { name: 'COPY a', layer },
      ],
    });
    const result = await scene.run([built], [image]);
    const config = await scene.document(result.configDigest ?? '');
    expect(config.history).toMatchObject([{ empty_layer: true }, { created_by: 'COPY a' }]);
    expect((config.rootfs as { diff_ids: unknown[] }).diff_ids).toHaveLength(1);
  });

  it.each([
    ['says nothing of its layers', undefined, [undefined, undefined]],
    [
      'says too much',
      [{ created_by: '1' }, { created_by: '2' }, { created_by: '3' }],
      [true, undefined, undefined],
    ],
  ])('are as many as the history says where the base’s %s', async (_, history, flags) => {
    const base = await publishBase({ layers: 2, ...(history ? { history } : {}) });
    const built = await scene.executed({
      base,
      steps: [{ name: 'COPY', layer: await scene.layer([file('a', 'b')]) }],
    });
    const result = await scene.run([built], [image]);
    const config = await scene.document(result.configDigest ?? '');
    const entries = config.history as { empty_layer?: boolean }[];
    expect(entries.map((each) => each.empty_layer)).toEqual([...flags, undefined]);
  });

  it.each([
    ['uncompressed', mediaTypes.ociLayer],
    ['zstd', mediaTypes.ociLayerZstd],
    ['gzip', mediaTypes.ociLayerGzip],
  ])('are packed with %s where they are not packed', async (compression, mediaType) => {
    const layer = await scene.layer([file('a', 'b')], 'folder');
    const built = await scene.executed({ steps: [{ name: 'COPY', layer }] });
    const result = await scene.run([built], [{ type: 'image', attributes: { compression } }]);
    const manifest = await scene.document(result.image?.digest ?? '');
    expect(manifest.layers).toMatchObject([{ mediaType }]);
  });

  it('are packed again where they must be, the base’s too', async () => {
    const layer = await scene.layer([file('a', 'b')]);
    const built = await scene.executed({ steps: [{ name: 'COPY', layer }] });
    const kept = await scene.run([built], [{ type: 'image', attributes: { compression: 'zstd' } }]);
    expect((await scene.document(kept.image?.digest ?? '')).layers).toMatchObject([
      { mediaType: mediaTypes.ociLayerGzip },
    ]);
    const attributes = { compression: 'zstd', 'force-compression': 'true' };
    const forced = await scene.run([built], [{ type: 'image', attributes }]);
    expect((await scene.document(forced.image?.digest ?? '')).layers).toMatchObject([
      { mediaType: mediaTypes.ociLayerZstd },
    ]);
    expect((await scene.document(forced.configDigest ?? '')).rootfs).toEqual(
      (await scene.document(kept.configDigest ?? '')).rootfs,
    );
  });

  it('have Docker’s media types where those are wanted', async () => {
    const attributes = { 'oci-mediatypes': 'false' };
    const result = await scene.run([await sample()], [{ type: 'image', attributes }]);
    expect(await scene.document(result.image?.digest ?? '')).toMatchObject({
      mediaType: mediaTypes.dockerManifest,
      config: { mediaType: mediaTypes.dockerConfig },
      layers: [{ mediaType: mediaTypes.dockerLayerGzip }],
    });
  });
});

describe('several platforms', () => {
  it('make an index, with annotations at every level', async () => {
    const layer = await scene.layer([file('a', 'b')]);
    const both = await Promise.all(
      [amd64, { ...arm64, variant: 'v8' }].map((platform) =>
        scene.executed({ platform, steps: [{ name: 'COPY', layer }] }),
      ),
    );
    const attributes = {
      'annotation.all': 'm',
      'annotation-index.i': '1',
      'annotation-manifest-descriptor[linux/amd64].d': '2',
      'annotation[linux/amd64].one': 'x',
    };
    const annotations = [{ level: 'index', key: 'cli', value: '3' }] as const;
    const result = await scene.run(both, [{ type: 'image', attributes }], {
      request: { tags: [tag], annotations },
    });
    expect(result.configDigest).toBeUndefined();
    const index = await scene.document(result.image?.digest ?? '');
    expect(index).toMatchObject({
      mediaType: mediaTypes.ociIndex,
      annotations: { cli: '3', i: '1' },
      manifests: [
        { platform: { architecture: 'amd64', os: 'linux' }, annotations: { d: '2' } },
        { platform: { architecture: 'arm64', os: 'linux', variant: 'v8' } },
      ],
    });
    const [first, second] = index.manifests as { digest: string }[];
    expect((await scene.document(first?.digest ?? '')).annotations).toEqual({ all: 'm', one: 'x' });
    expect((await scene.document(second?.digest ?? '')).annotations).toEqual({ all: 'm' });
    expect(await scene.images.details(result.image as never, arm64)).toBeDefined();
  });

  it('are needed for the annotations of an index', async () => {
    const output = { type: 'image', attributes: { 'annotation-index.a': 'b' } } as const;
    await expect(scene.run([await sample()], [output])).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
    const buildArguments = { BUILDKIT_MULTI_PLATFORM: '1' };
    const result = await scene.run([await sample()], [output], { request: { buildArguments } });
    expect(result.image?.mediaType).toBe(mediaTypes.ociIndex);
  });
});

describe('a push', () => {
  const push: OutputRequest = { type: 'image', attributes: { push: 'true' } };
  const uploads = (): number =>
    scene.registry.log.filter((each) => each.startsWith('PUT') && each.includes('/blobs/')).length;

  it('sends what the registry has not, and under every tag of a repository', async () => {
    const name = `${scene.registry.host}/kirtan/app`;
    const result = await scene.run([await sample()], [push], {
      request: { tags: [`${name}:1`, `${name}:latest`] },
    });
    const digest = result.image?.digest ?? '';
    for (const reference of ['1', 'latest', digest]) {
      expect(sha256(scene.registry.manifests.get(reference)?.bytes ?? Buffer.of())).toBe(digest);
    }
    const manifest = await scene.document(digest);
    for (const each of [manifest.config, ...(manifest.layers as object[])] as {
      digest: string;
    }[]) {
      expect(scene.registry.blobs.has(each.digest)).toBe(true);
    }
    expect(uploads()).toBe(2);
    expect(scene.events.at(-1)).toMatchObject({ id: `pushing layers to ${name}`, done: true });
  });

  it('of what is there asks and sends nothing', async () => {
    const name = `${scene.registry.host}/kirtan/app:1`;
    const built = await sample();
    await scene.run([built], [push], { request: { tags: [name] } });
    scene.registry.log.length = 0;
    await scene.run([built], [push], { request: { tags: [name] }, onlyKnown: true });
    expect(scene.registry.log.every((each) => each.startsWith('HEAD'))).toBe(true);
    expect(scene.registry.log.length).toBeLessThan(3);
  });

  it('neither fetches nor sends a base’s layers that can be mounted', async () => {
    const base = await publishBase();
    const layer = await scene.layer([file('a', 'b')]);
    const built = await scene.executed({ base, steps: [{ name: 'COPY', layer }] });
    scene.registry.log.length = 0;
    scene.registry.intercept = (request, response) => {
      const asks = request.method === 'HEAD' && request.url?.includes('/kirtan/app/blobs/');
      if (asks) response.writeHead(404).end();
      return asks === true;
    };
    const name = `${scene.registry.host}/kirtan/app:1`;
    await scene.run([built], [push], { request: { tags: [name] } });
    expect(scene.ensured).toEqual([]);
    const digest = base.layers[0]?.descriptor.digest ?? '';
    const mount = `mount=${encodeURIComponent(digest)}&from=library%2Fbase`;
    expect(scene.registry.log.some((each) => each.includes(mount))).toBe(true);
    expect(scene.registry.log.some((each) => each.startsWith('GET') && each.includes(digest))).toBe(
      false,
    );
    expect(await scene.images.find(name)).toBeDefined();
  });

  it('fetches a base’s layers that its registry cannot have', async () => {
    const base = await publishBase();
    const built = await scene.executed({ base, steps: [] });
    const digest = base.layers[0]?.descriptor.digest ?? '';
    const bytes = scene.registry.blobs.get(digest);
    const elsewhere = await ExportScene.open();
    try {
      const name = `${elsewhere.registry.host}/kirtan/app:1`;
      await scene.run([built], [{ type: 'registry', attributes: {} }], {
        request: { tags: [name] },
      });
      expect(elsewhere.registry.blobs.get(digest)).toEqual(bytes);
      expect(scene.ensured).toEqual([base.layers[0]?.diffId]);
      expect(await scene.images.find(name)).toBeUndefined();
    } finally {
      await elsewhere.close();
    }
  });

  it('by digest moves no tag', async () => {
    const attributes = {
      push: 'true',
      'push-by-digest': 'true',
      name: `${scene.registry.host}/a/b`,
    };
    const result = await scene.run([await sample()], [{ type: 'image', attributes }]);
    const references = [...scene.registry.manifests.keys()];
    expect(references).toEqual([result.image?.digest]);
  });

  it('of an index sends each platform’s manifest before it', async () => {
    const layer = await scene.layer([file('a', 'b')]);
    const both = await Promise.all(
      [amd64, arm64].map((platform) =>
        scene.executed({ platform, steps: [{ name: 'COPY', layer }] }),
      ),
    );
    const name = `${scene.registry.host}/kirtan/app:1`;
    await scene.run(both, [push], { request: { tags: [name] } });
    const puts = scene.registry.log.filter((each) => /^PUT .*\/manifests\//.test(each));
    expect(puts).toHaveLength(3);
    expect(puts.at(-1)).toMatch(/manifests\/1$/);
  });

  it('that is refused says where, and how to log in', async () => {
    scene.registry.intercept = (request, response) => {
      if (request.url === '/v2/') return false;
      response.writeHead(403).end('{"errors":[{"code":"DENIED","message":"no"}]}');
      return true;
    };
    const tags = [`${scene.registry.host}/kirtan/app:1`];
    await expect(scene.run([await sample()], [push], { request: { tags } })).rejects.toMatchObject({
      code: 'EXPORT_FAILED',
      advice: `Log in with "slipway login ${scene.registry.host}"`,
    });
  });

  it('needs a name', async () => {
    await expect(scene.run([await sample()], [push])).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
    });
  });
});

it('several outputs share what was packed', async () => {
  const layer = await scene.layer([file('a', 'b')], 'folder');
  const built = await scene.executed({ steps: [{ name: 'RUN', layer }] });
  const name = `${scene.registry.host}/kirtan/app:1`;
  const outputs: OutputRequest[] = [
    image,
    { type: 'registry', attributes: { name } },
    { type: 'cacheonly', attributes: {} },
  ];
  const result = await scene.run([built], outputs, { request: { tags: [tag] } });
  expect(scene.registry.manifests.has(result.image?.digest ?? '')).toBe(true);
  expect(result.metadata['image.name']).toBe(`${tag},${name}`);
});

it('an export that is ended says why', async () => {
  scene.abort.abort(new Error('enough'));
  await expect(scene.run([await sample()], [image])).rejects.toThrow('enough');
  expect(await scene.images.list()).toEqual([]);
});

it('a layer whose blob is lost is told', async () => {
  const built = await sample();
  const blob = await scene.layers.knownBlob(built.layers[0] as never);
  await scene.images.content.delete(parseDigest(blob?.descriptor.digest ?? ''));
  await expect(scene.run([built], [image])).rejects.toThrow(/./);
});
