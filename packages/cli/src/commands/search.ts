import { searchRoutes } from '@slipway/api';
import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { callContract } from '../hub/contract-call.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { printTable } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway search [WORDS...]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const limit = input.text('limit') ?? '25';
  if (!/^[1-9]\d?$|^100$/.test(limit)) throw usageError('--limit is a number from 1 to 100');
  const joined = (name: string) => input.list(name).join(',') || undefined;
  const sort = input.text('sort')?.replace('-', '_');
  await withHubApi(context, input, async (api) => {
    const query = {
      query: input.argumentList(0).join(' '),
      badges: input.flag('official') ? 'official' : undefined,
      architectures: joined('architecture'),
      operating_systems: joined('os'),
      categories: joined('category'),
      type: joined('type'),
      sort,
      order: sort === undefined ? undefined : sort === 'name' ? 'asc' : 'desc',
      size: limit,
    };
    const { results } = await callContract(api, searchRoutes.search, { query });
    printTable(context, input, {
      items: results,
      head: ['NAME', 'DESCRIPTION', 'STARS', 'PULLS', 'BADGE'],
      row: (each) => [
        each.name,
        each.short_description,
        String(each.star_count),
        each.pull_count,
        each.badge === 'none' ? '' : each.badge.replaceAll('_', ' '),
      ],
    });
  });
}
