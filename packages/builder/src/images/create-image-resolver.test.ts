import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createImageStore, type ImageStore } from '@slipway/images';
import { storeSampleImage, storeSampleIndex } from '@slipway/images/testing';
import {
  type Descriptor,
  descriptorDocument,
  mediaTypes,
  type Platform,
  parseDigest,
} from '@slipway/oci';
import {
  copyImage,
  createLayoutTarget,
  createRegistryClient,
  createRegistrySource,
} from '@slipway/remote';
import { describeBytes, FakeRegistry, makeImage, patterned, sha256 } from '@slipway/remote/testing';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ImageResolver } from '../ports/images.ts';
import { createImageResolver } from './create-image-resolver.ts';

const amd64: Platform = { os: 'linux', architecture: 'amd64' };
const arm64: Platform = { os: 'linux', architecture: 'arm64' };

let folder: string;
let images: ImageStore;
let registry: FakeRegistry;
const client = createRegistryClient({ retry: { retries: 0 } });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-resolver-'));
  images = await createImageStore({ folder: join(folder, 'images') });
  registry = await FakeRegistry.start();
});

afterEach(async () => {
  await registry.stop();
  await rm(folder, { recursive: true, force: true });
});

function resolver(hub?: string): ImageResolver {
  return createImageResolver({
    images,
    registry: client,
    workingDirectory: folder,
    ...(hub === undefined ? {} : { hub }),
  });
}

/** Puts an image into the fake registry; answers its manifest. */
function publish(layers: readonly Buffer[], options: { tag?: string; architecture?: string } = {}) {
  const image = makeImage(layers, options.architecture);
  for (const blob of image.blobs) registry.blobs.set(sha256(blob), blob);
  putManifest(image.manifest, mediaTypes.ociManifest, options.tag);
  return image.descriptor;
}

function putManifest(bytes: Buffer, mediaType: string, tag?: string): void {
  for (const key of [sha256(bytes), ...(tag ? [tag] : [])]) {
    registry.manifests.set(key, { mediaType, bytes });
  }
}

function publishIndex(entries: readonly { image: Descriptor; platform: Platform }[], tag: string) {
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociIndex,
      manifests: entries.map(({ image, platform }) => descriptorDocument({ ...image, platform })),
    }),
  );
  putManifest(bytes, mediaTypes.ociIndex, tag);
  return describeBytes(bytes, mediaTypes.ociIndex);
}

const requests = (pattern: RegExp): number =>
  registry.log.filter((each) => pattern.test(each)).length;

describe('an image of a registry', () => {
  it('is resolved without its layers, and found without network afterwards', async () => {
    const layer = patterned(50_000);
    const manifest = publish([layer], { tag: '1' });
    const reference = `${registry.host}/base/app:1`;
    const image = await resolver().resolve(reference, { platform: amd64, pull: false });
    expect(image).toMatchObject({ reference, platform: amd64, manifest });
    expect(image.layers).toEqual([{ descriptor: describeBytes(layer), diffId: sha256(layer) }]);
    expect(requests(new RegExp(sha256(layer)))).toBe(0);
    registry.log.length = 0;
    expect(await resolver().resolve(reference, { platform: amd64, pull: false })).toEqual(image);
    expect(registry.log).toEqual([]);
    await resolver().resolve(reference, { platform: amd64, pull: true });
    expect(registry.log.length).toBeGreaterThan(0);
  });

  it('gives its layers when asked, each once however many ask', async () => {
    const layers = [patterned(300_000, 1), patterned(200_000, 2)];
    publish(layers, { tag: '1' });
    const both = resolver();
    const reference = `${registry.host}/base/app:1`;
    const image = await both.resolve(reference, { platform: amd64, pull: false });
    const seen: number[] = [];
    await Promise.all([
      both.fetchLayers(image, image.layers, {}),
      both.fetchLayers(image, image.layers.slice(0, 1), {
        onProgress: (_, bytes) => seen.push(bytes),
      }),
      both.fetchLayers(image, image.layers, {}),
    ]);
    for (const layer of layers) {
      expect(requests(new RegExp(`GET .*${sha256(layer)}`))).toBe(1);
      expect((await images.content.stat(parseDigest(sha256(layer))))?.size).toBe(layer.length);
    }
    expect(seen.at(-1)).toBe(300_000);
    registry.log.length = 0;
    await resolver().fetchLayers(image, image.layers, {});
    expect(registry.log).toEqual([]);
  });

  it('keeps coming for one when another who wants it gives up', async () => {
    const layer = patterned(100_000);
    publish([layer], { tag: '1' });
    const both = resolver();
    const image = await both.resolve(`${registry.host}/a/b:1`, { platform: amd64, pull: false });
    const blocked = Promise.withResolvers<void>();
    registry.intercept = async (request) => {
      if (request.url?.includes('/blobs/')) await blocked.promise;
      return false;
    };
    const abort = new AbortController();
    const given = both.fetchLayers(image, image.layers, { signal: abort.signal });
    const kept = both.fetchLayers(image, image.layers, {});
    abort.abort();
    await expect(given).rejects.toThrow(/abort/i);
    blocked.resolve();
    await kept;
    expect(await images.content.stat(parseDigest(sha256(layer)))).toBeDefined();
  });

  it('is chosen by platform, and what there is is said where none fits', async () => {
    const one = publish([patterned(10, 1)], { architecture: 'amd64' });
    const two = publish([patterned(10, 2)], { architecture: 'arm64' });
    publishIndex(
      [
        { image: one, platform: amd64 },
        { image: two, platform: { ...arm64, variant: 'v8' } },
      ],
      '2',
    );
    const reference = `${registry.host}/base/app:2`;
    const image = await resolver().resolve(reference, { platform: arm64, pull: false });
    expect(image.manifest.digest).toBe(two.digest);
    const missing = resolver().resolve(reference, {
      platform: { os: 'linux', architecture: 's390x' },
      pull: false,
    });
    await expect(missing).rejects.toMatchObject({
      code: 'PLATFORM_NOT_FOUND',
      message: `${reference} has no image for linux/s390x; it has linux/amd64, linux/arm64/v8`,
    });
    // The other platform is fetched although the index is here already.
    const other = await resolver().resolve(reference, { platform: amd64, pull: false });
    expect(other.manifest.digest).toBe(one.digest);
  });

  it('of one platform is taken for what it is', async () => {
    publish([patterned(10)], { tag: '1', architecture: 'arm64' });
    const image = await resolver().resolve(`${registry.host}/a/b:1`, {
      platform: amd64,
      pull: false,
    });
    expect(image.platform).toEqual(arm64);
  });

  it('may be pinned by its digest, whatever its tag means today', async () => {
    const pinned = publish([patterned(10, 1)], { tag: '1' });
    publish([patterned(10, 2)], { tag: '1' });
    const reference = `${registry.host}/a/b:1@${pinned.digest}`;
    const image = await resolver().resolve(reference, { platform: amd64, pull: false });
    expect(image).toMatchObject({ reference, manifest: pinned });
    expect(await images.find(`${registry.host}/a/b:1`)).toBeUndefined();
    registry.log.length = 0;
    await resolver().resolve(reference, { platform: amd64, pull: false });
    expect(registry.log).toEqual([]);
  });

  it('may have Docker media types', async () => {
    const layer = patterned(100);
    const config = makeImage([layer]).blobs[0] as Buffer;
    const bytes = Buffer.from(
      JSON.stringify({
        schemaVersion: 2,
        mediaType: mediaTypes.dockerManifest,
        config: describeBytes(config, mediaTypes.dockerConfig),
        layers: [describeBytes(layer, mediaTypes.dockerLayerGzip)],
      }),
    );
    for (const blob of [config, layer]) registry.blobs.set(sha256(blob), blob);
    putManifest(bytes, mediaTypes.dockerManifest, '1');
    const image = await resolver().resolve(`${registry.host}/a/b:1`, {
      platform: amd64,
      pull: false,
    });
    expect(image.layers[0]?.descriptor.mediaType).toBe(mediaTypes.dockerLayerGzip);
    await resolver().fetchLayers(image, image.layers, {});
    expect(await images.content.stat(parseDigest(sha256(layer)))).toBeDefined();
  });

  it('that does not exist is said to be nowhere', async () => {
    await expect(
      resolver().resolve(`${registry.host}/a/b:9`, { platform: amd64, pull: false }),
    ).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: `${registry.host}/a/b:9 is not in the local store, and ${registry.host} does not have it`,
    });
  });

  it('whose layer is not what it says is refused', async () => {
    const layer = patterned(100);
    publish([layer], { tag: '1' });
    registry.blobs.set(sha256(layer), Buffer.alloc(100));
    const one = resolver();
    const image = await one.resolve(`${registry.host}/a/b:1`, { platform: amd64, pull: false });
    await expect(one.fetchLayers(image, image.layers, {})).rejects.toThrow(/another digest/);
    expect(await images.content.stat(parseDigest(sha256(layer)))).toBeUndefined();
  });

  it('is asked for once by stages that want it at the same time', async () => {
    publish([patterned(10)], { tag: '1' });
    const one = resolver();
    const options = { platform: amd64, pull: false };
    await Promise.all([1, 2, 3].map(() => one.resolve(`${registry.host}/a/b:1`, options)));
    expect(requests(/GET .*manifests\/1/)).toBe(1);
  });
});

describe('an image of the local store', () => {
  it('goes before the registry, also under the hub it was built for', async () => {
    const { manifest } = await storeSampleImage(images.content);
    await images.put(manifest, ['hub.example:5000/library/base:latest']);
    const image = await resolver('hub.example:5000').resolve('base', {
      platform: amd64,
      pull: false,
    });
    expect(image).toMatchObject({ reference: 'hub.example:5000/library/base:latest', manifest });
  });

  it('has its use noted', async () => {
    const { manifest } = await storeSampleImage(images.content);
    await images.put(manifest, ['docker.io/library/base:1']);
    const before = (await images.find('docker.io/library/base:1'))?.lastUsedAt.getTime() ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 5));
    await resolver().resolve('base:1', { platform: amd64, pull: false });
    expect((await images.find('docker.io/library/base:1'))?.lastUsedAt.getTime()).toBeGreaterThan(
      before,
    );
  });

  it('is found by digest', async () => {
    const one = await storeSampleImage(images.content, amd64);
    const index = await storeSampleIndex(images.content, [
      { manifest: one.manifest, platform: amd64 },
    ]);
    await images.put(index, ['docker.io/library/base:1']);
    const reference = `docker.io/library/base@${index.digest}`;
    const image = await resolver().resolve(reference, { platform: amd64, pull: false });
    expect(image.manifest.digest).toBe(one.manifest.digest);
  });
});

describe('contexts', () => {
  it('docker-image:// is a reference', async () => {
    const { manifest } = await storeSampleImage(images.content);
    await images.put(manifest, ['docker.io/library/base:1']);
    const options = { platform: amd64, pull: false };
    const image = await resolver().resolve('docker-image://base:1', options);
    expect(image.manifest).toEqual(manifest);
  });

  it('oci-layout:// is a folder, by tag or digest, absolute or not', async () => {
    const manifest = publish([patterned(5000)], { tag: '1' });
    const path = join(folder, 'layout');
    await copyImage({
      source: createRegistrySource({
        repository: client.repository({ registry: registry.host, repository: 'a/b' }),
        reference: '1',
      }),
      target: createLayoutTarget({ path, reference: 'tagged' }),
    });
    for (const text of [
      `oci-layout://${path}:tagged`,
      'oci-layout://layout',
      'oci-layout://./layout:tagged',
      `oci-layout://${path}@${manifest.digest}`,
    ]) {
      const one = resolver();
      const image = await one.resolve(text, { platform: amd64, pull: false });
      expect(image.manifest.digest, text).toBe(manifest.digest);
      await one.fetchLayers(image, image.layers, {});
    }
    expect(await images.list()).toEqual([]);
    await expect(
      resolver().resolve(`oci-layout://${path}:other`, { platform: amd64, pull: false }),
    ).rejects.toMatchObject({
      code: 'IMAGE_NOT_FOUND',
      message: expect.stringMatching(/it holds tagged/),
    });
  });
});

it('a reference that is none is said to be none', async () => {
  await expect(
    resolver().resolve('some/Upper', { platform: amd64, pull: false }),
  ).rejects.toMatchObject({ code: 'INVALID_REQUEST' });
});
