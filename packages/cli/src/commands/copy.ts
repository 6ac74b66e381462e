import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { parseImageLocation } from '../images/image-location.ts';
import { transfer } from '../images/transfer.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway copy SOURCE TARGET`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  await transfer(context, input, {
    source: parseImageLocation(input.argument(0), hub),
    target: parseImageLocation(input.argument(1), hub),
  });
}
