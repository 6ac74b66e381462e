import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/** As `npm run build` does: what is measured is what users run. */
export function buildSlipway(): void {
  const script = join(import.meta.dirname, '../scripts/build.mjs');
  const { status } = spawnSync(process.execPath, [script], { stdio: 'inherit' });
  if (status !== 0) throw new Error('Slipway could not be built: see above');
}
