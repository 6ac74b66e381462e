import type { BlobReader } from '@slipway/content';
import {
  type Descriptor,
  type ImageConfig,
  manifestKind,
  mediaTypes,
  type ParsedManifest,
  type Platform,
} from '@slipway/oci';
import { choosePlatform } from './choose-platform.ts';
import { ImageStoreError } from './errors.ts';
import type { ImageDetails } from './image-store.ts';
import { readDocument, readManifest } from './read-blob.ts';

/** See `ImageStore.details`. */
export async function readDetails(
  content: BlobReader,
  descriptor: Descriptor,
  platform: Platform | undefined,
): Promise<ImageDetails | undefined> {
  const manifest = await readManifest(content, descriptor);
  if (!manifest) return undefined;
  if (manifest.kind === 'image') {
    const details = await ofImage(content, descriptor, manifest);
    if (!details || !platform) return details;
    return choosePlatform([{ platform: details.platform }], platform) ? details : undefined;
  }
  if (platform) {
    const chosen = choosePlatform(manifest.manifests, platform);
    return chosen && (await readDetails(content, chosen, undefined));
  }
  for (const child of manifest.manifests) {
    const details = await childDetails(content, child);
    if (details) return details;
  }
  return undefined;
}

/** See `ImageStore.allDetails`. Platforms whose manifest was never fetched are left out. */
export async function readAllDetails(
  content: BlobReader,
  descriptor: Descriptor,
): Promise<readonly ImageDetails[]> {
  const manifest = await readManifest(content, descriptor);
  if (!manifest) return [];
  if (manifest.kind === 'image') {
    const details = await ofImage(content, descriptor, manifest);
    return details ? [details] : [];
  }
  const found: ImageDetails[] = [];
  for (const child of manifest.manifests) {
    const details = await childDetails(content, child);
    if (details) found.push(details);
  }
  return found;
}

/** Of an index's entry that is an image, and no attestation. */
async function childDetails(
  content: BlobReader,
  child: Descriptor,
): Promise<ImageDetails | undefined> {
  if (manifestKind(child.mediaType) !== 'image') return undefined;
  if (child.platform?.os === 'unknown') return undefined;
  const manifest = await readManifest(content, child);
  return manifest && (await ofImage(content, child, manifest));
}

async function ofImage(
  content: BlobReader,
  descriptor: Descriptor,
  { config: configDescriptor, layers }: ParsedManifest,
): Promise<ImageDetails | undefined> {
  if (!configDescriptor || !isImageConfig(configDescriptor)) return undefined;
  const bytes = await readDocument(content, configDescriptor);
  if (!bytes) return undefined;
  const config = parseConfig(bytes, configDescriptor);
  const sizes = [descriptor, configDescriptor, ...layers].map((each) => each.size);
  return {
    manifest: descriptor,
    platform: platformOf(config, descriptor),
    config,
    configDescriptor,
    layers,
    size: sizes.reduce((sum, each) => sum + each, 0),
  };
}

function isImageConfig({ mediaType }: Descriptor): boolean {
  return mediaType === mediaTypes.ociConfig || mediaType === mediaTypes.dockerConfig;
}

function parseConfig(bytes: Buffer, { digest }: Descriptor): ImageConfig {
  let config: Partial<ImageConfig> | null;
  try {
    config = JSON.parse(bytes.toString('utf8')) as Partial<ImageConfig> | null;
  } catch (cause) {
    throw new ImageStoreError('DAMAGED', `the image config ${digest} is not JSON`, cause);
  }
  if (typeof config?.rootfs !== 'object' || !Array.isArray(config.rootfs.diff_ids)) {
    throw new ImageStoreError('DAMAGED', `the image config ${digest} names no layers`);
  }
  return config as ImageConfig;
}

/** As the config says; images of before 2014 say nothing there. */
function platformOf(config: ImageConfig, { platform }: Descriptor): Platform {
  const osVersion = (config as { 'os.version'?: string })['os.version'];
  return {
    os: config.os || platform?.os || 'linux',
    architecture: config.architecture || platform?.architecture || 'amd64',
    ...(config.variant ? { variant: config.variant } : {}),
    ...(osVersion ? { osVersion } : {}),
  };
}
