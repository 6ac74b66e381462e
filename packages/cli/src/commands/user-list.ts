import { userPageSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { formatTable } from '../terminal/format-table.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway user list`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const users = await withHubApi(context, input, (api) => api.list('/v2/users', userPageSchema));
  if (input.flag('json')) {
    context.stdout.write(`${JSON.stringify(users, undefined, 2)}\n`);
    return;
  }
  const rows = users.map((user) => [
    user.username,
    user.is_admin ? 'administrator' : 'user',
    user.is_active ? 'active' : 'closed',
    user.date_joined.slice(0, 10),
  ]);
  context.stdout.write(formatTable(['NAME', 'ROLE', 'STATE', 'SINCE'], rows));
}
