import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { withClient } from '../hub/connect.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { type DescribedImage, describeImage } from '../images/describe-image.ts';
import { formatDescription } from '../images/format-description.ts';
import { formatImageLocation, parseImageLocation } from '../images/image-location.ts';
import { openSource } from '../images/open-location.ts';
import { readPlatforms } from '../images/read-platforms.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway inspect IMAGE`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  if (input.flag('raw') && input.flag('json'))
    throw usageError('--raw and --json exclude each other');
  const location = parseImageLocation(input.argument(0), await defaultHub(context, input));
  const platformText = input.text('platform');
  const [platform] = readPlatforms(platformText === undefined ? [] : [platformText]);
  const image = await withClient(context, input, async (client) => {
    const source = await openSource(location, { context, client });
    try {
      return await describeImage(source, { platform, signal: context.signal });
    } finally {
      await source.close?.();
    }
  });
  context.stdout.write(print(formatImageLocation(location), image, input));
}

function print(name: string, image: DescribedImage, input: CommandInput): string {
  // Manifests are UTF-8, which has been checked: as a text they are the same bytes.
  if (input.flag('raw')) return new TextDecoder('utf-8', { ignoreBOM: true }).decode(image.bytes);
  if (!input.flag('json')) return formatDescription(name, image);
  const { descriptor, manifest, config } = image;
  const { digest, size } = descriptor;
  return `${JSON.stringify({ name, digest, size, ...manifest, image: config }, undefined, 2)}\n`;
}
