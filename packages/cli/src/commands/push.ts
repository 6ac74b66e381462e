import { usageError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { type ImageLocation, parseImageLocation } from '../images/image-location.ts';
import { transfer } from '../images/transfer.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway push IMAGE [TARGET]`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const hub = await defaultHub(context, input);
  const given = parseImageLocation(input.argument(0), hub);
  const source: ImageLocation =
    given.kind === 'registry' ? { kind: 'local', reference: given.reference } : given;
  await transfer(context, input, {
    source,
    target: targetOf(source, input.optionalArgument(1), hub),
  });
}

function targetOf(source: ImageLocation, text: string | undefined, hub: string): ImageLocation {
  if (text === undefined) {
    if (source.kind === 'local') return { kind: 'registry', reference: source.reference };
    throw usageError('push does not know where to', 'Name the target after the image');
  }
  const target = parseImageLocation(text, hub);
  if (target.kind === 'registry') return target;
  throw usageError(`"${text}" is in no registry`, 'Use "slipway copy" for it');
}
