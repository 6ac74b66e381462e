import { formatReference, parseReference, type Reference } from '@slipway/oci';
import { createLayoutSource, createLayoutTarget, type RemoteRepository } from '@slipway/remote';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { withClient } from '../hub/connect.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { imageName } from '../images/image-location.ts';
import { localStoreFolder } from '../images/local-store.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway tag SOURCE TARGET`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const defaults = { registry: await defaultHub(context, input), tag: 'latest' };
  const read = (index: number): Reference =>
    parseReference(input.argument(index).replace(/^local:/, ''), defaults);
  const pair = { source: read(0), target: read(1) };
  if (pair.target.digest) throw usageError('the new name is a tag, not a digest');
  const digest = input.flag('remote')
    ? await tagRemote(context, input, pair)
    : await tagLocal(context, pair);
  context.stdout.write(`${formatReference(pair.target)}\n  digest ${digest}\n`);
}

interface Pair {
  readonly source: Reference;
  readonly target: Reference;
}

async function tagLocal(context: Context, { source, target }: Pair): Promise<string> {
  const path = localStoreFolder(context);
  const from = createLayoutSource({ path, reference: source.digest ?? imageName(source) });
  const root = await from.resolve().catch((cause: unknown) => {
    throw new CliError(`${formatReference(source)} is not in the local store (${path})`, {
      exitCode: exitCodes.notFound,
      advice: 'Pull it first, or tag it on its registry with --remote',
      cause,
    });
  });
  const bytes = await from.fetchManifest(root);
  await createLayoutTarget({ path, reference: imageName(target) }).putRoot(root, bytes);
  return root.digest;
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
