import { formatPlatform } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import { type AssembledRoot, assembleImage, assembleIndex } from './assemble-image.ts';
import type { ExportContext, ExportRequest } from './export-context.ts';
import type { ImageSettings } from './export-settings.ts';
import { LayerPacker, type PackedLayer } from './pack-layers.ts';

/** What is made of a build's images. */
export interface RootInput {
  readonly context: ExportContext;
  readonly request: ExportRequest;
  readonly settings: ImageSettings;
  /** Called for each layer as soon as it is a blob, before the others are. Must not throw. */
  onPacked?(layer: PackedLayer): void;
}

/** Packs the layers and makes the documents of what one output writes. Throws INVALID_REQUEST. */
export async function makeRoot(input: RootInput): Promise<AssembledRoot> {
  const { context, request, settings } = input;
  const isIndex = request.images.length > 1 || wantsIndex(request);
  checkAnnotations(settings, isIndex);
  const packer = new LayerPacker(context, settings);
  const images = await Promise.all(
    request.images.map(async (image) => {
      const packed = packer.pack(image);
      if (input.onPacked) {
        const { onPacked } = input;
        // A failure is thrown below.
        for (const each of packed) each.then((layer) => onPacked(layer)).catch(() => {});
      }
      return assembleImage(image, await Promise.all(packed), { context, settings });
    }),
  );
  const [only] = images;
  if (!only) throw new BuildError('EXPORT_FAILED', 'there is no image to export');
  return { root: isIndex ? assembleIndex(images, settings) : only.manifest, images };
}

/** BUILDKIT_MULTI_PLATFORM: an index even for one platform. */
function wantsIndex({ request }: ExportRequest): boolean {
  return /^(?:1|t|true)$/i.test(request.buildArguments.BUILDKIT_MULTI_PLATFORM ?? '');
}

function checkAnnotations({ annotations }: ImageSettings, isIndex: boolean): void {
  const wrong = annotations.find((each) => each.level.startsWith('index'));
  if (!wrong || isIndex) return;
  const { level, key, platform } = wrong;
  throw new BuildError(
    'INVALID_REQUEST',
    `the annotation ${key} is for the ${level}${platform ? ` of ${formatPlatform(platform)}` : ''}, but an image of one platform has no index`,
    { advice: 'Give it to the manifest, or set the build argument BUILDKIT_MULTI_PLATFORM=1' },
  );
}
