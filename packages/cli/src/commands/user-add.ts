import { userSchema } from '@slipway/api';
import type { Context } from '../context.ts';
import { withHubApi } from '../hub/hub-api.ts';
import { newPassword } from '../hub/new-password.ts';
import { printDone } from '../hub/print-answer.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway user add NAME`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const username = input.argument(0);
  await withHubApi(context, input, async (api) => {
    const { password, generated } = await newPassword(context, input);
    const body = { username, password, is_admin: input.flag('admin') };
    const user = await api.ask({ method: 'POST', path: '/v2/users', body }, userSchema);
    const role = user.is_admin ? 'administrator' : 'user';
    const value = { ...user, ...(generated ? { password } : {}) };
    const text = `Created ${role} ${user.username} on ${api.host}.`;
    printDone(context, input, { value, text });
    if (generated && !input.flag('json')) {
      context.stdout.write(`Password: ${password}\n`);
      context.stderr.write('This is the only time it is shown.\n');
    }
  });
}
