import { join } from 'node:path';
import { runCommand } from '../../../tests/support/run-command.ts';
import type { Contestant } from './contestant.ts';

const command = join(import.meta.dirname, '../../../packages/cli/bin/slipway.js');

/** The built command with a store of its own; `base` is an OCI layout folder. */
export async function startSlipway(folder: string, base: string): Promise<Contestant> {
  const env = {
    SLIPWAY_IMAGES: join(folder, 'slipway/images'),
    SLIPWAY_BUILD_STATE: join(folder, 'slipway/build'),
  };
  const slipway = (...args: string[]) =>
    runCommand(process.execPath, [command, ...args], { env, timeout: 600_000 });
  await slipway('copy', `oci:${base}:image`, 'local:docker.io/library/benchbase:latest');
  return {
    name: 'Slipway',
    version: await slipway('version'),
    async build(context, tag) {
      await slipway('build', '--progress=plain', '-t', tag, context);
    },
    daemons: [],
    async stop() {},
  };
}
