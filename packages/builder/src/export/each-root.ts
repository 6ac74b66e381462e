import { formatPlatform } from '@slipway/oci';
import type { ExecutedImage } from '../ports/result.ts';
import type { ExportContext } from './export-context.ts';
import { beginPart } from './export-progress.ts';

/** What outputs of files work on. */
export interface FilesInput {
  readonly images: readonly ExecutedImage[];
  /** One folder for each platform. */
  readonly split: boolean;
  readonly context: ExportContext;
}

/** A mounted image, and the folder its files go to: `linux_arm64`, empty where they are not split. */
export interface MountedImage {
  readonly root: string;
  readonly folder: string;
}

/** Mounts each image in turn for `work`. */
export async function eachRoot(
  { images, split, context }: FilesInput,
  work: (image: MountedImage) => Promise<void>,
): Promise<void> {
  for (const image of images) {
    context.signal.throwIfAborted();
    const platform = formatPlatform(image.planned.platform);
    const part = beginPart(context.environment.onEvent, `copying files ${platform}`);
    await context.ensureContent(image.layers, context.signal);
    const mounted = await context.layers.mount(image.layers, {
      writable: false,
      signal: context.signal,
    });
    try {
      await work({ root: mounted.path, folder: split ? platform.replaceAll('/', '_') : '' });
    } finally {
      await mounted.close();
    }
    part.done();
  }
}
