import { userSchema } from '@slipway/api';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { openCredentials } from '../hub/connect.ts';
import { type HubApi, withHubApi } from '../hub/hub-api.ts';
import { newPassword } from '../hub/new-password.ts';
import { printDone } from '../hub/print-answer.ts';
import { askSecret, canAsk } from '../terminal/prompt.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway user passwd [NAME]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  await withHubApi(context, input, async (api) => {
    const name = input.optionalArgument(0) ?? api.username;
    const isOwn = name === api.username;
    const current = isOwn ? await currentPassword(context, api) : undefined;
    const { password, generated } = await newPassword(context, input);
    if (current === undefined) {
      const path = `/v2/users/${encodeURIComponent(name)}`;
      await api.ask({ method: 'PATCH', path, body: { password } }, userSchema);
    } else {
      const body = { current_password: current, new_password: password };
      await api.tell({ method: 'POST', path: '/v2/user/password', body });
      await renewLogin(context, api, { current, password });
    }
    const value = { username: name, ...(generated ? { password } : {}) };
    const text = `Changed the password of ${name} on ${api.host}.`;
    printDone(context, input, { value, text });
    if (generated && !input.flag('json')) {
      context.stdout.write(`Password: ${password}\n`);
      context.stderr.write('This is the only time it is shown.\n');
    }
  });
}

/** Asked for, so that a terminal left open does not suffice; the stored one where nobody is there. */
async function currentPassword(context: Context, api: HubApi): Promise<string> {
  if (canAsk(context)) return askSecret(context, `Current password of ${api.username}: `);
  const stored = await openCredentials(context).get(api.host);
  if (stored && 'password' in stored) return stored.password;
  throw new CliError('the current password is not known', { advice: 'Run it in a terminal' });
}

/** A login kept with the old password would fail from now on; one with a token goes on. */
async function renewLogin(
  context: Context,
  api: HubApi,
  { current, password }: { readonly current: string; readonly password: string },
): Promise<void> {
  const credentials = openCredentials(context);
  const stored = await credentials.get(api.host);
  if (stored && 'password' in stored && stored.password === current) {
    await credentials.store(api.host, { username: api.username, password });
  }
}
