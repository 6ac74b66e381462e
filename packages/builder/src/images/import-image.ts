import { choosePlatform, type ImageDetails, type ImageStore } from '@slipway/images';
import {
  type Descriptor,
  formatPlatform,
  manifestKind,
  type ParsedManifest,
  type Platform,
  parseManifest,
} from '@slipway/oci';
import { createLayoutTarget, type ImageSource } from '@slipway/remote';
import { BuildError } from '../errors.ts';

/** What is brought from where. */
export interface ImageImport {
  readonly images: ImageStore;
  readonly source: ImageSource;
  readonly platform: Platform;
  readonly signal: AbortSignal | undefined;
}

/** What was brought: the root as the source has it, and the platform's image. */
export interface ImportedImage {
  readonly root: Descriptor;
  readonly details: ImageDetails;
}

/**
 * Brings manifests and config of one platform's image into the local content store; layers stay where
 * they are. An image that is no index is taken for what platform it may be, as BuildKit does. Throws
 * PLATFORM_NOT_FOUND, IMAGE_NOT_FOUND, and what the source throws.
 */
export async function importImage(input: ImageImport): Promise<ImportedImage> {
  const { source, platform, images } = input;
  const root = await source.resolve(cancellable(input));
  const manifest = await bringManifest(input, root);
  const chosen = manifest.kind === 'index' ? choose(manifest, platform, source.name) : root;
  const image = chosen === root ? manifest : await bringManifest(input, chosen);
  const { config } = image;
  if (!config) {
    throw new BuildError('IMAGE_NOT_FOUND', `${source.name}: an index within an index is no image`);
  }
  await bringConfig(input, config);
  const details = await images.details(chosen);
  if (!details) {
    throw new BuildError(
      'IMAGE_NOT_FOUND',
      `${source.name} is no container image: its config is ${config.mediaType}`,
    );
  }
  return { root, details };
}

async function bringManifest(input: ImageImport, descriptor: Descriptor): Promise<ParsedManifest> {
  const bytes = await input.source.fetchManifest(descriptor, cancellable(input));
  const { content } = input.images;
  if (!(await content.stat(descriptor.digest))) await content.put(descriptor.digest, once(bytes));
  return parseManifest(bytes, descriptor.mediaType);
}

async function bringConfig(input: ImageImport, config: Descriptor): Promise<void> {
  const target = createLayoutTarget({ path: input.images.folder });
  await target.putBlob(config, {
    ...cancellable(input),
    open: (offset) => input.source.fetchBlob(config, { offset, ...cancellable(input) }),
  });
}

function choose(index: ParsedManifest, platform: Platform, name: string): Descriptor {
  const images = index.manifests.filter((each) => manifestKind(each.mediaType) === 'image');
  const chosen = choosePlatform(images, platform);
  if (chosen) return chosen;
  throw platformNotFound(
    name,
    platform,
    images.flatMap((each) => (each.platform ? [each.platform] : [])),
  );
}

/** PLATFORM_NOT_FOUND, saying what there is. */
export function platformNotFound(
  name: string,
  wanted: Platform,
  offered: readonly Platform[],
): BuildError {
  const known = offered.filter((each) => each.os !== 'unknown').map(formatPlatform);
  return new BuildError(
    'PLATFORM_NOT_FOUND',
    `${name} has no image for ${formatPlatform(wanted)}; it has ${known.join(', ') || 'none with a platform'}`,
    { advice: 'Build for one of these with --platform, or choose another base image' },
  );
}

function cancellable({ signal }: ImageImport): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
