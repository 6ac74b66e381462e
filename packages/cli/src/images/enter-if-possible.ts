import { inBuildNamespace, RuntimeError } from '@slipway/runtime';
import type { Context } from '../context.ts';
import { reenter } from '../namespace/reenter.ts';

/**
 * Runs the command anew in the build namespace, where files of an ordinary user's layers that belong
 * to subordinate ids can be read and removed: throws a ProcessExit then. Returns inside it, and where
 * there is no way in: then there are no such files.
 */
export async function enterIfPossible(context: Context): Promise<void> {
  if (inBuildNamespace() || process.geteuid?.() === 0) return;
  try {
    await reenter(context);
  } catch (error) {
    if (error instanceof RuntimeError && error.code === 'NAMESPACE_UNAVAILABLE') return;
    throw error;
  }
}
