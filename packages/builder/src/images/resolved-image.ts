import type { ImageDetails } from '@slipway/images';
import type { Digest } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import type { ImageLayer, ResolvedImage } from '../ports/images.ts';

/** An image of the local store as a base. Throws IMAGE_NOT_FOUND for one that contradicts itself. */
export function resolvedImage(reference: string, details: ImageDetails): ResolvedImage {
  const { manifest, platform, config, layers } = details;
  const diffIds = config.rootfs.diff_ids;
  if (diffIds.length !== layers.length) {
    throw new BuildError(
      'IMAGE_NOT_FOUND',
      `${reference} is damaged: its manifest has ${layers.length} layers, its config ${diffIds.length}`,
    );
  }
  return {
    reference,
    platform,
    manifest,
    config,
    layers: layers.map((descriptor, index): ImageLayer => {
      return { descriptor, diffId: diffIds[index] as Digest };
    }),
  };
}
