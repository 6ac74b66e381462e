import { createTarFile, createTarStream } from '@slipway/archive';
import { type Descriptor, isForeignLayer, parseReference } from '@slipway/oci';
import {
  type ArchiveEntry,
  createArchiveWriter,
  createLayoutTarget,
  type ImageTarget,
} from '@slipway/remote';
import { BuildError } from '../errors.ts';
import type { AssembledRoot } from './assemble-image.ts';
import type { ExportContext } from './export-context.ts';
import { beginPart } from './export-progress.ts';
import { once, uniqueLayers } from './store-image.ts';

/** Where an archive goes. */
export interface ArchiveOutput {
  /** A file, or for `asFolder` a folder; `-` is standard output. */
  readonly destination: string;
  readonly asFolder: boolean;
  /** Full references. */
  readonly names: readonly string[];
  readonly write: (chunk: Uint8Array) => Promise<void>;
}

/** Writes an image whose layers are all here as an OCI layout: a tar, or a folder. */
export async function writeArchive(
  image: AssembledRoot,
  output: ArchiveOutput,
  context: ExportContext,
): Promise<void> {
  const { destination, asFolder, names } = output;
  if (asFolder) {
    if (destination === '-') {
      throw new BuildError('INVALID_REQUEST', 'a folder cannot go to standard output');
    }
    const [first, ...others] = names.length > 0 ? names.map(refNameOf) : [undefined];
    for (const reference of [first, ...others]) {
      const options = reference === undefined ? {} : { reference };
      await writeInto(createLayoutTarget({ path: destination, ...options }), image, context);
    }
    return;
  }
  const toFile = destination !== '-';
  const files = toFile ? await createTarFile(destination) : createTarStream(output.write);
  const writer = createArchiveWriter(files);
  let failed = true;
  try {
    await writeInto(writer.target(entryOf(destination, names)), image, context);
    failed = false;
  } finally {
    await writer.close({ failed });
  }
}

function entryOf(name: string, names: readonly string[]): ArchiveEntry {
  return {
    name,
    entryNames: names.map((fullName) => ({ refName: refNameOf(fullName), fullName })),
    repoTags: names.map(repoTag),
  };
}

/** What BuildKit writes: the tag. */
function refNameOf(name: string): string {
  return parseReference(name, { registry: 'docker.io' }).tag ?? 'latest';
}

/** `docker load` knows Docker Hub's images without their host. */
function repoTag(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/)?/, '');
}

async function writeInto(
  target: ImageTarget,
  { images, root }: AssembledRoot,
  context: ExportContext,
): Promise<void> {
  const { signal } = context;
  const layers = uniqueLayers(images.flatMap((each) => each.layers)).filter(
    (each) => !isForeignLayer(each.descriptor.mediaType),
  );
  const total = layers.reduce((sum, each) => sum + each.descriptor.size, 0);
  const part = beginPart(context.environment.onEvent, `sending to ${target.name}`, total);
  let written = 0;
  for (const { descriptor } of layers) {
    await target.putBlob(descriptor, {
      signal,
      open: (offset) => blobFrom(context, descriptor, offset),
      onBytes: (bytes) => part.update(written + bytes),
    });
    written += descriptor.size;
  }
  for (const { config, manifest } of images) {
    await target.putBlob(config.descriptor, {
      signal,
      open: (offset) => once(config.bytes.subarray(offset)),
    });
    if (manifest.descriptor.digest !== root.descriptor.digest)
      await target.putManifest(manifest.descriptor, manifest.bytes, { signal });
  }
  await target.putRoot(root.descriptor, root.bytes, { signal });
  part.done();
}

async function* blobFrom(
  { environment }: ExportContext,
  { digest }: Descriptor,
  offset: number,
): AsyncGenerator<Uint8Array> {
  const blob = await environment.content.open(digest);
  if (!blob) throw new BuildError('EXPORT_FAILED', `the layer ${digest} is not here`);
  try {
    if (offset < blob.size) yield* blob.chunks({ start: offset, end: blob.size - 1 });
  } finally {
    await blob.close();
  }
}
