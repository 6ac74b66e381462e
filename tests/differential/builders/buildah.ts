import { runCommand, tryCommand } from '../../support/run-command.ts';
import type { ScratchFolder } from '../../support/scratch-folder.ts';
import { toolPath } from '../../support/tools.ts';
import type { DifferentialCase } from '../differential-case.ts';
import { type Builder, type Outcome, outcomeOf } from './builder.ts';

/** Buildah with a store of its own that holds `base`, an OCI layout folder. */
export async function startBuildah(folder: ScratchFolder, base: string): Promise<Builder> {
  const buildah = toolPath('buildah');
  const store = [
    `--root=${folder.join('buildah/root')}`,
    `--runroot=${folder.join('buildah/run')}`,
    '--storage-driver=overlay',
  ];
  const name = await runCommand(buildah, [...store, 'pull', `oci:${base}:image`]);
  await runCommand(buildah, [
    ...store,
    'tag',
    name.split('\n').at(-1) ?? '',
    'localhost/base:latest',
  ]);
  let last = 0;
  return {
    async build(each: DifferentialCase, context: string, archive: string): Promise<Outcome> {
      const image = `localhost/built:${++last}`;
      const args = [
        ...store,
        'build',
        '--format=oci',
        '--network=host',
        '--pull-never',
        '-t',
        image,
      ];
      args.push('--layers', '--isolation=chroot', '--cap-add=all');
      for (const [key, value] of Object.entries(each.args ?? {}))
        args.push('--build-arg', `${key}=${value}`);
      for (const [key, value] of Object.entries(each.labels ?? {}))
        args.push('--label', `${key}=${value}`);
      if (each.target) args.push('--target', each.target);
      const result = await tryCommand(buildah, [...args, context]);
      if (result.code !== 0) return outcomeOf(result, archive);
      return outcomeOf(
        await tryCommand(buildah, [...store, 'push', image, `oci-archive:${archive}`]),
        archive,
      );
    },
    async stop() {},
  };
}
