import {
  type Descriptor,
  formatPlatform,
  type ImageConfig,
  mediaTypes,
  type ParsedManifest,
  type Platform,
  parseManifest,
  platformMatches,
} from '@slipway/oci';
import type { ImageSource } from '@slipway/remote';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';

/** A manifest and what it says of its image. */
export interface DescribedImage {
  readonly descriptor: Descriptor;
  readonly bytes: Uint8Array;
  readonly manifest: ParsedManifest;
  /** Of an image manifest whose config is an image's. */
  readonly config: ImageConfig | undefined;
}

/** Larger configs than this are not read. */
const maximumConfig = 8 * 1024 * 1024;

/** Reads a source's manifest, or of an index the one for `platform`, and its config. */
export async function describeImage(
  source: ImageSource,
  options: { readonly platform: Platform | undefined; readonly signal: AbortSignal },
): Promise<DescribedImage> {
  let descriptor = await source.resolve(options);
  let bytes = await source.fetchManifest(descriptor, options);
  let manifest = parseManifest(bytes, descriptor.mediaType);
  const { platform } = options;
  if (platform && manifest.kind === 'index') {
    descriptor = choose(manifest, platform, source.name);
    bytes = await source.fetchManifest(descriptor, options);
    manifest = parseManifest(bytes, descriptor.mediaType);
  }
  const config = await readConfig(source, manifest, options.signal);
  return { descriptor, bytes, manifest, config };
}

function choose(manifest: ParsedManifest, platform: Platform, name: string): Descriptor {
  const found = manifest.manifests.find(
    (each) => each.platform && platformMatches(platform, each.platform),
  );
  if (found) return found;
  const offered = manifest.manifests.flatMap((each) =>
    each.platform ? [formatPlatform(each.platform)] : [],
  );
  throw new CliError(
    `${name} has no ${formatPlatform(platform)}; it has ${offered.join(', ') || 'no platforms'}`,
    { exitCode: exitCodes.notFound },
  );
}

async function readConfig(
  source: ImageSource,
  { config }: ParsedManifest,
  signal: AbortSignal,
): Promise<ImageConfig | undefined> {
  const isImage =
    config?.mediaType === mediaTypes.ociConfig || config?.mediaType === mediaTypes.dockerConfig;
  if (!config || !isImage || config.size > maximumConfig) return undefined;
  const chunks: Uint8Array[] = [];
  for await (const chunk of source.fetchBlob(config, { signal })) {
    chunks.push(Uint8Array.from(chunk));
  }
  try {
    return JSON.parse(Buffer.concat(chunks).toString('utf8')) as ImageConfig;
  } catch (cause) {
    throw new CliError(`the config of ${source.name} is not JSON`, { cause });
  }
}
