import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { createImageStore } from '@slipway/images';
import { type Digest, mediaTypes } from '@slipway/oci';
import { createLayerStore, type Layer } from '@slipway/runtime';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { BuildEvent } from '../events/build-event.ts';
import type { LayerContent } from '../execute/layer-content.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import { cacheMediaType } from './cache-document.ts';
import { importCaches } from './import-cache.ts';

const { signal } = new AbortController();
const key = 'a'.repeat(64);
const tar = Buffer.alloc(1024);
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'slipway-import-'));
  mkdirSync(join(folder, 'cache', 'blobs', 'sha256'), { recursive: true });
  writeFileSync(join(folder, 'cache', 'oci-layout'), '{"imageLayoutVersion":"1.0.0"}');
});
afterEach(() => rmSync(folder, { recursive: true }));

function digestOf(bytes: Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}` as Digest;
}

function blob(mediaType: string, value: unknown) {
  const bytes = Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
  const digest = digestOf(bytes);
  writeFileSync(join(folder, 'cache', 'blobs', 'sha256', digest.slice(7)), bytes);
  return { mediaType, digest, size: bytes.length };
}

/** A cache with one step, whose layer is said to be `diffId`. */
function writeCache(diffId: Digest, createdAt = 5) {
  const layer = blob(mediaTypes.ociLayerGzip, gzipSync(tar));
  const steps = [{ key, layer: diffId, createdAt }];
  const config = blob(cacheMediaType, { steps, copies: {}, layers: { [diffId]: layer } });
  return blob(mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config,
    layers: [layer],
  });
}

function tagged(root: ReturnType<typeof blob>): void {
  const annotations = { 'org.opencontainers.image.ref.name': 'latest' };
  const index = { schemaVersion: 2, manifests: [{ ...root, annotations }] };
  writeFileSync(join(folder, 'cache', 'index.json'), JSON.stringify(index));
}

async function imported(events: BuildEvent[] = []) {
  const images = await createImageStore({ folder: join(folder, 'images') });
  const { content } = images;
  const layers = await createLayerStore({ folder: join(folder, 'layers'), content });
  const fetches = new Map<string, (signal: AbortSignal) => Promise<void>>();
  const sources = {
    addSource: ({ id }: Layer, fetch: (signal: AbortSignal) => Promise<void>) =>
      void fetches.set(id, fetch),
  };
  const request = { type: 'local', attributes: { src: join(folder, 'cache') } } as const;
  const onEvent = (event: BuildEvent) => void events.push(event);
  const environment = { content, layers, signal, onEvent } as unknown as BuildEnvironment;
  const steps = importCaches([request], environment, sources as LayerContent);
  return { layers, fetches, steps };
}

test('a layer counts when it has been fetched and is what the cache says', async () => {
  tagged(writeCache(digestOf(tar)));
  const { layers, fetches, steps } = await imported();
  const found = await steps.find(key);
  expect(found).toMatchObject({ layer: { id: digestOf(tar) }, createdAt: 5, cached: true });
  expect(await layers.get(digestOf(tar))).toBeUndefined();
  await fetches.get(digestOf(tar))?.(signal);
  expect(await layers.knownBlob({ id: digestOf(tar) })).toBeDefined();
});

test('a blob that is another layer than the cache says becomes none', async () => {
  const lie = digestOf(Buffer.from('the layer of a well-known image'));
  tagged(writeCache(lie));
  const { layers, fetches, steps } = await imported();
  await steps.find(key);
  await expect(fetches.get(lie)?.(signal)).rejects.toMatchObject({ code: 'CACHE_INVALID' });
  expect(await layers.get(lie)).toBeUndefined();
});

test('a step of a time that no clock shows is left out', async () => {
  tagged(writeCache(digestOf(tar), 1e300));
  expect(await (await imported()).steps.find(key)).toBeUndefined();
});

test('an index of indexes is not followed; one manifest is read once', async () => {
  const index = (manifests: readonly unknown[]) =>
    blob(mediaTypes.ociIndex, { schemaVersion: 2, mediaType: mediaTypes.ociIndex, manifests });
  const manifest = writeCache(digestOf(tar));
  tagged(index(Array.from({ length: 500 }, () => manifest)));
  expect(await (await imported()).steps.find(key)).toBeDefined();
  tagged(index([index([manifest])]));
  expect(await (await imported()).steps.find(key)).toBeUndefined();
});

test('a cache that is not there is said, and is no failure', async () => {
  rmSync(join(folder, 'cache'), { recursive: true });
  const events: BuildEvent[] = [];
  expect(await (await imported(events)).steps.find(key)).toBeUndefined();
  expect(events).toMatchObject([
    { type: 'progress', id: expect.stringContaining(`no cache from ${join(folder, 'cache')}: `) },
  ]);
});
