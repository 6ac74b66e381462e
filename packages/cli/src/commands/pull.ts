import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { type ImageLocation, parseImageLocation } from '../images/image-location.ts';
import { transfer } from '../images/transfer.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway pull IMAGE`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const source = parseImageLocation(input.argument(0), hub);
  if (source.kind !== 'registry') {
    throw usageError(`"${input.argument(0)}" is in no registry`, 'Use "slipway copy" for it');
  }
  const output = input.text('output');
  const target: ImageLocation =
    output === undefined
      ? { kind: 'local', reference: source.reference }
      : parseImageLocation(output, hub);
  await transfer(context, input, { source, target });
}
