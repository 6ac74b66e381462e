import { repositoryPageSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { formatSize } from '../terminal/format-size.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway repo list [NAMESPACE]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const repositories = await withHubApi(context, input, (api) => {
    const namespace = encodeURIComponent(input.optionalArgument(0) ?? api.username);
    return api.list(`/v2/namespaces/${namespace}/repositories`, repositoryPageSchema);
  });
  if (input.flag('json')) {
    context.stdout.write(`${JSON.stringify(repositories, undefined, 2)}\n`);
    return;
  }
  const rows = repositories.map((each) => [
    `${each.namespace}/${each.name}`,
    each.is_private ? 'private' : 'public',
    each.storage_size === null ? '' : formatSize(each.storage_size),
    String(each.pull_count),
    each.last_updated.slice(0, 16).replace('T', ' '),
    each.description,
  ]);
  const head = ['NAME', 'VISIBILITY', 'SIZE', 'PULLS', 'UPDATED (UTC)', 'DESCRIPTION'];
  context.stdout.write(formatTable(head, rows));
}
