import { join } from 'node:path';
import { runCommand } from '../../../tests/support/run-command.ts';
import { toolPath } from '../../../tests/support/tools.ts';
import type { Contestant } from './contestant.ts';

/** Buildah on overlay, keeping each step as it does by default with --layers. */
export async function startBuildah(folder: string, base: string): Promise<Contestant> {
  const buildah = toolPath('buildah');
  const store = [
    `--root=${join(folder, 'buildah/root')}`,
    `--runroot=${join(folder, 'buildah/run')}`,
    '--storage-driver=overlay',
  ];
  const run = (...args: string[]) => runCommand(buildah, [...store, ...args], { timeout: 600_000 });
  const id = (await run('pull', `oci:${base}:image`)).split('\n').at(-1) ?? '';
  await run('tag', id, 'docker.io/library/benchbase:latest');
  return {
    name: 'Buildah',
    version: await runCommand(buildah, ['--version']),
    async build(context, tag) {
      await run(
        'build',
        '--layers',
        '--pull-never',
        '--jobs=4',
        '--runtime=runc',
        '-t',
        tag,
        context,
      );
    },
    daemons: [],
    async stop() {},
  };
}
