import { join } from 'node:path';
import { projectRoot } from '../../support/project-root.ts';
import { tryCommand } from '../../support/run-command.ts';
import type { ScratchFolder } from '../../support/scratch-folder.ts';
import type { DifferentialCase } from '../differential-case.ts';
import { type Builder, type Outcome, outcomeOf } from './builder.ts';

const command = join(projectRoot, 'packages/cli/bin/slipway.js');

/** The built command with a store of its own; `base` is an OCI layout folder. */
export function startSlipway(folder: ScratchFolder, base: string): Builder {
  const env = {
    SLIPWAY_IMAGES: folder.join('slipway/images'),
    SLIPWAY_BUILD_STATE: folder.join('slipway/build'),
  };
  return {
    async build(each: DifferentialCase, context: string, archive: string): Promise<Outcome> {
      const args = [
        command,
        'build',
        '--progress=plain',
        '--build-context',
        `base=oci-layout://${base}:image`,
      ];
      args.push('--output', `type=oci,dest=${archive}`);
      for (const [name, value] of Object.entries(each.args ?? {}))
        args.push('--build-arg', `${name}=${value}`);
      for (const [name, value] of Object.entries(each.labels ?? {}))
        args.push('--label', `${name}=${value}`);
      if (each.target) args.push('--target', each.target);
      return outcomeOf(await tryCommand(process.execPath, [...args, context], { env }), archive);
    },
    async stop() {},
  };
}
