import { formatPlatform } from '@slipway/oci';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { openImageStore, splitName } from '../images/find-local-image.ts';
import { type ImageFilter, readImageFilters } from '../images/image-filters.ts';
import { type LocalImageFacts, readLocalImages } from '../images/read-local-images.ts';
import { imageId } from '../images/short-id.ts';
import { formatAge } from '../terminal/format-age.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

const none = '<none>';

/** `slipway images [REPOSITORY[:TAG]]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const now = new Date();
  const images = await readLocalImages(await openImageStore(context));
  const shown = images.filter(filterOf(input, { images, hub, now }));
  context.stdout.write(print(shown, { input, hub, now }));
}

function filterOf(input: CommandInput, scene: Parameters<typeof readImageFilters>[1]): ImageFilter {
  const repository = input.optionalArgument(0);
  const wanted = repository === undefined ? [] : [`reference=${repository}`];
  return readImageFilters([...input.list('filter'), ...wanted], scene);
}

interface Printing {
  readonly input: CommandInput;
  readonly hub: string;
  readonly now: Date;
}

function print(images: readonly LocalImageFacts[], { input, hub, now }: Printing): string {
  const full = input.flag('noTrunc');
  if (input.flag('json')) {
    return `${JSON.stringify(
      images.map((each) => jsonOf(each, hub)),
      undefined,
      2,
    )}\n`;
  }
  if (input.flag('quiet')) {
    const ids = new Set(images.map(({ descriptor }) => imageId(descriptor.digest, full)));
    return [...ids].map((each) => `${each}\n`).join('');
  }
  const digests = input.flag('digests');
  const head = ['REPOSITORY', 'TAG', ...(digests ? ['DIGEST'] : []), 'IMAGE ID', 'CREATED', 'SIZE'];
  const rows = images.map((image) => {
    const { repository = none, tag = none } = splitName(image.name, hub);
    const { digest } = image.descriptor;
    return [
      repository,
      tag,
      ...(digests ? [digest] : []),
      imageId(digest, full),
      formatAge(image.created, now),
      formatSize(image.size),
    ];
  });
  return formatTable(head, rows);
}

function jsonOf(image: LocalImageFacts, hub: string): object {
  const { name, descriptor, created, size, lastUsedAt, details } = image;
  const { repository, tag } = splitName(name, hub);
  return {
    name,
    repository,
    tag,
    digest: descriptor.digest,
    mediaType: descriptor.mediaType,
    created: created?.toISOString(),
    lastUsed: lastUsedAt.toISOString(),
    size,
    platforms: details.map((each) => formatPlatform(each.platform)),
  };
}
