import { type Descriptor, descriptorDocument, mediaTypes, type Platform } from '@slipway/oci';
import type { ExecutedImage } from '../ports/result.ts';
import { annotationsOf } from './annotations.ts';
import { type ImageDocument, jsonDocument } from './document.ts';
import type { ExportContext } from './export-context.ts';
import type { ImageSettings } from './export-settings.ts';
import { imageConfigDocument } from './image-config.ts';
import { isEmptyLayer, type PackedLayer } from './pack-layers.ts';

/** One platform's image, its documents made. */
export interface AssembledImage {
  readonly platform: Platform;
  readonly manifest: ImageDocument;
  readonly config: ImageDocument;
  readonly layers: readonly PackedLayer[];
}

/** All that an output writes: one platform's image, or an index of several. */
export interface AssembledRoot {
  readonly root: ImageDocument;
  readonly images: readonly AssembledImage[];
}

/** Makes config and manifest of an image whose layers are packed (image spec, "Image Manifest"). */
export function assembleImage(
  image: ExecutedImage,
  packed: readonly PackedLayer[],
  { context, settings }: { readonly context: ExportContext; readonly settings: ImageSettings },
): AssembledImage {
  const layers = packed.filter((each) => !isEmptyLayer(each));
  const kept = new Set(layers.map((each) => each.layer.id));
  const { platform } = image.planned;
  const extra = context.configMembers?.(image);
  const config = jsonDocument(
    settings.ociMediaTypes ? mediaTypes.ociConfig : mediaTypes.dockerConfig,
    imageConfigDocument(image, {
      diffIds: layers.map((each) => each.diffId),
      baseLayers: layers.length - ownLayers(image, kept),
      hasLayer: image.history.map(({ layer }) => layer !== undefined && kept.has(layer.id)),
      sourceDateEpoch: context.sourceDateEpoch,
      ...(extra ? { extra } : {}),
    }),
  );
  const mediaType = settings.ociMediaTypes ? mediaTypes.ociManifest : mediaTypes.dockerManifest;
  const annotations = annotationsOf(settings.annotations, 'manifest', platform);
  const manifest = jsonDocument(mediaType, {
    schemaVersion: 2,
    mediaType,
    config: descriptorDocument(config.descriptor),
    layers: layers.map((each) => descriptorDocument(each.descriptor)),
    ...(annotations ? { annotations } : {}),
  });
  return { platform, manifest, config, layers };
}

/** Layers that entries of the build's own history belong to. */
function ownLayers(image: ExecutedImage, kept: ReadonlySet<string>): number {
  return image.history.filter(({ layer }) => layer && kept.has(layer.id)).length;
}

/** Makes the index of several images (image spec, "Image Index"). */
export function assembleIndex(
  images: readonly AssembledImage[],
  settings: ImageSettings,
): ImageDocument {
  const mediaType = settings.ociMediaTypes ? mediaTypes.ociIndex : mediaTypes.dockerManifestList;
  const manifests = images.map(({ manifest, platform }): Descriptor => {
    const annotations = annotationsOf(settings.annotations, 'manifest-descriptor', platform);
    return { ...manifest.descriptor, platform, ...(annotations ? { annotations } : {}) };
  });
  const annotations = annotationsOf(settings.annotations, 'index');
  return jsonDocument(mediaType, {
    schemaVersion: 2,
    mediaType,
    manifests: manifests.map(descriptorDocument),
    ...(annotations ? { annotations } : {}),
  });
}
