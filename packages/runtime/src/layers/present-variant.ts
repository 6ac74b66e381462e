import { RuntimeError } from '../errors.ts';
import type { LayerStoreContext } from './create-layer-store.ts';
import type { BlobVariant, LayerRecord } from './layer-folder.ts';

/** A blob of the layer, times as they are, that the content store has. Throws LAYER_UNAVAILABLE. */
export async function presentVariant(
  context: LayerStoreContext,
  record: LayerRecord,
): Promise<BlobVariant> {
  for (const variant of record.blobs) {
    if (variant.latestTime !== undefined) continue;
    if (await context.content.stat(variant.descriptor.digest)) return variant;
  }
  throw new RuntimeError('LAYER_UNAVAILABLE', `No blob of layer ${record.id} is in the store`, {
    advice: 'Pull its image again.',
  });
}
