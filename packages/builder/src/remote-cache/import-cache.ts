import { createHash } from 'node:crypto';
import { decompress } from '@slipway/archive';
import type { ContentStore } from '@slipway/content';
import {
  type Descriptor,
  type Digest,
  digestAlgorithm,
  makeDigest,
  manifestKind,
  parseManifest,
  tryParseDigest,
} from '@slipway/oci';
import type { ImageSource } from '@slipway/remote';
import type { LayerBlob } from '@slipway/runtime';
import { BuildError } from '../errors.ts';
import type { LayerContent } from '../execute/layer-content.ts';
import type { FoundStep, ImportedSteps } from '../execute/step-cache.ts';
import type { BuildEnvironment } from '../ports/result.ts';
import type { CacheRequest } from '../request/build-request.ts';
import {
  type CacheDocument,
  cacheMediaType,
  inlineCacheMember,
  readCacheDocument,
} from './cache-document.ts';
import { cacheSource } from './cache-place.ts';

/** Bytes of a cache's config, or an image's: more is none of ours. */
const largestConfig = 64 * 1024 * 1024;

interface Import {
  readonly source: ImageSource;
  readonly document: CacheDocument;
}

/**
 * The steps of all caches that --cache-from names, read when the first step misses here. A cache that
 * cannot be read has no steps, and that is said: builds go on without, as on a new machine.
 */
export function importCaches(
  requests: readonly CacheRequest[],
  environment: BuildEnvironment,
  content: LayerContent,
): ImportedSteps {
  let imports: Promise<readonly Import[]> | undefined;
  const load = () => {
    imports ??= Promise.all(requests.map((request) => readCache(request, environment))).then(
      (found) => found.flat(),
    );
    return imports;
  };
  return {
    async find(key) {
      for (const each of await load()) {
        const found = await stepOf(each, key, { environment, content });
        if (found) return found;
      }
      return undefined;
    },
    async copy(request) {
      for (const { document } of await load()) {
        const digest = document.copies[request];
        if (digest !== undefined) return digest;
      }
      return undefined;
    },
  };
}

async function stepOf(
  { source, document }: Import,
  key: string,
  { environment, content }: { environment: BuildEnvironment; content: LayerContent },
): Promise<FoundStep | undefined> {
  const step = document.steps.find((each) => each.key === key);
  if (!step) return undefined;
  const { createdAt, layer: diffId } = step;
  if (diffId === null) return { layer: undefined, createdAt, cached: true };
  const descriptor = document.layers[diffId];
  if (!descriptor) return undefined;
  const layer = { id: diffId };
  content.addSource(layer, async (signal) => {
    // What this machine has of it is its own: the cache's word is not needed.
    if (await environment.layers.knownBlob(layer)) return;
    await fetchBlob(source, descriptor, { content: environment.content, signal });
    await checkContent({ descriptor, diffId }, { content: environment.content, signal });
    // Not before: the layer would be another one for every later build.
    await environment.layers.fromBlob({ descriptor, diffId });
  });
  return { layer, createdAt, cached: true };
}

/** Throws CONTENT_INVALID unless the blob is the layer that the cache calls it. */
async function checkContent(
  { descriptor, diffId }: LayerBlob,
  { content, signal }: { readonly content: ContentStore; readonly signal: AbortSignal },
): Promise<void> {
  const hash = createHash(digestAlgorithm(diffId));
  const blob = await content.open(descriptor.digest);
  if (!blob) throw new Error(`the layer ${descriptor.digest} is gone from the local store`);
  try {
    for await (const chunk of decompress(blob.chunks())) {
      signal.throwIfAborted();
      hash.update(chunk);
    }
  } finally {
    await blob.close();
  }
  if (makeDigest(digestAlgorithm(diffId), hash.digest('hex')) === diffId) return;
  throw new BuildError(
    'CACHE_INVALID',
    `the imported cache is wrong: its blob ${descriptor.digest} is not the layer ${diffId}`,
    { advice: 'build without this --cache-from, and write the cache anew' },
  );
}

async function fetchBlob(
  source: ImageSource,
  descriptor: Descriptor,
  { content, signal }: { readonly content: ContentStore; readonly signal: AbortSignal },
): Promise<void> {
  if (await content.stat(descriptor.digest)) return;
  try {
    await content.put(descriptor.digest, source.fetchBlob(descriptor, { signal }), {
      signal,
      maximumSize: descriptor.size,
    });
  } catch (cause) {
    signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new BuildError(
      'CACHE_INVALID',
      `a layer of the imported cache cannot be had: ${reason}`,
      {
        cause,
        advice: 'build without this --cache-from, or try again',
      },
    );
  }
}

async function readCache(
  request: CacheRequest,
  environment: BuildEnvironment,
): Promise<readonly Import[]> {
  const { registry, signal } = environment;
  const source = cacheSource(request, registry);
  try {
    const root = await source.resolve({ signal });
    const documents = await readDocuments(source, root, { signal });
    return documents.map((document) => ({ source, document }));
  } catch (cause) {
    signal.throwIfAborted();
    const { ref, src } = request.attributes;
    const reason = cause instanceof Error ? cause.message : String(cause);
    const id = `no cache from ${ref ?? src}: ${reason}`;
    const said = { vertex: undefined, id, current: 0, done: true };
    environment.onEvent({ type: 'progress', at: Date.now(), ...said });
    return [];
  }
}

/** Of an index no more are looked into: nobody builds for so many platforms. */
const mostManifests = 100;

/** A cache of its own, or what images carry of theirs: one for each platform of an index. */
async function readDocuments(
  source: ImageSource,
  root: Descriptor,
  { signal, isNested = false }: { readonly signal: AbortSignal; readonly isNested?: boolean },
): Promise<readonly CacheDocument[]> {
  // An index of indexes could ask for more than can ever be read.
  if (isNested && manifestKind(root.mediaType) === 'index') return [];
  const bytes = await source.fetchManifest(root, { signal });
  const manifest = JSON.parse(Buffer.from(bytes).toString('utf8')) as RawManifest;
  parseManifest(bytes, root.mediaType);
  if (manifestKind(root.mediaType) === 'index') {
    const all = new Map((manifest.manifests ?? []).map((each) => [each.digest, each]));
    const found: CacheDocument[] = [];
    for (const each of [...all.values()].slice(0, mostManifests)) {
      found.push(...(await readDocuments(source, each, { signal, isNested: true })));
    }
    return found;
  }
  const { config, layers = [] } = manifest;
  if (!config || config.size > largestConfig) return [];
  const document = await readJsonBlob(source, config, signal);
  if (config.mediaType === cacheMediaType) return [readCacheDocument(document)];
  return inlineCache(document, layers);
}

interface RawManifest {
  readonly config?: Descriptor;
  readonly layers?: readonly Descriptor[];
  readonly manifests?: readonly Descriptor[];
}

function inlineCache(config: unknown, layers: readonly Descriptor[]): readonly CacheDocument[] {
  const { [inlineCacheMember]: carried, rootfs } = config as {
    readonly [inlineCacheMember]?: unknown;
    readonly rootfs?: { readonly diff_ids?: readonly string[] };
  };
  if (carried === undefined) return [];
  const blobs: Record<Digest, Descriptor> = {};
  for (const [index, text] of (rootfs?.diff_ids ?? []).entries()) {
    const diffId = tryParseDigest(text);
    const blob = layers[index];
    if (diffId && blob) blobs[diffId] = blob;
  }
  return [{ ...readCacheDocument(carried), layers: blobs }];
}

async function readJsonBlob(
  source: ImageSource,
  descriptor: Descriptor,
  signal: AbortSignal,
): Promise<unknown> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.fetchBlob(descriptor, { signal })) {
    chunks.push(Uint8Array.from(chunk));
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
