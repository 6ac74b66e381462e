import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** As lists of any length have it in their query. */
export type PageOfLimit = Readonly<Record<'page' | 'page_size', string>>;

/** One page, and whether another follows. */
interface LimitedPage<Item> {
  readonly items: readonly Item[];
  readonly next: string | null;
}

const mostByDefault = 100;
/** The API's own. */
const largestPage = 100;

/**
 * The first entries of a list that may be very long: as many as `--limit` says. Where that leaves
 * some out, standard error says so.
 */
export async function listUpTo<Item>(
  context: Context,
  input: CommandInput,
  read: (page: PageOfLimit) => Promise<LimitedPage<Item>>,
): Promise<readonly Item[]> {
  const limit = limitOf(input);
  const size = Math.min(limit, largestPage);
  const found: Item[] = [];
  let next: string | null = '';
  for (let page = 1; next !== null && found.length < limit; page += 1) {
    const answer: LimitedPage<Item> = await read({ page: `${page}`, page_size: `${size}` });
    found.push(...answer.items);
    next = answer.next;
  }
  if (next !== null || found.length > limit) {
    context.stderr.write(`These are the first ${limit}: --limit shows more.\n`);
  }
  return found.slice(0, limit);
}

function limitOf(input: CommandInput): number {
  const text = input.text('limit');
  if (text === undefined) return mostByDefault;
  if (!/^[1-9]\d{0,5}$/.test(text)) throw usageError('--limit is a number from 1 to 999999');
  return Number(text);
}
