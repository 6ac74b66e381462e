import type { ImageStore } from '@slipway/images';
import { formatReference, parseReference } from '@slipway/oci';
import {
  type CopyResult,
  copyImage,
  createArchiveSource,
  createLayoutTarget,
} from '@slipway/remote';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { type ArchivedImage, archivedImages } from '../images/archived-images.ts';
import { openImageStore, shortName } from '../images/find-local-image.ts';
import { readPlatforms } from '../images/read-platforms.ts';
import { openArchive, type SpooledArchive } from '../images/spooled-archive.ts';
import { createProgress } from '../terminal/progress.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway load`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const file = input.text('input') ?? '-';
  if (file === '-' && context.stdin.isTTY) {
    throw usageError('there is no archive on standard input', 'Use -i FILE, or redirect the input');
  }
  const hub = await defaultHub(context, input);
  const store = await openImageStore(context);
  const archive = await openArchive(context, file, store.folder);
  const name = file === '-' ? 'standard input' : file;
  try {
    const loaded = await store.hold(() => load({ context, input, store, archive, name }));
    context.stdout.write(print(loaded, hub, input));
  } finally {
    await archive.close();
  }
}

interface Loading {
  readonly context: Context;
  readonly input: CommandInput;
  readonly store: ImageStore;
  readonly archive: SpooledArchive;
  readonly name: string;
}

/** An image that is in the store now. */
interface LoadedImage {
  readonly names: readonly string[];
  readonly digest: string;
}

async function load(loading: Loading): Promise<readonly LoadedImage[]> {
  const { archive, name } = loading;
  const images = await archivedImages(archive.files, name);
  if (images.length === 0) throw new CliError(`${name} holds no image`);
  const loaded: LoadedImage[] = [];
  for (const image of images) {
    const { root } = await copy(loading, image);
    const names = image.names.map(storeName).filter((each) => each !== undefined);
    await loading.store.put(root, names);
    loaded.push({ names, digest: root.digest });
  }
  return loaded;
}

async function copy(
  { context, input, store, archive, name }: Loading,
  { reference }: ArchivedImage,
): Promise<CopyResult> {
  // Closed with the archive, not with each of its images.
  const files = { ...ports(archive), close: async () => {} };
  const source = await createArchiveSource(files, { name, ...(reference ? { reference } : {}) });
  const progress = createProgress(context, { quiet: input.flag('quiet') });
  const target = createLayoutTarget({ path: store.folder });
  try {
    return await copyImage({
      source,
      // Named when all of it is here, and never for a moment without a name.
      target: { ...target, putRoot: target.putManifest },
      platforms: readPlatforms(input.list('platform')),
      signal: context.signal,
      onProgress: (each) => progress.update(each),
    });
  } finally {
    progress.finish();
  }
}

function ports({ files }: SpooledArchive) {
  return {
    size: (path: string) => files.size(path),
    open: (path: string, options?: { readonly start?: number }) => files.open(path, options),
  };
}

/** The whole name; undefined for what is a bare tag. In archives no host means Docker Hub. */
function storeName(text: string): string | undefined {
  if (!/[/:]/.test(text)) return undefined;
  try {
    const reference = parseReference(text, { registry: 'docker.io', tag: 'latest' });
    return formatReference({ ...reference, digest: reference.tag ? undefined : reference.digest });
  } catch {
    // An OCI layout's names may be anything; what is no reference names nothing here.
    return undefined;
  }
}

function print(loaded: readonly LoadedImage[], hub: string, input: CommandInput): string {
  if (input.flag('json')) return `${JSON.stringify(loaded, undefined, 2)}\n`;
  return loaded
    .flatMap(({ names, digest }) =>
      names.length > 0
        ? names.map((each) => `Loaded image: ${shortName(each, hub)}\n`)
        : [`Loaded image ID: ${digest}\n`],
    )
    .join('');
}
