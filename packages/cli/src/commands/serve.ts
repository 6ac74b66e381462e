import { loadConfiguration, serve } from '@slipway/hub';
import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway serve`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const file = input.text('config');
  const listen = input.text('listen');
  const data = input.text('data');
  const loaded = await loadConfiguration({
    environment: context.environment,
    ...(file === undefined ? {} : { file }),
    overrides: {
      ...(listen === undefined ? {} : { listen }),
      ...(data === undefined ? {} : { data }),
    },
  });
  await serve(loaded, { stdout: context.stdout });
}
