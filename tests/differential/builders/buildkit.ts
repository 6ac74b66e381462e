import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startProcess, waitUntilReady } from '../../support/background-process.ts';
import { findTool } from '../../support/required-tool.ts';
import { tryCommand } from '../../support/run-command.ts';
import type { ScratchFolder } from '../../support/scratch-folder.ts';
import type { DifferentialCase } from '../differential-case.ts';
import { type Builder, type Outcome, outcomeOf } from './builder.ts';

/** Starts a BuildKit of its own; `base` is an OCI layout folder. */
export async function startBuildkit(folder: ScratchFolder, base: string): Promise<Builder> {
  const daemon = findTool('buildkitd');
  const client = findTool('buildctl');
  if (!daemon || !client)
    throw new Error('buildkitd and buildctl are not installed: ".ci/run" builds them');
  const address = `unix://${folder.join('buildkit.sock')}`;
  const server = startProcess(daemon, [
    `--root=${folder.join('buildkit')}`,
    `--addr=${address}`,
    '--oci-worker-gc=false',
    '--oci-worker-net=host',
    '--containerd-worker=false',
  ]);
  await waitUntilReady(server, async () => {
    return (await tryCommand(client, ['--addr', address, 'debug', 'workers'])).code === 0;
  });
  const { manifests } = JSON.parse(readFileSync(join(base, 'index.json'), 'utf8'));
  const options = [
    `--oci-layout=base=${base}`,
    `--opt=context:base=oci-layout://base@${manifests[0].digest}`,
  ];
  return {
    async build(each: DifferentialCase, context: string, archive: string): Promise<Outcome> {
      const args = ['--addr', address, 'build', '--frontend=dockerfile.v0', '--progress=plain'];
      args.push(`--local=context=${context}`, `--local=dockerfile=${context}`, ...options);
      args.push(`--output=type=oci,dest=${archive}`);
      for (const [name, value] of Object.entries(each.args ?? {}))
        args.push(`--opt=build-arg:${name}=${value}`);
      for (const [name, value] of Object.entries(each.labels ?? {}))
        args.push(`--opt=label:${name}=${value}`);
      if (each.target) args.push(`--opt=target=${each.target}`);
      return outcomeOf(await tryCommand(client, args), archive);
    },
    stop: () => server.stop(),
  };
}
