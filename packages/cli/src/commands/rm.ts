import { formatReference, type Reference } from '@slipway/oci';
import type { RegistryClient } from '@slipway/remote';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withClient } from '../hub/connect.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { openImageStore } from '../images/find-local-image.ts';
import {
  formatImageLocation,
  type ImageLocation,
  imageName,
  parseImageLocation,
} from '../images/image-location.ts';
import { canAsk, confirm } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';

type Removable = Extract<ImageLocation, { kind: 'registry' | 'local' }>;

/** `slipway rm IMAGE...`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const images = input.argumentList(0).map((text) => removable(text, hub));
  await makeSure(context, input, images);
  await withClient(context, input, async (client) => {
    let done = 0;
    for (const image of images) {
      try {
        await remove(context, client, image);
      } catch (error) {
        if (done > 0) context.stderr.write(`${done} of ${images.length} were deleted.\n`);
        throw error;
      }
      done += 1;
      context.stdout.write(`Deleted ${formatImageLocation(image)}\n`);
    }
  });
}

function removable(text: string, hub: string): Removable {
  const location = parseImageLocation(text, hub);
  if (location.kind !== 'registry' && location.kind !== 'local') {
    throw usageError(`"${text}" is a file or folder`, 'Delete it as such');
  }
  // A reference without a tag must not quietly mean "latest" where something is lost.
  const { tag, digest } = location.reference;
  if (digest === undefined && !text.replace(/^.*\//, '').includes(':')) {
    throw usageError(`"${text}" names no tag`, `Write ${text}:${tag} if you mean that`);
  }
  return location;
}

async function makeSure(
  context: Context,
  input: CommandInput,
  images: readonly Removable[],
): Promise<void> {
  if (input.flag('yes')) return;
  const names = images.map(describe).join('\n  ');
  if (!canAsk(context)) {
    throw usageError('cannot ask for confirmation: this is no terminal', 'Add --yes');
  }
  context.stderr.write(`  ${names}\n`);
  if (!(await confirm(context, 'Delete?'))) throw new CliError('nothing was deleted');
}

function describe(image: Removable): string {
  const name = formatImageLocation(image);
  return image.reference.digest ? `${name} (with every tag that means it)` : name;
}

async function remove(
  context: Context,
  client: RegistryClient,
  { kind, reference }: Removable,
): Promise<void> {
  const { registry, repository, tag, digest } = reference;
  if (kind === 'local') return removeLocal(context, reference);
  const meant = digest ?? tag;
  if (meant === undefined) throw usageError(`${formatReference(reference)} names no tag`);
  const options = { signal: context.signal };
  await client.repository({ registry, repository }).deleteManifest(meant, options);
}

async function removeLocal(context: Context, reference: Reference): Promise<void> {
  const store = await openImageStore(context);
  const { digest } = reference;
  const name = digest ?? imageName(reference);
  const removed = digest ? await store.removeImage(digest) : await store.removeName(name);
  if (removed) return;
  throw new CliError(`${name} is not in the local store (${store.folder})`, {
    exitCode: exitCodes.notFound,
    advice: 'See "slipway images"',
  });
}
