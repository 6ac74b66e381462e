import type { ContentStore } from '@slipway/content';
import { digestBytes } from '@slipway/content';
import { type Descriptor, type Digest, descriptorDocument, mediaTypes } from '@slipway/oci';
import type { ImageTarget } from '@slipway/remote';
import type { Layer, LayerBlob } from '@slipway/runtime';
import { BuildError } from '../errors.ts';
import type { ExecutedPlan } from '../execute/execute-plan.ts';
import type { SolvedStep } from '../execute/solver.ts';
import type { BuildEnvironment, ExecutedImage } from '../ports/result.ts';
import type { CacheRequest } from '../request/build-request.ts';
import { type CacheDocument, type CacheStep, cacheMediaType } from './cache-document.ts';
import { cacheTarget } from './cache-place.ts';

/** What a cache is exported from. */
export interface CacheExport {
  readonly executed: ExecutedPlan;
  readonly environment: BuildEnvironment;
}

/**
 * Writes the cache that one --cache-to asks for: the steps of the images (`mode=min`), or all that
 * the build knows (`mode=max`). Throws EXPORT_FAILED unless `ignore-error` is set.
 */
export async function exportCache(request: CacheRequest, work: CacheExport): Promise<void> {
  const { environment } = work;
  const target = cacheTarget(request, environment.registry);
  const id = `exporting cache to ${target.name}`;
  const said = { vertex: undefined, id, current: 0 };
  const say = (done: boolean, text = id) =>
    environment.onEvent({ type: 'progress', at: Date.now(), ...said, id: text, done });
  let failed = true;
  say(false);
  try {
    const steps = await work.executed.solver.steps();
    const chosen =
      request.attributes.mode === 'max' ? steps : steps.filter(({ inImage }) => inImage);
    const { document, blobs } = await describe(chosen, work);
    await write(target, { document, blobs, environment });
    failed = false;
  } catch (cause) {
    environment.signal.throwIfAborted();
    const reason = cause instanceof Error ? cause.message : String(cause);
    if (request.attributes['ignore-error'] === 'true') {
      say(true, `no cache to ${target.name}: ${reason}`);
      return;
    }
    throw new BuildError('EXPORT_FAILED', `the cache cannot be written: ${reason}`, {
      cause,
      advice: 'add ignore-error=true to --cache-to to build without',
    });
  } finally {
    await target.close?.({ failed });
    if (!failed) say(true);
  }
}

/** The inline cache of an image: the steps whose layers it has. */
export async function inlineCacheOf(
  image: ExecutedImage,
  work: CacheExport,
): Promise<Omit<CacheDocument, 'layers'>> {
  const own = new Set(image.cacheKeys.map(({ key }) => key));
  const steps = await work.executed.solver.steps();
  const { document } = await describe(
    steps.filter(({ key }) => own.has(key)),
    work,
  );
  return { steps: document.steps, copies: document.copies };
}

async function describe(
  steps: readonly SolvedStep[],
  { executed, environment }: CacheExport,
): Promise<{ readonly document: CacheDocument; readonly blobs: readonly LayerBlob[] }> {
  const blobs = new Map<string, LayerBlob>();
  const described: CacheStep[] = [];
  for (const { key, layer, createdAt } of steps) {
    const blob = layer && (blobs.get(layer.id) ?? (await blobOf(layer, { executed, environment })));
    if (layer && blob) blobs.set(layer.id, blob);
    described.push({ key, layer: blob?.diffId ?? null, createdAt });
  }
  const layers: Record<Digest, Descriptor> = {};
  for (const { diffId, descriptor } of blobs.values()) layers[diffId] = descriptor;
  described.sort((a, b) => (a.key < b.key ? -1 : 1));
  const copies = Object.fromEntries([...executed.copies].sort(([a], [b]) => (a < b ? -1 : 1)));
  return { document: { steps: described, copies, layers }, blobs: [...blobs.values()] };
}

async function blobOf(layer: Layer, { executed, environment }: CacheExport): Promise<LayerBlob> {
  const { layers, signal } = environment;
  await executed.ensureContent([layer], signal);
  return (
    (await layers.knownBlob(layer)) ?? (await layers.blob(layer, { compression: 'gzip', signal }))
  );
}

async function write(
  target: ImageTarget,
  {
    document,
    blobs,
    environment,
  }: {
    readonly document: CacheDocument;
    readonly blobs: readonly LayerBlob[];
    readonly environment: BuildEnvironment;
  },
): Promise<void> {
  const { signal, content } = environment;
  for (const { descriptor } of blobs) {
    await target.putBlob(descriptor, {
      signal,
      open: (offset) => readBlob(content, descriptor.digest, offset),
    });
  }
  const config = jsonBlob(cacheMediaType, document);
  await target.putBlob(config.descriptor, {
    signal,
    open: (offset) => bytesFrom(config.bytes, offset),
  });
  const manifest = jsonBlob(mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    artifactType: cacheMediaType,
    config: descriptorDocument(config.descriptor),
    layers: blobs.map(({ descriptor }) => descriptorDocument(descriptor)),
  });
  await target.putRoot(manifest.descriptor, manifest.bytes, { signal });
}

function jsonBlob(mediaType: string, value: unknown) {
  const bytes = Buffer.from(JSON.stringify(value));
  return {
    bytes,
    descriptor: { mediaType, digest: digestBytes('sha256', bytes), size: bytes.length },
  };
}

async function* bytesFrom(bytes: Uint8Array, offset: number): AsyncGenerator<Uint8Array> {
  yield bytes.subarray(offset);
}

/** A stored blob from an offset on; its chunks may wait in a socket, so they are copied. */
async function* readBlob(
  content: ContentStore,
  digest: Digest,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const blob = await content.open(digest);
  if (!blob) throw new Error(`the layer ${digest} is gone from the local store`);
  try {
    if (offset >= blob.size) return;
    for await (const chunk of blob.chunks({ start: offset, end: blob.size - 1 })) {
      yield Uint8Array.from(chunk);
    }
  } finally {
    await blob.close();
  }
}
