import { setTimeout as pause } from 'node:timers/promises';
import { type Comparison, type FileChange, layerRoutes } from '@slipway/api';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { listUpTo, type PageOfLimit } from '../hub/list-up-to.ts';
import { printFields } from '../hub/print-answer.ts';
import { type RepositoryPath, repositoryPath } from '../hub/repository-argument.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { pathOf } from './repo.ts';

/** How often, and after how many milliseconds, is looked whether layers have been read. */
const looks = 60;
const lookEvery = 250;

/** `slipway repo compare REPOSITORY:TAG REPOSITORY:TAG`, or `REPOSITORY TAG TAG`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  await withHubApi(context, input, async (api) => {
    const { params, from, to } = comparedImages(input, api);
    const ask = (page: PageOfLimit): Promise<Comparison> => {
      const filters = { change: input.text('change'), search: input.text('search') };
      const query = { from, to, platform: input.text('platform'), ...filters, ...page };
      return callContract(api, layerRoutes.compare, { params: { ...params }, query });
    };
    let first: Comparison | undefined;
    const results = await listUpTo(context, input, async (page) => {
      const answer = first ? await ask(page) : await whenRead(context, () => ask(page));
      first ??= answer;
      return { items: answer.results, next: answer.next };
    });
    if (first) printComparison(context, input, { ...first, results: [...results] });
  });
}

/** The repository and its two tags or digests, in either way of writing. */
function comparedImages(input: CommandInput, api: HubApi) {
  const to = input.optionalArgument(2);
  if (to !== undefined) {
    return { params: repositoryPath(input.argument(0), api), from: input.argument(1), to };
  }
  const [one, other] = [imageOf(input.argument(0), api), imageOf(input.argument(1), api)];
  if (pathOf(one.params) !== pathOf(other.params)) {
    throw usageError(
      `${pathOf(one.params)} and ${pathOf(other.params)} are two repositories`,
      'Compare two images of one repository',
    );
  }
  return { params: one.params, from: one.reference, to: other.reference };
}

/** `NAMESPACE/NAME:TAG` or `NAMESPACE/NAME@DIGEST`. */
function imageOf(text: string, api: HubApi): { params: RepositoryPath; reference: string } {
  const at = text.includes('@') ? text.indexOf('@') : text.lastIndexOf(':');
  if (at < 0) {
    throw usageError(
      `"${text}" names no tag`,
      'Write NAMESPACE/NAME:TAG NAMESPACE/NAME:TAG, or NAMESPACE/NAME TAG TAG',
    );
  }
  return { params: repositoryPath(text.slice(0, at), api), reference: text.slice(at + 1) };
}

/** Waits until the hub has read the layers, fifteen seconds at most. */
async function whenRead(context: Context, ask: () => Promise<Comparison>): Promise<Comparison> {
  let answer = await ask();
  for (let look = 0; look < looks && answer.state === 'pending'; look += 1) {
    await pause(lookEvery, undefined, { signal: context.signal });
    answer = await ask();
  }
  return answer;
}

function printComparison(context: Context, input: CommandInput, found: Comparison): void {
  const { next: _next, previous: _previous, ...value } = found;
  const fields = [
    ['From', `${found.from.reference} (${found.from.digest})`],
    ['To', `${found.to.reference} (${found.to.digest})`],
    ['Platform', found.to.platform],
    ['Layers', layersPhrase(found)],
    ['Size', `${formatSize(found.to.size)} (${signedSize(found.size_difference)})`],
    ['Files', filesPhrase(found)],
  ] as const;
  printFields(context, input, { value, fields });
  if (input.flag('json') || found.results.length === 0) return;
  const rows = found.results.map((each) => [each.change, sizesOf(each), `/${each.path}`]);
  context.stdout.write(`\n${formatTable(['CHANGE', 'SIZE', 'PATH'], rows)}`);
  if (found.is_truncated) {
    context.stderr.write('There are more changes than the hub keeps: narrow it with --search.\n');
  }
}

function layersPhrase({ layers, shared_layers: shared, shared_bytes: bytes }: Comparison): string {
  const only = (side: 'from' | 'to') => layers.filter(({ where }) => where === side).length;
  return `${shared} shared (${formatSize(bytes)}), ${only('from')} only before, ${only('to')} only after`;
}

function filesPhrase(found: Comparison): string {
  if (found.state === 'pending') return 'not read yet: try again in a while';
  if (found.state !== 'ready') return `not compared: ${found.reason}`;
  const counts = `${found.added} added, ${found.removed} removed, ${found.changed} changed`;
  return `${counts} (${signedSize(found.unpacked_difference)})`;
}

function signedSize(bytes: number): string {
  return `${bytes < 0 ? '-' : '+'}${formatSize(Math.abs(bytes))}`;
}

function sizesOf({ from, to }: FileChange): string {
  if (!from || !to) return formatSize((from ?? to)?.size ?? 0);
  return from.size === to.size
    ? formatSize(to.size)
    : `${formatSize(from.size)} → ${formatSize(to.size)}`;
}
