import { formatReference, parseReference, type Reference } from '@slipway/oci';
import type { RemoteRepository } from '@slipway/remote';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { withClient } from '../hub/connect.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { findLocalImage, openImageStore } from '../images/find-local-image.ts';
import { imageName } from '../images/image-location.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway tag SOURCE TARGET`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const read = (index: number): Reference =>
    parseReference(input.argument(index).replace(/^local:/, ''), { registry: hub, tag: 'latest' });
  const target = read(1);
  if (target.digest) throw usageError('the new name is a tag, not a digest');
  const digest = input.flag('remote')
    ? await tagRemote(context, input, { source: read(0), target })
    : await tagLocal(context, input.argument(0), { target, hub });
  context.stdout.write(`${formatReference(target)}\n  digest ${digest}\n`);
}

async function tagLocal(
  context: Context,
  text: string,
  { target, hub }: { readonly target: Reference; readonly hub: string },
): Promise<string> {
  const store = await openImageStore(context);
  const { descriptor } = await findLocalImage(store, {
    text,
    hub,
    advice: 'Pull it first, or tag it on its registry with --remote',
  });
  await store.put(descriptor, [imageName(target)]);
  return descriptor.digest;
}

interface Pair {
  readonly source: Reference;
  readonly target: Reference;
}

/** Within a repository the manifest is stored once more; between two, its layers are mounted. */
async function tagRemote(context: Context, input: CommandInput, pair: Pair): Promise<string> {
  const { source, target } = pair;
  if (source.registry !== target.registry) {
    throw usageError('both names must be on the same registry', 'Use "slipway copy" between two');
  }
  return withClient(context, input, async (client) => {
    const from = client.repository(source);
    const { descriptor, bytes } = await from.fetchManifest(
      source.digest ?? source.tag ?? 'latest',
      {
        signal: context.signal,
      },
    );
    if (source.repository !== target.repository) {
      throw usageError(
        'both names must be in the same repository',
        'Use "slipway copy" between two: it mounts the layers',
      );
    }
    await putTag(from, { mediaType: descriptor.mediaType, bytes, tag: target.tag ?? 'latest' });
    return descriptor.digest;
  });
}

async function putTag(
  repository: RemoteRepository,
  { bytes, mediaType, tag }: { bytes: Uint8Array; mediaType: string; tag: string },
): Promise<void> {
  await repository.pushManifest(bytes, { mediaType, tag });
}
