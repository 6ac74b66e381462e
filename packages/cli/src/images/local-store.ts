import { join } from 'node:path';
import type { Context } from '../context.ts';

/**
 * The folder of the local store, an OCI image layout whose ref names are whole references:
 * SLIPWAY_IMAGES, else `slipway/images` in XDG_DATA_HOME or `~/.local/share`.
 */
export function localStoreFolder({ environment, home }: Context): string {
  if (environment.SLIPWAY_IMAGES) return environment.SLIPWAY_IMAGES;
  return join(environment.XDG_DATA_HOME || join(home, '.local', 'share'), 'slipway', 'images');
}
