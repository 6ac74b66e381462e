import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { mediaTypes } from '@slipway/oci';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  type CopyProgress,
  copyImage,
  createArchiveSource,
  createArchiveTarget,
  createLayoutSource,
  createLayoutTarget,
  createRegistryClient,
  createRegistrySource,
  createRegistryTarget,
  type FileReader,
  type RegistryClient,
} from '../index.ts';
import { bytesFrom, collect, describeBytes, makeImage, patterned } from '../testing/content.ts';
import { end, FakeRegistry } from '../testing/fake-registry.ts';

let folder: string;
let registry: FakeRegistry;
let client: RegistryClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-copy-'));
  registry = await FakeRegistry.start();
  client = createRegistryClient({ retry: { baseDelay: 1, retries: 2 } });
});
afterEach(async () => {
  await client.close();
  await registry.stop();
  rmSync(folder, { recursive: true, force: true });
});

const shared = patterned(700_000);
const images = [
  makeImage([shared, patterned(900)]),
  makeImage([shared, patterned(1200, 3)], 'arm64'),
];
const platforms = [
  { os: 'linux', architecture: 'amd64' },
  { os: 'linux', architecture: 'arm64' },
];
const index = Buffer.from(
  JSON.stringify({
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: images.map((each, at) => ({ ...each.descriptor, platform: platforms[at] })),
  }),
);

function fill(tag: string): void {
  for (const image of images) {
    for (const blob of image.blobs) registry.blobs.set(describeBytes(blob).digest, blob);
    registry.manifests.set(image.descriptor.digest, {
      mediaType: mediaTypes.ociManifest,
      bytes: image.manifest,
    });
  }
  const manifest = { mediaType: mediaTypes.ociIndex, bytes: index };
  registry.manifests.set(tag, manifest);
  registry.manifests.set(describeBytes(index).digest, manifest);
}

const source = (reference = '1', host = registry.host) =>
  createRegistrySource({
    repository: client.repository({ registry: host, repository: 'a/b' }),
    reference,
  });
const layout = (reference?: string) => ({
  path: join(folder, 'layout'),
  ...(reference ? { reference } : {}),
});

describe('a copy', () => {
  beforeEach(() => fill('1'));

  it('takes an index with all its images to a layout and on to another registry, bytes unchanged', async () => {
    const progress: CopyProgress[] = [];
    const taken = await copyImage({
      source: source(),
      target: createLayoutTarget(layout('1')),
      onProgress: (each) => progress.push(each),
    });
    expect(taken).toMatchObject({ root: { digest: describeBytes(index).digest }, stored: 8 });
    const last = new Map(progress.map((each) => [each.descriptor.digest, each.phase]));
    expect([...last.values()]).toEqual(Array(8).fill('done'));
    // A layer of both images is fetched once.
    expect(registry.log.filter((each) => each.includes(describeBytes(shared).digest)).length).toBe(
      1,
    );

    const other = await FakeRegistry.start();
    try {
      const repository = client.repository({ registry: other.host, repository: 'c/d' });
      await copyImage({
        source: createLayoutSource(layout('1')),
        target: createRegistryTarget({ repository, tag: '2' }),
      });
      expect(other.manifests.get('2')?.bytes.equals(index)).toBe(true);
      expect(other.blobs.size).toBe(5);
      expect(other.log.at(-1)).toBe('PUT /v2/c/d/manifests/2');
    } finally {
      await other.stop();
    }
  });

  it('of one platform makes its manifest the root; of one that is not there, says what is', async () => {
    const arm = await copyImage({
      source: source(),
      target: createLayoutTarget(layout()),
      platforms: platforms.slice(1),
    });
    expect(arm.root.digest).toBe(images[1]?.descriptor.digest);
    const s390x = copyImage({
      source: source(),
      target: createLayoutTarget(layout()),
      platforms: [{ os: 'linux', architecture: 's390x' }],
    });
    await expect(s390x).rejects.toMatchObject({
      code: 'NO_MATCHING_PLATFORM',
      message: expect.stringContaining('linux/amd64, linux/arm64'),
    });
  });

  it('skips what is there and keeps other names of a layout', async () => {
    await copyImage({ source: source(), target: createLayoutTarget(layout('one')) });
    const again = await copyImage({ source: source(), target: createLayoutTarget(layout('two')) });
    expect(again.existing).toBe(5);
    const names = (
      JSON.parse(readFileSync(join(folder, 'layout', 'index.json'), 'utf8')) as {
        manifests: { annotations: Record<string, string> }[];
      }
    ).manifests.map((each) => each.annotations['org.opencontainers.image.ref.name']);
    expect(names).toEqual(['one', 'two']);
    await expect(createLayoutSource(layout()).resolve()).resolves.toMatchObject({
      digest: describeBytes(index).digest,
    });
  });

  it('keeps every name where several write one layout at once', async () => {
    const tags = ['a', 'b', 'c', 'd', 'e'];
    await Promise.all(
      tags.map((tag) => copyImage({ source: source(), target: createLayoutTarget(layout(tag)) })),
    );
    for (const tag of tags) await createLayoutSource(layout(tag)).resolve();
    expect(readdirSync(join(folder, 'layout')).sort()).toEqual([
      'blobs',
      'index.json',
      'oci-layout',
    ]);
  });

  it('goes on with a blob that an interrupted pull left in a layout', async () => {
    const ranges: (string | undefined)[] = [];
    let broken = true;
    registry.intercept = (request, response) => {
      if (!request.url?.includes(describeBytes(shared).digest)) return false;
      ranges.push(request.headers.range);
      if (!broken) return false;
      response.writeHead(
        ranges.length === 1 ? 200 : 503,
        ranges.length === 1 ? { 'content-length': shared.length } : {},
      );
      if (ranges.length === 1)
        response.write(shared.subarray(0, 300_000), () => setTimeout(() => response.destroy(), 30));
      else response.end();
      return true;
    };
    await expect(
      copyImage({ source: source(), target: createLayoutTarget(layout()) }),
    ).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(existsSync(join(folder, 'layout', 'index.json'))).toBe(false);
    broken = false;
    ranges.length = 0;
    await copyImage({ source: source(), target: createLayoutTarget(layout()) });
    expect(ranges).toEqual([expect.stringMatching(/^bytes=[1-9]\d*-$/)]);
    expect(
      (await collect(createLayoutSource(layout()).fetchBlob(describeBytes(shared)))).equals(shared),
    ).toBe(true);
  });

  it('fetches anew what an interrupted pull left damaged', async () => {
    mkdirSync(join(folder, 'layout', '.slipway-partial'), { recursive: true });
    const partial = describeBytes(shared).digest.replace(':', '-');
    writeFileSync(join(folder, 'layout', '.slipway-partial', partial), Buffer.alloc(1000));
    await copyImage({ source: source(), target: createLayoutTarget(layout()) });
    expect(
      (await collect(createLayoutSource(layout()).fetchBlob(describeBytes(shared)))).equals(shared),
    ).toBe(true);
  });

  it('takes referrers along where that is asked', async () => {
    const repository = client.repository({ registry: registry.host, repository: 'a/b' });
    const config = Buffer.from('{}');
    registry.blobs.set(describeBytes(config).digest, config);
    const signature = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.ociManifest,
        artifactType: 'application/x.sig',
        config: describeBytes(config, mediaTypes.ociEmpty),
        layers: [],
        subject: images[0]?.descriptor,
      }),
    );
    await repository.pushManifest(signature, { mediaType: mediaTypes.ociManifest });
    const other = await FakeRegistry.start();
    try {
      const target = client.repository({ registry: other.host, repository: 'c/d' });
      await copyImage({
        source: source(),
        target: createRegistryTarget({ repository: target, tag: '1' }),
        referrers: true,
      });
      expect(other.manifests.has(describeBytes(signature).digest)).toBe(true);
      expect(
        (await target.referrers(images[0]?.descriptor.digest ?? describeBytes(config).digest))
          .length,
      ).toBe(1);
    } finally {
      await other.stop();
    }
  });

  it('that fails leaves the target without the name, and ends its other transfers', async () => {
    registry.intercept = (request, response) => {
      if (!request.url?.includes(describeBytes(images[1]?.blobs[2] ?? shared).digest)) return false;
      end(response, 404, {}, 'BLOB_UNKNOWN');
      return true;
    };
    await expect(
      copyImage({ source: source(), target: createLayoutTarget(layout('1')) }),
    ).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(existsSync(join(folder, 'layout', 'index.json'))).toBe(false);
  });

  it('ends with the reason of its signal', async () => {
    const abort = new AbortController();
    registry.intercept = (request) => {
      if (request.url?.includes('/blobs/')) abort.abort(new Error('enough'));
      return false;
    };
    await expect(
      copyImage({ source: source(), target: createLayoutTarget(layout()), signal: abort.signal }),
    ).rejects.toThrow('enough');
  });
});

/** Files in memory, as an archive has them. */
function memoryFiles(files: Map<string, Buffer>): FileReader {
  return {
    size: async (name) => files.get(name)?.length,
    open: (name, options) => bytesFrom(files.get(name) ?? Buffer.alloc(0), options?.start ?? 0),
  };
}

describe('an archive', () => {
  it('is written as a layout that docker load takes, and read again', async () => {
    fill('1');
    const files = new Map<string, Buffer>();
    let kept: boolean | undefined;
    const appender = {
      add: async (name: string, size: number, body: AsyncIterable<Uint8Array>) => {
        files.set(name, await collect(body));
        expect(files.get(name)?.length).toBe(size);
      },
      close: async ({ keep }: { keep: boolean }) => {
        kept = keep;
      },
    };
    const target = createArchiveTarget(appender, {
      name: 'x.tar',
      reference: '1',
      repoTags: ['hub/a/b:1'],
    });
    await copyImage({ source: source(), target, platforms: platforms.slice(0, 1) });
    await target.close?.({ failed: false });
    expect(kept).toBe(true);
    const [saved] = JSON.parse(files.get('manifest.json')?.toString() ?? '') as {
      Config: string;
      RepoTags: string[];
      Layers: string[];
    }[];
    expect(saved?.RepoTags).toEqual(['hub/a/b:1']);
    for (const path of [saved?.Config ?? '', ...(saved?.Layers ?? [])])
      expect(files.has(path)).toBe(true);
    const again = await createArchiveSource(memoryFiles(files), { name: 'x.tar', reference: '1' });
    expect((await again.resolve()).digest).toBe(images[0]?.descriptor.digest);
  });

  it('of an old docker save gets a manifest', async () => {
    const [config, ...layers] = images[0]?.blobs ?? [];
    const files = new Map<string, Buffer>([
      ['c.json', config ?? Buffer.alloc(0)],
      ...layers.map((layer, at): [string, Buffer] => [`l${at}/layer.tar`, layer]),
      [
        'manifest.json',
        Buffer.from(
          JSON.stringify([
            {
              Config: 'c.json',
              RepoTags: ['a/b:1'],
              Layers: layers.map((_, at) => `l${at}/layer.tar`),
            },
          ]),
        ),
      ],
    ]);
    const saved = await createArchiveSource(memoryFiles(files), { name: 'x.tar', reference: '1' });
    await copyImage({ source: saved, target: createLayoutTarget(layout()) });
    const document = JSON.parse(
      Buffer.from(
        await createLayoutSource(layout()).fetchManifest(await saved.resolve()),
      ).toString(),
    ) as { layers: unknown[] };
    expect(document.layers).toEqual(layers.map((each) => describeBytes(each)));
    await expect(
      createArchiveSource(memoryFiles(new Map()), { name: 'y.tar' }),
    ).rejects.toMatchObject({ code: 'LAYOUT' });
  });
});

const peer = '/usr/bin/docker-registry';
const required = process.env.SLIPWAY_REQUIRE_TOOLS === '1';
const absent = !existsSync(peer) && !required;
if (absent) console.warn(`skipped: a copy through docker-registry (${peer} is not installed)`);

describe.skipIf(absent)("Debian's docker-registry", () => {
  it('takes, mounts, lists, gives and deletes an image', async () => {
    const { host, stop } = await startDockerRegistry(folder);
    try {
      fill('1');
      const repository = client.repository({ registry: host, repository: 'a/b' });
      await copyImage({ source: source(), target: createRegistryTarget({ repository, tag: '1' }) });
      const there = await copyImage({
        source: source('1', host),
        target: createRegistryTarget({
          repository: client.repository({ registry: host, repository: 'c/d' }),
          tag: '2',
        }),
      });
      expect(there).toMatchObject({ mounted: 5, bytes: 0 });
      await copyImage({ source: source('1', host), target: createLayoutTarget(layout()) });
      const tags: string[] = [];
      for await (const tag of repository.listTags()) tags.push(tag);
      expect(tags).toEqual(['1']);
      const names: string[] = [];
      for await (const name of client.catalog(host)) names.push(name);
      expect(names).toEqual(['a/b', 'c/d']);
      await repository.deleteManifest(describeBytes(index).digest);
      await expect(repository.resolve('1')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    } finally {
      await stop();
    }
  });
});

async function startDockerRegistry(
  root: string,
): Promise<{ host: string; stop: () => Promise<void> }> {
  const port = await freePort();
  const host = `127.0.0.1:${port}`;
  const config = join(root, 'registry.yml');
  writeFileSync(
    config,
    `version: 0.1\nstorage: {filesystem: {rootdirectory: ${join(root, 'registry')}}, delete: {enabled: true}}\nhttp: {addr: '${host}'}\nlog: {level: error, accesslog: {disabled: true}}\n`,
  );
  const child = spawn(peer, ['serve', config], { stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.on('exit', () => resolve()));
  const waiting = createRegistryClient({
    retry: { retries: 30, baseDelay: 50, maximumDelay: 200 },
  });
  for (let attempt = 0; ; attempt++) {
    const ready = await waiting.ping(host).then(
      () => true,
      () => false,
    );
    if (ready) break;
    if (attempt === 100) throw new Error('docker-registry did not start');
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  await waiting.close();
  return {
    host,
    stop: async () => {
      child.kill();
      await ended;
    },
  };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
