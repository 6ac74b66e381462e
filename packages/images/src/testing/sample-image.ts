import { randomBytes } from 'node:crypto';
import { type ContentStore, digestBytes } from '@slipway/content';
import { type Descriptor, descriptorDocument, mediaTypes, type Platform } from '@slipway/oci';

/** A small image whose blobs are in a content store. */
export interface SampleImage {
  readonly manifest: Descriptor;
  readonly config: Descriptor;
  readonly layer: Descriptor;
}

/** Puts bytes into a content store, as what `mediaType` says. */
export async function storeBytes(
  content: ContentStore,
  mediaType: string,
  bytes: Uint8Array,
): Promise<Descriptor> {
  const digest = digestBytes('sha256', bytes);
  await content.put(digest, once(bytes));
  return { mediaType, digest, size: bytes.length };
}

/** Puts a document into a content store. */
export function storeDocument(
  content: ContentStore,
  mediaType: string,
  document: unknown,
): Promise<Descriptor> {
  return storeBytes(content, mediaType, Buffer.from(JSON.stringify(document)));
}

/** Makes an image of one random layer. */
export async function storeSampleImage(
  content: ContentStore,
  platform: Platform = { os: 'linux', architecture: 'amd64' },
): Promise<SampleImage> {
  const layer = await storeBytes(content, mediaTypes.ociLayerGzip, randomBytes(2000));
  const config = await storeDocument(content, mediaTypes.ociConfig, {
    architecture: platform.architecture,
    os: platform.os,
    ...(platform.variant ? { variant: platform.variant } : {}),
    config: { Cmd: ['/bin/true'] },
    rootfs: { type: 'layers', diff_ids: [layer.digest] },
    history: [{ created_by: 'test' }],
  });
  const manifest = await storeDocument(content, mediaTypes.ociManifest, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociManifest,
    config: descriptorDocument(config),
    layers: [descriptorDocument(layer)],
  });
  return { manifest, config, layer };
}

/** Makes an index over images. */
export function storeSampleIndex(
  content: ContentStore,
  images: readonly { readonly manifest: Descriptor; readonly platform: Platform }[],
): Promise<Descriptor> {
  return storeDocument(content, mediaTypes.ociIndex, {
    schemaVersion: 2,
    mediaType: mediaTypes.ociIndex,
    manifests: images.map(({ manifest, platform }) =>
      descriptorDocument({ ...manifest, platform }),
    ),
  });
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
