import { userSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { withHubApi } from '../hub/hub-api.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway whoami`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const { host, user } = await withHubApi(context, input, async (api) => ({
    host: api.host,
    user: await api.ask({ method: 'GET', path: '/v2/user' }, userSchema),
  }));
  if (input.flag('json')) {
    context.stdout.write(`${JSON.stringify({ hub: host, ...user }, undefined, 2)}\n`);
    return;
  }
  const role = user.is_admin ? ', an administrator' : '';
  context.stdout.write(`${user.username} on ${host}${role}\n`);
}
