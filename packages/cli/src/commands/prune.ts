import { type CacheEntry, pruneCache } from '@slipway/builder';
import type { ImageStore } from '@slipway/images';
import type { LayerStore } from '@slipway/runtime';
import { CliError, usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { buildStateFolder } from '../images/build-state-folder.ts';
import { enterIfPossible } from '../images/enter-if-possible.ts';
import { openImageStore, shortName } from '../images/find-local-image.ts';
import { parseUntil } from '../images/image-filters.ts';
import { blobsOf, type LocalImageFacts, readLocalImages } from '../images/read-local-images.ts';
import { openLayerStore, sweepStore } from '../images/sweep-store.ts';
import { parseBytes } from '../options/limits.ts';
import { formatSize } from '../terminal/format-size.ts';
import { printable } from '../terminal/format-table.ts';
import { canAsk, confirm } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** What is to be removed. */
interface PruneSettings {
  /** Also images that have a name. */
  readonly all: boolean;
  /** Only what was not used since. */
  readonly until: Date | undefined;
  /** Bytes of build cache that may stay. */
  readonly keepStorage: number | undefined;
  /** Bytes of images and build cache together that may stay. */
  readonly maxSize: number | undefined;
}

/** Milliseconds after which it is said that others are waited for, and until it is given up. */
const notice = 1000;
const patience = 10 * 60_000;

/** `slipway prune`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const settings = readSettings(input);
  await enterIfPossible(context);
  await makeSure(context, input, settings);
  const hub = await defaultHub(context, input);
  const store = await openImageStore(context);
  const pruner = new Pruner(context, store, settings);
  await pruner.run();
  context.stdout.write(input.flag('json') ? jsonOf(pruner) : describe(pruner, hub));
}

function readSettings(input: CommandInput): PruneSettings {
  const until = input.list('filter').map((text) => {
    const value = /^until=(.+)$/.exec(text)?.[1];
    if (value !== undefined) return parseUntil(value, new Date());
    throw usageError(`--filter ${text}: expected until=TIME`, 'For example until=24h');
  });
  const bytes = (name: string, flag: string): number | undefined => {
    const text = input.text(name);
    return text === undefined ? undefined : parseBytes(text, flag);
  };
  return {
    all: input.flag('all'),
    until: until.length > 0 ? new Date(Math.min(...until.map(Number))) : undefined,
    keepStorage: bytes('keepStorage', '--keep-storage'),
    maxSize: bytes('maxSize', '--max-size'),
  };
}

async function makeSure(
  context: Context,
  input: CommandInput,
  settings: PruneSettings,
): Promise<void> {
  if (input.flag('force')) return;
  if (!canAsk(context)) {
    throw usageError('cannot ask for confirmation: this is no terminal', 'Add --force');
  }
  const { all, until, maxSize, keepStorage } = settings;
  const since = until ? ` that was not used since ${until.toISOString()}` : '';
  const limit = maxSize ?? keepStorage;
  const least =
    limit === undefined ? '' : `, least used first, until ${formatSize(limit)} are left`;
  context.stderr.write(
    `This removes\n  ${all ? 'all images' : 'images without a name'}${since}\n` +
      `  the build cache, cache mounts and what was fetched for builds${since}${least}\n`,
  );
  if (!(await confirm(context, 'Go on?'))) throw new CliError('nothing was removed');
}

/** Removes cache and images, and then the blobs that nothing needs any more. */
class Pruner {
  images: readonly LocalImageFacts[] = [];
  cache: readonly CacheEntry[] = [];
  /** Bytes. */
  reclaimed = 0;
  readonly #context: Context;
  readonly #store: ImageStore;
  readonly #settings: PruneSettings;

  constructor(context: Context, store: ImageStore, settings: PruneSettings) {
    this.#context = context;
    this.#store = store;
    this.#settings = settings;
  }

  async run(): Promise<void> {
    const { maxSize } = this.#settings;
    const all = await readLocalImages(this.#store);
    const unnamed = all.filter((each) => each.name === undefined && this.#isOld(each));
    const rest = all.filter((each) => !unnamed.includes(each));
    const ofImages = await imageBytes(this.#store, rest);
    this.reclaimed += await this.#pruneCache(ofImages);
    const named = this.#settings.all ? rest.filter((each) => this.#isOld(each)) : [];
    const chosen = maxSize === undefined ? named : await this.#leastUsed(rest, named, maxSize);
    this.images = [...unnamed, ...chosen];
    for (const { name, descriptor } of this.images) {
      if (name === undefined) await this.#store.removeImage(descriptor.digest);
      else await this.#store.removeName(name);
    }
    await this.#sweep();
  }

  /** Resolves to the bytes of layers' folders and cache mounts; blobs are the sweep's. */
  async #pruneCache(ofImages: number): Promise<number> {
    const { until, keepStorage, maxSize } = this.#settings;
    const limits = [
      keepStorage,
      maxSize === undefined ? undefined : Math.max(0, maxSize - ofImages),
    ];
    const known = limits.filter((each) => each !== undefined);
    const layers = await openLayerStore(this.#context, this.#store);
    const blobs = await blobSizes(layers);
    const { removed } = await pruneCache(
      { folder: buildStateFolder(this.#context), layers },
      {
        ...(until ? { olderThan: until } : {}),
        ...(known.length > 0 ? { maxBytes: Math.min(...known) } : {}),
      },
    );
    this.cache = removed;
    return removed.reduce((sum, each) => sum + each.size - (blobs.get(each.id) ?? 0), 0);
  }

  /** Of `named` those that have to go, least recently used first, for the others to fit. */
  async #leastUsed(
    rest: readonly LocalImageFacts[],
    named: readonly LocalImageFacts[],
    maxSize: number,
  ): Promise<readonly LocalImageFacts[]> {
    const chosen: LocalImageFacts[] = [];
    const oldest = [...named].sort((a, b) => Number(a.lastUsedAt) - Number(b.lastUsedAt));
    for (const each of oldest) {
      const left = rest.filter((image) => !chosen.includes(image));
      if ((await imageBytes(this.#store, left)) <= maxSize) break;
      chosen.push(each);
    }
    return chosen;
  }

  async #sweep(): Promise<void> {
    const { stderr } = this.#context;
    const timer = setTimeout(() => {
      stderr.write('Waiting for builds and pulls under way to end…\n');
    }, notice);
    try {
      const swept = await sweepStore(this.#context, this.#store, patience);
      if (!swept) throw new CliError('builds or pulls are under way: nothing more could be freed');
      this.reclaimed += swept.bytes;
    } finally {
      clearTimeout(timer);
    }
  }

  #isOld({ lastUsedAt }: LocalImageFacts): boolean {
    const { until } = this.#settings;
    return until === undefined || lastUsedAt < until;
  }
}

/** Bytes of the images' blobs that are here, each counted once. */
async function imageBytes(store: ImageStore, images: readonly LocalImageFacts[]): Promise<number> {
  const blobs = images.flatMap(({ descriptor, details }) => blobsOf(descriptor, details));
  const sizes = await Promise.all(
    [...new Set(blobs.map((each) => each.digest))].map((digest) => store.content.stat(digest)),
  );
  return sizes.reduce((sum, each) => sum + (each?.size ?? 0), 0);
}

/** Of each layer the bytes of its blob. */
async function blobSizes(layers: LayerStore): Promise<ReadonlyMap<string, number>> {
  const sizes = new Map<string, number>();
  for await (const { id } of layers.list()) {
    sizes.set(id, (await layers.knownBlob({ id }))?.descriptor.size ?? 0);
  }
  return sizes;
}

function jsonOf({ images, cache, reclaimed }: Pruner): string {
  const result = {
    images: images.map(({ name, descriptor }) => ({ name, digest: descriptor.digest })),
    buildCache: cache.map(({ type, id, description, size }) => ({ type, id, description, size })),
    reclaimed,
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

function describe({ images, cache, reclaimed }: Pruner, hub: string): string {
  const imageLines = images.map(({ name, descriptor }) =>
    name === undefined ? `deleted: ${descriptor.digest}\n` : `untagged: ${shortName(name, hub)}\n`,
  );
  const cacheLines = cache.map(({ id, description, size }) => {
    return `${printable(description || id)} (${formatSize(size)})\n`;
  });
  return [
    images.length > 0 ? `Deleted images:\n${imageLines.join('')}\n` : '',
    cache.length > 0 ? `Deleted build cache:\n${cacheLines.join('')}\n` : '',
    `Total reclaimed space: ${formatSize(reclaimed)}\n`,
  ].join('');
}
