import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { openTarFile } from '@slipway/archive';
import { createImageStore, type ImageStore } from '@slipway/images';
import {
  storeBytes,
  storeDocument,
  storeSampleImage,
  storeSampleIndex,
} from '@slipway/images/testing';
import { type Descriptor, descriptorDocument, digestHex, mediaTypes } from '@slipway/oci';
import { createLayerStore } from '@slipway/runtime';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runCli } from '../run-cli.ts';
import { FakeInput, FakeOutput, fakeContext } from '../testing/fake-context.ts';

const hub = 'hub.example:5000';
const amd64 = { os: 'linux', architecture: 'amd64' };
const arm64 = { os: 'linux', architecture: 'arm64' };

let folder: string;
let store: ImageStore;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-store-'));
  store = await createImageStore({ folder: join(folder, 'images') });
});

afterEach(() => rmSync(folder, { recursive: true, force: true }));

async function slipway(words: readonly string[], input?: Buffer) {
  const stdin = new FakeInput(input ? { text: input.toString('latin1') } : {});
  const stdout = new FakeOutput({ columns: 200 });
  const context = fakeContext({
    environment: {
      SLIPWAY_IMAGES: join(folder, 'images'),
      SLIPWAY_BUILD_STATE: join(folder, 'build'),
      SLIPWAY_HUB: hub,
    },
    stdin,
    stdout,
  });
  const code = await runCli(words, context);
  return { code, out: stdout.text, err: context.stderr.text };
}

/** An image with a config of its own. */
async function putImage(
  name: string | undefined,
  options: { created?: string; labels?: Record<string, string> } = {},
): Promise<Descriptor> {
  const { created, labels } = options;
  const layer = await storeBytes(
    store.content,
    mediaTypes.ociLayerGzip,
    Buffer.from(`layer ${name}`),
  );
  const config = await storeDocument(store.content, mediaTypes.ociConfig, {
    ...amd64,
    ...(created ? { created } : {}),
    config: { Labels: labels ?? {} },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
    history: [
      { created, created_by: 'COPY a b # buildkit' },
      {
        created,
        created_by: `CMD ["${'x'.repeat(60)}"]`,
        empty_layer: true,
        comment: 'buildkit.dockerfile.v0',
      },
    ],
  });
  const manifest = await storeDocument(store.content, mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptorDocument(config),
    layers: [descriptorDocument(layer)],
  });
  await store.put(manifest, name === undefined ? [] : [name]);
  return manifest;
}

const short = ({ digest }: Descriptor): string => digestHex(digest).slice(0, 12);

const ago = (hours: number): string => new Date(Date.now() - hours * 3600_000).toISOString();

function rows(table: string): string[][] {
  return table
    .trimEnd()
    .split('\n')
    .map((line) => line.split(/ {2,}/));
}

describe('slipway images', () => {
  it('lists them as Docker does, the newest first, without the default hub', async () => {
    const old = await putImage(`${hub}/kirtan/old:1`, { created: ago(80) });
    const young = await putImage('docker.io/library/node:22', { created: ago(3) });
    const dangling = await putImage(undefined);
    const own = await putImage(`${hub}/library/base:latest`, { created: '0001-01-01T00:00:00Z' });
    const { code, out } = await slipway(['images']);
    expect(code).toBe(0);
    const sizes = await sizesOf([young, old, dangling, own]);
    expect(rows(out)).toEqual([
      ['REPOSITORY', 'TAG', 'IMAGE ID', 'CREATED', 'SIZE'],
      ['docker.io/library/node', '22', short(young), '3 hours ago', sizes[0]],
      ['kirtan/old', '1', short(old), '3 days ago', sizes[1]],
      ['<none>', '<none>', short(dangling), 'N/A', sizes[2]],
      ['base', 'latest', short(own), 'N/A', sizes[3]],
    ]);
  });

  it('prints ids, digests and whole ids where asked to', async () => {
    const image = await putImage(`${hub}/a/b:1`);
    await store.put(image, [`${hub}/a/b:2`]);
    expect((await slipway(['images', '-q'])).out).toBe(`${short(image)}\n`);
    expect((await slipway(['images', '-q', '--no-trunc'])).out).toBe(`${image.digest}\n`);
    expect(rows((await slipway(['images', '--digests'])).out)[1]).toContain(image.digest);
  });

  it.each([
    [['kirtan/app'], ['kirtan/app:1', 'kirtan/app:2']],
    [['kirtan/app:2'], ['kirtan/app:2']],
    [['--filter', 'reference=*/node:*'], ['docker.io/library/node:22']],
    [['--filter', 'dangling=true'], ['<none>:<none>']],
    [['--filter', 'label=tier=web'], ['kirtan/app:2']],
    [
      ['--filter', 'label=tier'],
      ['kirtan/app:1', 'kirtan/app:2'],
    ],
    [['--filter', 'since=kirtan/app:1'], ['kirtan/app:2']],
    [
      ['--filter', 'before=kirtan/app:1'],
      ['docker.io/library/node:22', '<none>:<none>'],
    ],
    [['--filter', 'until=24h', '--filter', 'dangling=false'], ['docker.io/library/node:22']],
  ])('%j shows %j', async (words, expected) => {
    await putImage(`${hub}/kirtan/app:1`, { created: ago(5), labels: { tier: 'db' } });
    await putImage(`${hub}/kirtan/app:2`, { created: ago(1), labels: { tier: 'web' } });
    await putImage('docker.io/library/node:22', { created: ago(100) });
    await putImage(undefined);
    const shown = rows((await slipway(['images', ...words])).out).slice(1);
    expect(shown.map(([repository, tag]) => `${repository}:${tag}`).sort()).toEqual(
      [...expected].sort(),
    );
  });

  it.each([
    [['--filter', 'dangling'], /expected NAME=VALUE/],
    [['--filter', 'dangeling=true'], /Did you mean "dangling"/],
    [['--filter', 'until=soon'], /expected a time/],
    [['--filter', 'before=none/such:1'], /no such image/],
  ])('%j is a usage error', async (words, message) => {
    const { code, err } = await slipway(['images', ...words]);
    expect(code).toBe(2);
    expect(err).toMatch(message);
  });

  it('prints JSON', async () => {
    const image = await putImage(`${hub}/a/b:1`, { created: '2026-01-01T00:00:00Z' });
    expect(JSON.parse((await slipway(['images', '--json'])).out)).toMatchObject([
      {
        name: `${hub}/a/b:1`,
        repository: 'a/b',
        tag: '1',
        digest: image.digest,
        created: '2026-01-01T00:00:00.000Z',
        platforms: ['linux/amd64'],
      },
    ]);
  });
});

async function sizesOf(images: readonly Descriptor[]): Promise<string[]> {
  return Promise.all(images.map(async (image) => `${(await store.details(image))?.size} B`));
}

describe('slipway history', () => {
  it('shows the steps, the newest first', async () => {
    const image = await putImage(`${hub}/a/b:1`, { created: ago(2) });
    const { out } = await slipway(['history', 'a/b:1']);
    expect(rows(out)).toEqual([
      ['IMAGE', 'CREATED', 'CREATED BY', 'SIZE', 'COMMENT'],
      [short(image), '2 hours ago', `CMD ["${'x'.repeat(38)}…`, '0 B', 'buildkit.dockerfile.v0'],
      ['<missing>', '2 hours ago', 'COPY a b # buildkit', '28 B'],
    ]);
    expect((await slipway(['history', '--no-trunc', short(image)])).out).toContain('x'.repeat(60));
    expect((await slipway(['history', '-q', 'a/b:1'])).out).toBe(`${short(image)}\n<missing>\n`);
    expect(JSON.parse((await slipway(['history', '--json', 'a/b:1'])).out)).toMatchObject([
      { size: 0 },
      { size: 28, createdBy: 'COPY a b # buildkit' },
    ]);
  });

  it.each([
    ['a/b:2', [], 4],
    ['a/b:1', ['--platform', 'linux/s390x'], 4],
    ['ffffffffffff', [], 4],
  ])('%s %j ends with %i', async (name, options, expected) => {
    await putImage(`${hub}/a/b:1`);
    expect((await slipway(['history', name, ...options])).code).toBe(expected);
  });
});

describe('slipway rmi', () => {
  it('takes a name away, and the image with its last one', async () => {
    const image = await putImage(`${hub}/a/b:1`);
    await store.put(image, [`${hub}/a/b:2`]);
    expect((await slipway(['rmi', 'a/b:1'])).out).toBe('Untagged: a/b:1\n');
    expect(await store.content.stat(image.digest)).toBeDefined();
    const { out } = await slipway(['rmi', 'a/b:2']);
    expect(out).toBe(`Untagged: a/b:2\nDeleted: ${image.digest}\n`);
    expect(await store.content.stat(image.digest)).toBeUndefined();
  });

  it('wants --force for several names by an id', async () => {
    const image = await putImage(`${hub}/a/b:1`);
    await store.put(image, [`${hub}/a/b:2`]);
    const refused = await slipway(['rmi', short(image)]);
    expect(refused).toMatchObject({
      code: 1,
      err: expect.stringMatching(/a\/b:1, a\/b:2/) as string,
    });
    const { out } = await slipway(['rmi', '-f', short(image)]);
    expect(out).toBe(`Untagged: a/b:1\nUntagged: a/b:2\nDeleted: ${image.digest}\n`);
  });

  it('does what it can, and says what is not there', async () => {
    await putImage(`${hub}/a/b:1`);
    const { code, out, err } = await slipway(['rmi', 'none/such:1', 'a/b:1', 'nor/this:1']);
    expect(code).toBe(4);
    expect(out).toMatch(/^Untagged: a\/b:1/);
    expect(err).toMatch(/none\/such:1 is not in the local store[\s\S]*nor\/this:1 is not/);
    expect((await slipway(['rmi', '--force', 'none/such:1'])).code).toBe(0);
  });

  it('keeps layers that builds keep', async () => {
    const layers = await createLayerStore({
      folder: join(folder, 'build/layers'),
      content: store.content,
    });
    const image = await storeSampleImage(store.content);
    await layers.fromBlob({ descriptor: image.layer, diffId: image.layer.digest });
    await store.put(image.manifest, [`${hub}/a/b:1`]);
    await slipway(['rmi', 'a/b:1']);
    expect(await store.content.stat(image.layer.digest)).toBeDefined();
    expect(await store.content.stat(image.manifest.digest)).toBeUndefined();
  });
});

describe('slipway tag', () => {
  it('takes an id', async () => {
    const image = await putImage(undefined);
    expect((await slipway(['tag', short(image), 'a/b:1'])).code).toBe(0);
    expect((await store.find(`${hub}/a/b:1`))?.descriptor).toEqual(image);
    expect((await store.list()).length).toBe(1);
  });
});

describe('slipway save and load', () => {
  it('carry images with their names from one store to another', async () => {
    const [one, two] = [await putImage(`${hub}/a/b:1`), await putImage('docker.io/library/c:2')];
    const file = join(folder, 'out.tar');
    expect((await slipway(['save', '-o', file, 'a/b:1', 'docker.io/library/c:2'])).code).toBe(0);
    await slipway(['rmi', 'a/b:1', 'docker.io/library/c:2']);
    expect(await store.list()).toEqual([]);
    const { out } = await slipway(['load', '-i', file]);
    expect(out).toBe('Loaded image: a/b:1\nLoaded image: docker.io/library/c:2\n');
    expect((await store.find(`${hub}/a/b:1`))?.descriptor).toEqual(one);
    expect((await store.find('docker.io/library/c:2'))?.descriptor).toEqual(two);
    expect((await store.details(one))?.layers).toHaveLength(1);
  });

  it.each([
    ['plain', (bytes: Buffer) => bytes],
    ['gzipped', (bytes: Buffer) => gzipSync(bytes)],
    ['zstd', (bytes: Buffer) => zstdCompressSync(bytes)],
  ])('work through pipes, %s', async (_, compress) => {
    const image = await putImage(`${hub}/a/b:1`);
    const saved = await slipway(['save', 'a/b:1']);
    expect(saved.code).toBe(0);
    await slipway(['rmi', 'a/b:1']);
    const bytes = compress(Buffer.from(saved.out, 'latin1'));
    expect((await slipway(['load', '-q'], bytes)).out).toBe('Loaded image: a/b:1\n');
    expect((await store.find(`${hub}/a/b:1`))?.descriptor).toEqual(image);
    const file = join(folder, 'in');
    writeFileSync(file, bytes);
    expect((await slipway(['load', '-i', file])).code).toBe(0);
  });

  it('keep an index, and give older engines this machine’s image of it', async () => {
    const [one, two] = [
      await storeSampleImage(store.content, amd64),
      await storeSampleImage(store.content, arm64),
    ];
    const index = await storeSampleIndex(store.content, [
      { manifest: one.manifest, platform: amd64 },
      { manifest: two.manifest, platform: arm64 },
    ]);
    await store.put(index, [`${hub}/a/b:1`]);
    const file = join(folder, 'out.tar');
    await slipway(['save', '-o', file, 'a/b:1']);
    const own = process.arch === 'arm64' ? two : one;
    const archive = await openTarFile(file);
    const text = await textOf(archive.open('manifest.json'));
    await archive.close();
    expect(JSON.parse(text)).toMatchObject([
      { Config: `blobs/sha256/${digestHex(own.config.digest)}`, RepoTags: [`${hub}/a/b:1`] },
    ]);
    await slipway(['rmi', 'a/b:1']);
    await slipway(['load', '-i', file]);
    expect((await store.find(`${hub}/a/b:1`))?.descriptor).toEqual(index);
    const narrow = join(folder, 'narrow.tar');
    await slipway(['save', '-o', narrow, '--platform', 'linux/arm64', 'a/b:1']);
    await slipway(['rmi', 'a/b:1']);
    await slipway(['load', '-i', narrow]);
    expect((await store.find(`${hub}/a/b:1`))?.descriptor.digest).toBe(two.manifest.digest);
  });

  it('leave out platforms that are not here', async () => {
    const [one, two] = [
      await storeSampleImage(store.content, amd64),
      await storeSampleImage(store.content, arm64),
    ];
    const index = await storeSampleIndex(store.content, [
      { manifest: one.manifest, platform: amd64 },
      { manifest: two.manifest, platform: arm64 },
    ]);
    await store.put(index, [`${hub}/a/b:1`]);
    await store.content.delete(two.layer.digest);
    const file = join(folder, 'out.tar');
    expect((await slipway(['save', '-o', file, 'a/b:1'])).code).toBe(0);
    await slipway(['rmi', 'a/b:1']);
    await slipway(['load', '-i', file]);
    const root = await store.find(`${hub}/a/b:1`);
    expect(root?.descriptor.digest).toBe(one.manifest.digest);
  });

  it('without a name have an id', async () => {
    const image = await putImage(undefined);
    const file = join(folder, 'out.tar');
    await slipway(['save', '-o', file, short(image)]);
    expect((await slipway(['load', '-i', file])).out).toBe(`Loaded image ID: ${image.digest}\n`);
  });

  it('read what docker save wrote before version 25', async () => {
    const layer = join(folder, 'layer.tar');
    writeFileSync(join(folder, 'hello'), 'hello');
    execFileSync('tar', ['-cf', layer, '-C', folder, 'hello']);
    const config = { ...amd64, rootfs: { type: 'layers', diff_ids: [`sha256:${'0'.repeat(64)}`] } };
    writeFileSync(join(folder, 'config.json'), JSON.stringify(config));
    const saved = [{ Config: 'config.json', RepoTags: ['old:1'], Layers: ['layer.tar'] }];
    writeFileSync(join(folder, 'manifest.json'), JSON.stringify(saved));
    const file = join(folder, 'old.tar');
    execFileSync('tar', ['-cf', file, '-C', folder, 'config.json', 'manifest.json', 'layer.tar']);
    expect((await slipway(['load', '-i', file])).out).toBe(
      'Loaded image: docker.io/library/old:1\n',
    );
  });

  it('leave nothing behind where they fail', async () => {
    await putImage(`${hub}/a/b:1`);
    const file = join(folder, 'out.tar');
    expect((await slipway(['save', '-o', file, 'a/b:1', 'none/such:1'])).code).toBe(4);
    expect(existsSync(file)).toBe(false);
    const text = join(folder, 'text');
    writeFileSync(text, 'no archive');
    expect((await slipway(['load', '-i', text])).code).toBe(1);
    expect((await slipway(['load'], Buffer.from('no archive'))).code).toBe(1);
    expect(JSON.stringify(readNames())).not.toContain('.load-');
  });
});

function readNames(): readonly string[] {
  return execFileSync('ls', ['-A', join(folder, 'images')])
    .toString()
    .split('\n');
}

async function textOf(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks).toString();
}

describe('slipway prune and df', () => {
  it('free what has no name, and tell before how much', async () => {
    const kept = await putImage(`${hub}/a/b:1`);
    const lost = await putImage(undefined);
    const size = (await store.details(lost))?.size;
    const usage = JSON.parse((await slipway(['df', '--json'])).out) as object[];
    expect(usage[0]).toMatchObject({ type: 'Images', count: 2, reclaimable: size });
    const { code, out } = await slipway(['prune', '--force', '--json']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toEqual({
      images: [{ digest: lost.digest }],
      buildCache: [],
      reclaimed: size,
    });
    expect(await store.content.stat(kept.digest)).toBeDefined();
    expect(await store.content.stat(lost.digest)).toBeUndefined();
    expect(JSON.parse((await slipway(['df', '--json'])).out)).toMatchObject([
      { count: 1, reclaimable: 0 },
      { type: 'Build cache', count: 0 },
      { type: 'Cache mounts', count: 0 },
      { type: 'Fetched files', count: 0 },
    ]);
  });

  it('free layers of builds that no image has', async () => {
    const layers = await createLayerStore({
      folder: join(folder, 'build/layers'),
      content: store.content,
    });
    const one = await storeBytes(store.content, mediaTypes.ociLayer, Buffer.alloc(2048));
    await layers.fromBlob({ descriptor: one, diffId: one.digest });
    const usage = JSON.parse((await slipway(['df', '--json'])).out) as object[];
    expect(usage[1]).toMatchObject({ count: 1, size: 2048, reclaimable: 2048 });
    const { out } = await slipway(['prune', '-f']);
    expect(out).toMatch(/Deleted build cache:[\s\S]*Total reclaimed space: 2.0 kB\n$/);
    expect(await store.content.stat(one.digest)).toBeUndefined();
  });

  it('keep what was used lately, and what fits', async () => {
    const images = [await putImage(`${hub}/a/b:1`), await putImage(`${hub}/a/b:2`)];
    const [first, second] = images as [Descriptor, Descriptor];
    await slipway(['prune', '-f', '--all', '--filter', 'until=1h']);
    expect(await store.list()).toHaveLength(2);
    await new Promise((resolve) => setTimeout(resolve, 5));
    await store.touch(first.digest);
    const size = (await store.details(first))?.size ?? 0;
    await slipway(['prune', '-f', '--all', '--max-size', String(size + 10)]);
    expect((await store.list()).map((each) => each.descriptor.digest)).toEqual([first.digest]);
    expect(await store.content.stat(second.digest)).toBeUndefined();
    await slipway(['prune', '-f', '-a']);
    expect(await store.list()).toEqual([]);
  });

  it('ask first', async () => {
    await putImage(undefined);
    const { code, err } = await slipway(['prune']);
    expect(code).toBe(2);
    expect(err).toMatch(/--force/);
    expect(await store.list()).toHaveLength(1);
  });

  it('show tables, in detail where asked to', async () => {
    await putImage(`${hub}/a/b:1`);
    const { out } = await slipway(['df', '-v']);
    expect(rows(out)[0]).toEqual(['TYPE', 'COUNT', 'SIZE', 'RECLAIMABLE']);
    expect(out).toMatch(/IMAGE {2,}IMAGE ID[\s\S]*a\/b:1/);
  });
});

it('an archive of two stores’ worth is a layout that others list', async () => {
  await putImage(`${hub}/a/b:1`);
  const file = join(folder, 'out.tar');
  await slipway(['save', '-o', file, 'a/b:1']);
  expect((await slipway(['tags', `oci-archive:${file}`])).out).toBe('1\n');
  expect(readFileSync(file).length % 512).toBe(0);
});
