import { accessTokenPageSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway token list`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const tokens = await withHubApi(context, input, (api) =>
    api.list('/v2/access-tokens', accessTokenPageSchema),
  );
  if (input.flag('json')) {
    context.stdout.write(`${JSON.stringify(tokens, undefined, 2)}\n`);
    return;
  }
  const rows = tokens.map((each) => [
    each.uuid,
    each.token_label,
    each.scopes.join(','),
    each.repositories === null ? 'all' : each.repositories.join(','),
    each.is_active ? 'active' : 'ended',
    each.expires_at?.slice(0, 10) ?? 'never',
    each.last_used?.slice(0, 10) ?? 'never',
  ]);
  const head = ['ID', 'LABEL', 'SCOPE', 'REPOSITORIES', 'STATE', 'EXPIRES', 'LAST USED'];
  context.stdout.write(formatTable(head, rows));
}
