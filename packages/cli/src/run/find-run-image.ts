import type { BuildEnvironment, ResolvedImage } from '@slipway/builder';
import {
  formatPlatform,
  formatReference,
  parseReference,
  platformMatches,
  tryParseDigest,
} from '@slipway/oci';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { createProgress } from '../terminal/progress.ts';
import type { RunSettings } from './read-run-settings.ts';

/** What an image is found with. */
export interface FindImageOptions {
  readonly context: Context;
  readonly hub: string;
  readonly settings: Pick<RunSettings, 'image' | 'pull' | 'platform' | 'platformOnly' | 'quiet'>;
  readonly signal: AbortSignal;
}

/**
 * The image to run with all of its layers in the local store: found there by name, digest or the
 * beginning of an id, else pulled as `--pull` says. Throws where it cannot be had.
 */
export async function findRunImage(
  environment: BuildEnvironment,
  options: FindImageOptions,
): Promise<ResolvedImage> {
  const { pull, platform } = options.settings;
  const local = pull === 'always' ? undefined : await findLocal(environment, options);
  if (!local && pull === 'never') throw notHere(options);
  const image =
    local ??
    (await environment.resolver.resolve(remoteName(options), {
      platform,
      pull: pull === 'always',
      signal: options.signal,
    }));
  checkPlatform(image, options);
  await bringLayers(environment, image, options);
  return image;
}

function remoteName({ settings, hub }: FindImageOptions): string {
  return formatReference(parseReference(settings.image, { registry: hub, tag: 'latest' }));
}

async function findLocal(
  { images }: BuildEnvironment,
  options: FindImageOptions,
): Promise<ResolvedImage | undefined> {
  const { image: text, platform } = options.settings;
  for (const name of localNames(text, options.hub)) {
    const found = await images.find(name);
    if (!found) continue;
    const details = await images.details(found.descriptor, platform);
    if (!details) continue;
    await images.touch(name);
    const { manifest, config, layers } = details;
    return {
      reference: found.name ?? found.descriptor.digest,
      platform: details.platform,
      manifest,
      config,
      layers: layers.map((descriptor, index) => ({
        descriptor,
        diffId: config.rootfs.diff_ids[index] ?? descriptor.digest,
      })),
    };
  }
  return undefined;
}

/** What a name without a host may mean here: the hub's, Docker Hub's; or it is an id. */
function localNames(text: string, hub: string): readonly string[] {
  const isId = tryParseDigest(text) !== undefined || /^[0-9a-f]{4,64}$/.test(text);
  if (tryParseDigest(text)) return [text];
  const names = [hub, 'docker.io'].map((registry) => {
    const reference = parseReference(text, { registry, tag: 'latest' });
    return reference.digest ?? formatReference(reference);
  });
  return isId ? [...names, text] : names;
}

function notHere({ settings }: FindImageOptions): CliError {
  const { image, platform } = settings;
  return new CliError(`${image} for ${formatPlatform(platform)} is not in the local store`, {
    exitCode: exitCodes.notFound,
    advice: `Build it, or leave out --pull never`,
  });
}

/** An image of one platform is found whatever was asked for: by its configuration it is known. */
function checkPlatform({ config }: ResolvedImage, { settings }: FindImageOptions): void {
  const { image, platform, platformOnly } = settings;
  const { os = 'linux', architecture, variant } = config;
  if (!platformOnly || architecture === undefined) return;
  const offered = { os, architecture, ...(variant === undefined ? {} : { variant }) };
  if (platformMatches(platform, offered)) return;
  throw new CliError(
    `${image} is for ${formatPlatform(offered)}, not for ${formatPlatform(platform)}`,
    { exitCode: exitCodes.notFound, advice: 'Leave out --platform, or build it for that one' },
  );
}

/** Fetches what is absent, showing how it goes on. */
async function bringLayers(
  { resolver, content }: BuildEnvironment,
  image: ResolvedImage,
  { context, settings, signal }: FindImageOptions,
): Promise<void> {
  const present = await Promise.all(
    image.layers.map(({ descriptor }) => content.stat(descriptor.digest)),
  );
  const absent = image.layers.filter((_, index) => !present[index]);
  if (absent.length === 0) return;
  const progress = createProgress(context, { quiet: settings.quiet });
  try {
    await resolver.fetchLayers(image, absent, {
      signal,
      onProgress: ({ descriptor }, bytes) =>
        progress.update({
          descriptor,
          bytes,
          phase: bytes >= descriptor.size ? 'done' : 'downloading',
        }),
    });
  } finally {
    progress.finish();
  }
}
