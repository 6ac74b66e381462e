import type { ImageDetails } from '@slipway/images';
import { formatPlatform } from '@slipway/oci';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { findLocalImage, openImageStore } from '../images/find-local-image.ts';
import { parseTime } from '../images/read-local-images.ts';
import { readPlatforms } from '../images/read-platforms.ts';
import { imageId } from '../images/short-id.ts';
import { formatAge } from '../terminal/format-age.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** What a line of `CREATED BY` shows without --no-trunc, as Docker has it. */
const commandWidth = 45;

/** One step of an image's history, the newest first. */
interface HistoryRow {
  readonly created: string | undefined;
  readonly createdBy: string;
  /** Bytes of its layer as stored; 0 where it made none. */
  readonly size: number;
  readonly layer: string | undefined;
  readonly comment: string;
}

/** `slipway history IMAGE`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const platformText = input.text('platform');
  const [platform] = readPlatforms(platformText === undefined ? [] : [platformText]);
  const store = await openImageStore(context);
  const image = await findLocalImage(store, { text: input.argument(0), hub });
  const details = await store.details(image.descriptor, platform);
  if (!details) {
    const what = platform ? `no image for ${formatPlatform(platform)}` : 'no image config here';
    throw new CliError(`${input.argument(0)} has ${what}`, { exitCode: exitCodes.notFound });
  }
  context.stdout.write(print(details, historyRows(details), input));
}

/** Pairs the history's entries with the layers, newest first. */
function historyRows({ config, layers }: ImageDetails): readonly HistoryRow[] {
  const left = [...layers];
  const rows = (config.history ?? []).map((entry): HistoryRow => {
    const layer = entry.empty_layer ? undefined : left.shift();
    return {
      created: entry.created,
      createdBy: entry.created_by ?? '',
      size: layer?.size ?? 0,
      layer: layer?.digest,
      comment: entry.comment ?? '',
    };
  });
  // Images that other tools made need not say how their layers came to be.
  const untold = left.map((layer): HistoryRow => {
    return {
      created: undefined,
      createdBy: '',
      size: layer.size,
      layer: layer.digest,
      comment: '',
    };
  });
  return [...rows, ...untold].reverse();
}

function print(details: ImageDetails, rows: readonly HistoryRow[], input: CommandInput): string {
  if (input.flag('json')) return `${JSON.stringify(rows, undefined, 2)}\n`;
  const full = input.flag('noTrunc');
  const id = (index: number): string =>
    index === 0 ? imageId(details.manifest.digest, full) : '<missing>';
  if (input.flag('quiet')) return rows.map((_, index) => `${id(index)}\n`).join('');
  const now = new Date();
  return formatTable(
    ['IMAGE', 'CREATED', 'CREATED BY', 'SIZE', 'COMMENT'],
    rows.map((row, index) => [
      id(index),
      formatAge(parseTime(row.created), now),
      full ? row.createdBy : shortened(row.createdBy),
      formatSize(row.size),
      row.comment,
    ]),
  );
}

function shortened(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > commandWidth ? `${line.slice(0, commandWidth - 1)}…` : line;
}
