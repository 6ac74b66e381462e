import { enterBuildNamespace } from '@slipway/runtime';
import type { Context } from '../context.ts';
import { ProcessExit } from '../process-exit.ts';

const showCursor = '\u001b[?25h';

/**
 * Runs this same command line anew as root of its own namespaces, and ends as that does: throws a
 * ProcessExit, or the RuntimeError NAMESPACE_UNAVAILABLE where that is not possible here.
 */
export async function reenter({ stderr }: Context): Promise<never> {
  // The process inside may be killed with its cursor hidden.
  const restore = (): void => {
    if (stderr.isTTY === true) stderr.write(showCursor);
  };
  process.once('exit', restore);
  const code = await enterBuildNamespace({ argv: process.argv.slice(1) });
  if (code < 128) process.off('exit', restore);
  throw new ProcessExit(code);
}
