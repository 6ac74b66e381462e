import type { Context } from '../context.ts';
import { openCredentials } from '../hub/connect.ts';
import { defaultHub, hostOf } from '../hub/default-hub.ts';
import { readUserSettings, writeUserSettings } from '../hub/user-settings.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway logout [HOST]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const given = input.optionalArgument(0);
  const host = given === undefined ? await defaultHub(context, input) : hostOf(given);
  const erased = await openCredentials(context).erase(host);
  const { hub } = await readUserSettings(context);
  if (hub === host) await writeUserSettings(context, {});
  context.stdout.write(erased ? `Logged out of ${host}.\n` : `Not logged in to ${host}.\n`);
}
