import { parseReference } from '@slipway/oci';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { withClient } from '../hub/connect.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { parseImageLocation } from '../images/image-location.ts';
import { archiveNames, layoutNames, type NamedImage } from '../images/layout-names.ts';
import { localStoreFolder } from '../images/local-store.ts';
import { compareNaturally } from '../terminal/compare-naturally.ts';
import { printable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway tags REPOSITORY`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const names = [...(await listNames(context, input))].sort(compareNaturally);
  context.stdout.write(
    input.flag('json')
      ? `${JSON.stringify(names, undefined, 2)}\n`
      : names.map((each) => `${printable(each)}\n`).join(''),
  );
}

async function listNames(context: Context, input: CommandInput): Promise<readonly string[]> {
  const text = input.argument(0);
  if (text === 'local:') return shown(await layoutNames(localStoreFolder(context)));
  const hub = await defaultHub(context, input);
  const location = parseImageLocation(text, hub);
  switch (location.kind) {
    case 'oci':
      return shown(await layoutNames(location.path));
    case 'oci-archive':
    case 'docker-archive':
      return shown(await archiveNames(location.path));
    case 'local':
      throw usageError(`"${text}" is one image`, 'Write "slipway tags local:" for all of them');
    case 'registry':
      return remoteTags(context, input, hub);
  }
}

function shown(images: readonly NamedImage[]): readonly string[] {
  return images.map(({ name, digest }) => name ?? digest ?? '(no name)');
}

async function remoteTags(context: Context, input: CommandInput, hub: string): Promise<string[]> {
  const { registry, repository, tag, digest } = parseReference(input.argument(0), {
    registry: hub,
  });
  if (tag || digest) {
    throw usageError(`"${input.argument(0)}" is one image`, 'Leave out its tag or digest');
  }
  return withClient(context, input, async (client) => {
    const tags: string[] = [];
    const options = { signal: context.signal };
    for await (const each of client.repository({ registry, repository }).listTags(options)) {
      tags.push(each);
    }
    return tags;
  });
}
