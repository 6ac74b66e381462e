import { completionScript, type Shell } from '../completion/shell-scripts.ts';
import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway completion SHELL`. */
export async function run({ stdout }: Context, input: CommandInput): Promise<void> {
  // The parser has checked it against the choices.
  stdout.write(completionScript(input.argument(0) as Shell));
}
