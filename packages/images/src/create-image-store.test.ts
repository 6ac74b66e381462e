import { readFileSync } from 'node:fs';
import { mkdtemp, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Digest, digestHex, mediaTypes, type Platform, parseDigest } from '@slipway/oci';
import { createLayoutSource, createLayoutTarget } from '@slipway/remote';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createImageStore, type ImageStore } from './index.ts';
import {
  storeBytes,
  storeDocument,
  storeSampleImage,
  storeSampleIndex,
} from './testing/sample-image.ts';

const amd64: Platform = { os: 'linux', architecture: 'amd64' };
const arm64: Platform = { os: 'linux', architecture: 'arm64' };
const name = 'hub.example/kirtan/app:1';

let folder: string;
let store: ImageStore;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'slipway-images-'));
  store = await createImageStore({ folder });
});

afterEach(() => rm(folder, { recursive: true, force: true }));

async function names(): Promise<(string | undefined)[]> {
  return (await store.list()).map((each) => each.name);
}

async function* nothing(): AsyncGenerator<never> {}

describe('names', () => {
  it('mean what was put last; the image that lost its only one stays, unnamed', async () => {
    const [first, second] = [
      await storeSampleImage(store.content),
      await storeSampleImage(store.content),
    ];
    await store.put(first.manifest, [name]);
    await store.put(second.manifest, [name]);
    expect((await store.find(name))?.descriptor).toEqual(second.manifest);
    const dangling = (await store.list()).filter((each) => each.name === undefined);
    expect(dangling.map((each) => each.descriptor.digest)).toEqual([first.manifest.digest]);
  });

  it('take away the unnamed entry of what they are given to', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await store.put(manifest, []);
    await store.put(manifest, []);
    expect(await names()).toEqual([undefined]);
    await store.put(manifest, [name, `${name}-b`]);
    expect((await names()).sort()).toEqual([name, `${name}-b`]);
  });

  it('go with or without their image', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await store.put(manifest, [name]);
    expect(await store.removeName(name, { keep: true })).toBe(true);
    expect(await names()).toEqual([undefined]);
    await store.put(manifest, [name]);
    expect(await store.removeName(name)).toBe(true);
    expect(await names()).toEqual([]);
    expect(await store.removeName(name)).toBe(false);
  });

  it('go all at once with an image', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await store.put(manifest, [name, `${name}-b`]);
    expect(await store.removeImage(manifest.digest)).toBe(true);
    expect(await names()).toEqual([]);
    expect(await store.removeImage(manifest.digest)).toBe(false);
  });

  it('are written once and not again where nothing changes', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await store.put(manifest, [name]);
    const before = await stat(join(folder, 'index.json'));
    await store.put(manifest, [name]);
    expect((await stat(join(folder, 'index.json'))).ino).toBe(before.ino);
  });

  it('survive many writers at once', async () => {
    const { manifest } = await storeSampleImage(store.content);
    const wanted = Array.from({ length: 20 }, (_, index) => `${name}-${index}`);
    await Promise.all(
      wanted.map((each, index) =>
        index % 2 === 0
          ? store.put(manifest, [each])
          : createLayoutTarget({ path: folder, reference: each }).putRoot(
              manifest,
              readBlob(manifest.digest),
            ),
      ),
    );
    expect((await names()).sort()).toEqual(wanted.sort());
  });
});

function readBlob(digest: Digest): Uint8Array {
  return readFileSync(join(folder, 'blobs/sha256', digestHex(digest)));
}

describe('an image', () => {
  it('is found by name, digest, the beginning of a digest, and that of its config', async () => {
    const { manifest, config } = await storeSampleImage(store.content);
    await store.put(manifest, [name]);
    const hex = digestHex(manifest.digest);
    for (const reference of [
      name,
      manifest.digest,
      `hub.example/kirtan/app@${manifest.digest}`,
      hex.slice(0, 12),
      `sha256:${hex.slice(0, 4)}`,
      config.digest,
      digestHex(config.digest).slice(0, 12),
    ]) {
      expect(await store.find(reference), reference).toMatchObject({ name, descriptor: manifest });
    }
    expect(await store.find(hex.slice(0, 3))).toBeUndefined();
    expect(await store.find('hub.example/kirtan/app:2')).toBeUndefined();
  });

  it('is not guessed where a beginning fits several', async () => {
    const { manifest } = await storeSampleImage(store.content);
    const last = manifest.digest.endsWith('0') ? '1' : '0';
    const twin = { ...manifest, digest: parseDigest(manifest.digest.slice(0, -1) + last) };
    await store.put(manifest, []);
    await store.put(twin, []);
    const start = digestHex(manifest.digest).slice(0, 12);
    await expect(store.find(start)).rejects.toMatchObject({ code: 'AMBIGUOUS' });
    expect((await store.find(manifest.digest))?.descriptor).toEqual(manifest);
  });

  it('is described platform by platform', async () => {
    const [one, two] = [
      await storeSampleImage(store.content, amd64),
      await storeSampleImage(store.content, arm64),
    ];
    const index = await storeSampleIndex(store.content, [
      { manifest: one.manifest, platform: amd64 },
      { manifest: two.manifest, platform: arm64 },
    ]);
    await store.put(index, [name]);
    const details = await store.details(index, arm64);
    expect(details).toMatchObject({
      platform: arm64,
      configDescriptor: two.config,
      layers: [two.layer],
      size: two.manifest.size + two.config.size + two.layer.size,
    });
    expect(details?.config.config?.Cmd).toEqual(['/bin/true']);
    expect(await store.details(index, { os: 'linux', architecture: 's390x' })).toBeUndefined();
    expect((await store.allDetails(index)).map((each) => each.platform)).toEqual([amd64, arm64]);
    expect(await store.details(one.manifest, arm64)).toBeUndefined();
    expect(await store.find(digestHex(two.manifest.digest).slice(0, 12))).toMatchObject({
      descriptor: { digest: two.manifest.digest },
    });
  });

  it('without the manifest of a platform has the others', async () => {
    const [one, two] = [
      await storeSampleImage(store.content, amd64),
      await storeSampleImage(store.content, arm64),
    ];
    const index = await storeSampleIndex(store.content, [
      { manifest: one.manifest, platform: amd64 },
      { manifest: two.manifest, platform: arm64 },
    ]);
    await store.content.delete(two.manifest.digest);
    expect(await store.details(index, arm64)).toBeUndefined();
    expect((await store.allDetails(index)).map((each) => each.platform)).toEqual([amd64]);
  });

  it('whose manifest is damaged is told as such', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await writeFile(join(folder, 'blobs/sha256', digestHex(manifest.digest)), 'x');
    await expect(store.details(manifest)).rejects.toMatchObject({ code: 'DAMAGED' });
  });

  it('knows when it was used last', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await store.put(manifest, [name]);
    const used = join(folder, '.slipway/used', `sha256-${digestHex(manifest.digest)}`);
    await utimes(used, 1000, 1000);
    expect((await store.find(name))?.lastUsedAt).toEqual(new Date(1_000_000));
    await store.touch(name);
    expect((await store.find(name))?.lastUsedAt.getTime()).toBeGreaterThan(1_000_000);
    await expect(store.touch('nothing')).resolves.toBeUndefined();
  });

  it('put by other tools is as old as its manifest', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await createLayoutTarget({ path: folder, reference: name }).putRoot(
      manifest,
      readBlob(manifest.digest),
    );
    const blob = join(folder, 'blobs/sha256', digestHex(manifest.digest));
    await utimes(blob, 2000, 2000);
    expect((await store.find(name))?.lastUsedAt).toEqual(new Date(2_000_000));
  });
});

describe('a sweep', () => {
  it('takes what no image and nothing kept needs', async () => {
    const kept = await storeSampleImage(store.content);
    const lost = await storeSampleImage(store.content);
    const layer = await storeBytes(store.content, mediaTypes.ociLayer, Buffer.from('cached'));
    await store.put(kept.manifest, [name]);
    const keep = async function* () {
      yield layer.digest;
    };
    const bytes = lost.manifest.size + lost.config.size + lost.layer.size;
    const dry = await store.sweep({ keep: keep(), dryRun: true });
    expect(dry).toEqual({ blobs: 3, bytes });
    expect(await store.sweep({ keep: keep() })).toEqual({ blobs: 3, bytes });
    expect(await store.content.stat(lost.layer.digest)).toBeUndefined();
    for (const each of [kept.manifest, kept.config, kept.layer, layer]) {
      expect(await store.content.stat(each.digest)).toBeDefined();
    }
  });

  it('leaves signatures of what stays, and takes those of what goes', async () => {
    const kept = await storeSampleImage(store.content);
    const lost = await storeSampleImage(store.content);
    await store.put(kept.manifest, [name]);
    const sign = async (subject: typeof kept.manifest) => {
      const config = await storeBytes(store.content, mediaTypes.ociEmpty, Buffer.from('{}'));
      return storeDocument(store.content, mediaTypes.ociManifest, {
        schemaVersion: 2,
        mediaType: mediaTypes.ociManifest,
        artifactType: 'application/vnd.test.signature',
        config,
        layers: [await storeBytes(store.content, 'text/plain', Buffer.from(subject.digest))],
        subject,
      });
    };
    const [good, bad] = [await sign(kept.manifest), await sign(lost.manifest)];
    const ofSignature = await sign(good);
    await store.sweep({ keep: nothing() });
    expect(await store.content.stat(good.digest)).toBeDefined();
    expect(await store.content.stat(ofSignature.digest)).toBeDefined();
    expect(await store.content.stat(bad.digest)).toBeUndefined();
  });

  it('waits for whoever writes', async () => {
    let release: () => void = () => undefined;
    const written = new Promise<void>((resolve) => {
      release = resolve;
    });
    let image: Awaited<ReturnType<typeof storeSampleImage>> | undefined;
    const writer = store.hold(async () => {
      image = await storeSampleImage(store.content);
      await written;
      await store.put(image.manifest, [name]);
    });
    await expect.poll(() => image).toBeDefined();
    const sweep = store.sweep({ keep: nothing() });
    release();
    await writer;
    expect(await sweep).toEqual({ blobs: 0, bytes: 0 });
    expect(image && (await store.details(image.manifest))).toBeDefined();
  });

  it('ends where it is told to while it waits', async () => {
    const abort = new AbortController();
    await store.hold(async () => {
      const sweep = store.sweep({ keep: nothing(), signal: abort.signal });
      abort.abort();
      await expect(sweep).rejects.toThrow(/abort/i);
    });
  });

  it('forgets the uses of images that are gone', async () => {
    const { manifest } = await storeSampleImage(store.content);
    await store.put(manifest, [name]);
    await store.removeImage(manifest.digest);
    await store.sweep({ keep: nothing() });
    await expect(
      stat(join(folder, '.slipway/used', `sha256-${digestHex(manifest.digest)}`)),
    ).rejects.toThrow(/ENOENT/);
  });
});

it('the store is a layout that others read', async () => {
  const { manifest } = await storeSampleImage(store.content);
  await store.put(manifest, [name]);
  expect(await createLayoutSource({ path: folder, reference: name }).resolve()).toEqual(manifest);
});
