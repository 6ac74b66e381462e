import { loadConfiguration, rotateMasterKey } from '@slipway/hub';
import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway rotate-master-key`. */
export async function run({ environment, stdout }: Context, input: CommandInput): Promise<void> {
  const file = input.text('config');
  const data = input.text('data');
  const { configuration } = await loadConfiguration({
    environment,
    ...(file === undefined ? {} : { file }),
    ...(data === undefined ? {} : { overrides: { data } }),
  });
  const id = rotateMasterKey(configuration);
  stdout.write(
    `${id}\nA running hub uses the new key from now on, seals stored secrets anew within minutes and then gives up the old key.\n`,
  );
}
