import { createHash } from 'node:crypto';
import { type Descriptor, makeDigest, mediaTypes } from '@slipway/oci';
import { RemoteError } from '../errors.ts';
import { type FilesImage, readBlob, readDocument } from '../layout/files-source.ts';
import type { FileReader, ImageSource } from '../ports.ts';
import { digestOf } from '../verify.ts';

/** One image in `manifest.json`, as `docker save` writes it. */
interface SavedImage {
  readonly Config: string;
  readonly RepoTags?: readonly string[] | null;
  readonly Layers: readonly string[];
}

/** A blob made of a file in the archive. */
interface BlobFile {
  readonly path: string;
  readonly descriptor: Descriptor;
}

interface Composed {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly blobs: ReadonlyMap<string, string>;
}

/**
 * An image in an archive of `docker save` before Docker 25, or of `podman save`: it has no manifest,
 * so one is made. Layers are taken as they lie there (uncompressed, as a rule).
 */
export function createDockerArchiveSource(files: FileReader, image: FilesImage): ImageSource {
  let composed: Promise<Composed> | undefined;
  const whole = (): Promise<Composed> => {
    composed ??= compose(files, image);
    return composed;
  };
  return {
    name: image.name,
    resolve: async () => (await whole()).descriptor,
    fetchManifest: async (descriptor) => {
      const { bytes, descriptor: own } = await whole();
      if (own.digest !== descriptor.digest) throw missing(image.name, descriptor);
      return bytes;
    },
    async *fetchBlob(descriptor, options) {
      const path = (await whole()).blobs.get(descriptor.digest);
      if (path === undefined) throw missing(image.name, descriptor);
      yield* readBlob(files, path, { descriptor, offset: options?.offset ?? 0 });
    },
    ...(files.close ? { close: () => files.close?.() ?? Promise.resolve() } : {}),
  };
}

async function compose(files: FileReader, image: FilesImage): Promise<Composed> {
  const saved = choose(
    parseSaved(await readDocument(files, 'manifest.json', image.name), image),
    image,
  );
  const config = await describe(files, saved.Config, mediaTypes.ociConfig);
  const layers: BlobFile[] = [];
  for (const path of saved.Layers) layers.push(await describe(files, path));
  const bytes = Buffer.from(
    JSON.stringify({
      schemaVersion: 2,
      mediaType: mediaTypes.ociManifest,
      config: config.descriptor,
      layers: layers.map((each) => each.descriptor),
    }),
  );
  const descriptor = {
    mediaType: mediaTypes.ociManifest,
    digest: digestOf(bytes),
    size: bytes.length,
  };
  const blobs = new Map([config, ...layers].map((each) => [each.descriptor.digest, each.path]));
  return { descriptor, bytes, blobs };
}

function parseSaved(bytes: Uint8Array, image: FilesImage): readonly SavedImage[] {
  try {
    const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
    if (Array.isArray(value) && value.every(isSavedImage)) return value;
  } catch {
    // Said below, as for JSON of another shape.
  }
  throw new RemoteError('LAYOUT', `${image.name}: manifest.json is not what "docker save" writes`);
}

function isSavedImage(value: unknown): value is SavedImage {
  const { Config, Layers, RepoTags } = (value ?? {}) as Partial<Record<keyof SavedImage, unknown>>;
  const isNames = (list: unknown): boolean =>
    Array.isArray(list) && list.every((each) => typeof each === 'string');
  return typeof Config === 'string' && isNames(Layers) && (RepoTags == null || isNames(RepoTags));
}

function choose(saved: readonly SavedImage[], { name, reference }: FilesImage): SavedImage {
  const found = reference
    ? saved.filter((each) =>
        each.RepoTags?.some((tag) => tag === reference || tag.endsWith(`:${reference}`)),
      )
    : saved;
  const [only] = found;
  if (only && found.length === 1) return only;
  const names = saved.flatMap((each) => each.RepoTags ?? []).join(', ') || 'images without names';
  throw new RemoteError(
    'NOT_FOUND',
    reference
      ? `${name} has no ${reference} (or more than one); it holds ${names}`
      : `${name} holds several images or none; choose one of ${names}`,
  );
}

/** Reads a file once, for its digest. A layer's media type is told by its first bytes. */
async function describe(files: FileReader, path: string, mediaType?: string): Promise<BlobFile> {
  if ((await files.size(path)) === undefined) {
    throw new RemoteError('LAYOUT', `manifest.json names ${path}, which is missing`);
  }
  const hash = createHash('sha256');
  let size = 0;
  let start: Uint8Array = new Uint8Array();
  for await (const chunk of files.open(path)) {
    if (start.length < 4) start = Buffer.concat([start, chunk.subarray(0, 4)]);
    hash.update(chunk);
    size += chunk.length;
  }
  const digest = makeDigest('sha256', hash.digest('hex'));
  return { path, descriptor: { mediaType: mediaType ?? layerType(start), digest, size } };
}

function layerType(start: Uint8Array): string {
  const hex = Buffer.from(start).toString('hex');
  if (hex.startsWith('1f8b')) return mediaTypes.ociLayerGzip;
  return hex.startsWith('28b52ffd') ? mediaTypes.ociLayerZstd : mediaTypes.ociLayer;
}

function missing(name: string, descriptor: Descriptor): RemoteError {
  return new RemoteError('NOT_FOUND', `${name} has no ${descriptor.digest}`);
}
