import { join } from 'node:path';
import type { Context } from '../context.ts';

/**
 * Where builds keep layers, the step cache and cache mounts: SLIPWAY_BUILD_STATE, else
 * `slipway/build` in XDG_DATA_HOME or `~/.local/share`.
 */
export function buildStateFolder({ environment, home }: Context): string {
  if (environment.SLIPWAY_BUILD_STATE) return environment.SLIPWAY_BUILD_STATE;
  return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'slipway', 'build');
}
