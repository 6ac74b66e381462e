import { createTarFile, createTarStream } from '@slipway/archive';
import type { ImageStore } from '@slipway/images';
import { type Digest, manifestKind, type Platform, parseReference } from '@slipway/oci';
import {
  type ArchiveEntry,
  copyImage,
  createArchiveWriter,
  type RegistryClient,
} from '@slipway/remote';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { withTransferClient } from '../hub/connect.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { findLocalImage, type LocalImage, openImageStore } from '../images/find-local-image.ts';
import { createLocalSource } from '../images/local-source.ts';
import { ownPlatform, readPlatforms } from '../images/read-platforms.ts';
import { writeBytes } from '../images/write-output.ts';
import { createProgress, type Progress } from '../terminal/progress.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway save IMAGE...`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const output = input.text('output') ?? '-';
  const { stdout } = context;
  if (output === '-' && stdout.isTTY) {
    throw usageError('an archive is nothing for a terminal', 'Use -o FILE, or redirect the output');
  }
  const platforms = readPlatforms(input.list('platform'));
  const hub = await defaultHub(context, input);
  const store = await openImageStore(context);
  const images: LocalImage[] = [];
  // Before anything is written, so that a wrong name leaves nothing behind.
  for (const text of input.argumentList(0)) images.push(await findLocalImage(store, { text, hub }));
  await withTransferClient(context, input, async (client) => {
    const files =
      output === '-'
        ? createTarStream((chunk) => writeBytes(stdout, chunk))
        : await createTarFile(output);
    const writer = createArchiveWriter(files);
    const progress = createProgress(context, { quiet: input.flag('quiet') });
    let failed = true;
    try {
      const saver = { context, store, client, platforms, writer, progress };
      await store.hold(async () => {
        for (const image of images) await saveImage(saver, image);
      });
      failed = false;
    } finally {
      progress.finish();
      await writer.close({ failed });
    }
  });
}

interface Saver {
  readonly context: Context;
  readonly store: ImageStore;
  readonly client: RegistryClient;
  readonly platforms: readonly Platform[];
  readonly writer: ReturnType<typeof createArchiveWriter>;
  readonly progress: Progress;
}

async function saveImage(saver: Saver, image: LocalImage): Promise<void> {
  const { context, store, client, writer, progress } = saver;
  const { name, descriptor } = image;
  // An image meant by its id goes without its name, as with docker save.
  const kept = image.byName ? name : undefined;
  const source = createLocalSource({
    folder: store.folder,
    name: descriptor.digest,
    reference: parseReference(name ?? 'local/unnamed', { registry: 'docker.io' }),
    client,
  });
  // The store finds its entries by name; a platform's image of an index has none.
  const resolved = { ...source, resolve: async () => descriptor };
  await copyImage({
    source: resolved,
    target: writer.target(await entryOf(saver, image, kept)),
    platforms: await platformsOf(saver, image),
    signal: context.signal,
    onProgress: (each) => progress.update(each),
  });
  await store.touch(name ?? descriptor.digest);
}

/** Those asked for; else of an index those that are here, and all of it where none is left out. */
async function platformsOf(
  { store, platforms }: Saver,
  { descriptor }: LocalImage,
): Promise<readonly Platform[]> {
  if (platforms.length > 0 || manifestKind(descriptor.mediaType) === 'image') return platforms;
  const details = await store.allDetails(descriptor);
  const whole = await Promise.all(
    details.map(async ({ platform, layers }) => {
      const there = await Promise.all(layers.map((each) => store.content.stat(each.digest)));
      return there.includes(undefined) ? [] : [platform];
    }),
  );
  return whole.flat();
}

async function entryOf(
  { store, platforms }: Saver,
  { descriptor }: LocalImage,
  name: string | undefined,
): Promise<ArchiveEntry> {
  const [platform = ownPlatform()] = platforms;
  const own = await store.details(descriptor, platform);
  const dockerImage: Digest | undefined = own?.manifest.digest;
  const names = name === undefined ? [] : [name];
  return {
    name: name ?? descriptor.digest,
    entryNames: names.map((fullName) => ({ refName: tagOf(fullName), fullName })),
    repoTags: names.filter((each) => !each.includes('@')).map(repoTag),
    ...(dockerImage ? { dockerImage } : {}),
  };
}

function tagOf(name: string): string {
  const { tag, digest } = parseReference(name, { registry: 'docker.io' });
  return tag ?? digest ?? 'latest';
}

/** `docker load` knows Docker Hub's images without their host. */
function repoTag(name: string): string {
  return name.replace(/^docker\.io\/(?:library\/)?/, '');
}
