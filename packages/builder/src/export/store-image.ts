import type { ContentStore } from '@slipway/content';
import { isForeignLayer } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import { NotCachedError } from '../execute/not-cached.ts';
import type { AssembledRoot } from './assemble-image.ts';
import type { ImageDocument } from './document.ts';
import type { ExportContext } from './export-context.ts';
import type { PackedLayer } from './pack-layers.ts';

/** Brings here what of an image's layers is still elsewhere. Throws EXPORT_FAILED. */
export async function completeLayers(
  { images }: Pick<AssembledRoot, 'images'>,
  context: ExportContext,
): Promise<void> {
  const layers = uniqueLayers(images.flatMap((each) => each.layers));
  const missing = await absentLayers(layers, context.environment.content);
  if (missing.length === 0) return;
  if (context.onlyKnown) throw new NotCachedError();
  await context.ensureContent(
    missing.map((each) => each.layer),
    context.signal,
  );
  const [still] = await absentLayers(missing, context.environment.content);
  if (!still || isForeignLayer(still.descriptor.mediaType)) return;
  throw new BuildError(
    'EXPORT_FAILED',
    `the layer ${still.descriptor.digest} is gone from the local store`,
    { advice: 'Build again with --no-cache' },
  );
}

/** Each blob once. */
export function uniqueLayers(layers: readonly PackedLayer[]): readonly PackedLayer[] {
  return [...new Map(layers.map((each) => [each.descriptor.digest, each])).values()];
}

async function absentLayers(
  layers: readonly PackedLayer[],
  content: ContentStore,
): Promise<readonly PackedLayer[]> {
  const there = await Promise.all(layers.map((each) => content.stat(each.descriptor.digest)));
  return layers.filter((_, index) => there[index] === undefined);
}

/** Writes the documents into the content store; those that are there cost a look. */
export async function storeDocuments(
  { root, images }: AssembledRoot,
  content: ContentStore,
): Promise<void> {
  const documents = images.flatMap((each) => [each.config, each.manifest]);
  await Promise.all(documents.map((each) => storeDocument(each, content)));
  await storeDocument(root, content);
}

async function storeDocument({ descriptor, bytes }: ImageDocument, content: ContentStore) {
  if (await content.stat(descriptor.digest)) return;
  await content.put(descriptor.digest, once(bytes));
}

export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
