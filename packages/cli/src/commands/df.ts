import { type CacheEntry, cacheUsage } from '@slipway/builder';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { buildStateFolder } from '../images/build-state-folder.ts';
import { enterIfPossible } from '../images/enter-if-possible.ts';
import { openImageStore, shortName } from '../images/find-local-image.ts';
import { readLocalImages } from '../images/read-local-images.ts';
import { imageId } from '../images/short-id.ts';
import { type StoreUsage, storeUsage } from '../images/store-usage.ts';
import { openLayerStore } from '../images/sweep-store.ts';
import { formatAge } from '../terminal/format-age.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** One line of the table. Bytes. */
interface UsageRow {
  readonly type: string;
  readonly count: number;
  readonly size: number;
  readonly reclaimable: number;
}

/** `slipway df`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  await enterIfPossible(context);
  const store = await openImageStore(context);
  const images = await readLocalImages(store);
  const layers = await openLayerStore(context, store);
  const cache = await cacheUsage({ folder: buildStateFolder(context), layers });
  const usage = await storeUsage({ store, layers, images, cache });
  const rows = usageRows(usage, images.length, cache);
  if (input.flag('json')) {
    context.stdout.write(`${JSON.stringify(rows, undefined, 2)}\n`);
    return;
  }
  context.stdout.write(formatUsage(rows));
  if (!input.flag('verbose')) return;
  const now = new Date();
  const hub = await defaultHub(context, input);
  const imageRows = images.map(({ name, descriptor, created, size, lastUsedAt }) => [
    name === undefined ? '<none>' : shortName(name, hub),
    imageId(descriptor.digest, false),
    formatAge(created, now),
    formatAge(lastUsedAt, now),
    formatSize(size),
  ]);
  const cacheRows = cache.map(({ type, id, description, lastUsedAt, size }) => [
    type,
    type === 'layer' ? id.replace(/^(?:sha256|step):/, '').slice(0, 12) : '',
    description,
    formatAge(lastUsedAt, now),
    formatSize(size),
  ]);
  context.stdout.write(
    `\n${formatTable(['IMAGE', 'IMAGE ID', 'CREATED', 'LAST USED', 'SIZE'], imageRows)}\n${formatTable(
      ['BUILD CACHE', 'ID', 'STEP', 'LAST USED', 'SIZE'],
      cacheRows,
    )}`,
  );
}

function usageRows(
  usage: StoreUsage,
  images: number,
  cache: readonly CacheEntry[],
): readonly UsageRow[] {
  const count = (type: CacheEntry['type']): number =>
    cache.filter((each) => each.type === type).length;
  return [
    { type: 'Images', count: images, ...usage.images },
    { type: 'Build cache', count: count('layer'), ...usage.layers },
    { type: 'Cache mounts', count: count('mount'), ...usage.mounts },
    { type: 'Fetched files', count: count('source'), ...usage.sources },
  ];
}

function formatUsage(rows: readonly UsageRow[]): string {
  return formatTable(
    ['TYPE', 'COUNT', 'SIZE', 'RECLAIMABLE'],
    rows.map(({ type, count, size, reclaimable }) => {
      const share = size > 0 ? ` (${Math.floor((reclaimable / size) * 100)}%)` : '';
      return [type, String(count), formatSize(size), `${formatSize(reclaimable)}${share}`];
    }),
  );
}
