import type { Context } from '../context.ts';
import type { CommandInput } from '../tree/command-input.ts';
import { packageVersion } from '../version.ts';

/** `slipway version`. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  const version = await packageVersion(context);
  if (!input.flag('json')) {
    context.stdout.write(`slipway ${version}\n`);
    return;
  }
  const details = {
    version,
    node: process.versions.node,
    platform: `${process.platform}/${process.arch}`,
  };
  context.stdout.write(`${JSON.stringify(details, undefined, 2)}\n`);
}
