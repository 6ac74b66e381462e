import { listConfiguration, loadConfiguration, printConfiguration } from '@slipway/hub';
import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway config`. */
export async function run({ environment, stdout }: Context, input: CommandInput): Promise<void> {
  const file = input.text('config');
  const loaded = await loadConfiguration({ environment, ...(file === undefined ? {} : { file }) });
  stdout.write(
    input.flag('json')
      ? `${JSON.stringify(listConfiguration(loaded), undefined, 2)}\n`
      : printConfiguration(loaded),
  );
}
