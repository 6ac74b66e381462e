import { existsSync, lstatSync } from 'node:fs';
import { mkdir, mkdtemp, readlink, rm, symlink, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { ContainerSpec } from './container.ts';
import { runProcess } from './container-process.ts';
import type { RuntimeProgram } from './runtime-program.ts';
import {
  type MachineTraits,
  runtimeSpecification,
  specificationText,
} from './runtime-specification.ts';

/** Where machines keep programs and their libraries. */
const systemFolders = ['/usr', '/bin', '/sbin', '/lib', '/lib32', '/lib64', '/nix', '/gnu'];

/**
 * Runs `true` in a container made of the machine's own programs, read-only, with everything that a
 * build step gets but a network. Resolves to why that failed, undefined where it did not.
 */
export async function tryRuntime(
  program: RuntimeProgram,
  traits: MachineTraits,
  runFolder: string,
): Promise<string | undefined> {
  const bundle = await mkdtemp(join(runFolder, 'try-'));
  const id = basename(bundle);
  try {
    const root = join(bundle, 'root');
    await mkdir(root);
    const spec = trialSpec(root, await offerSystemFolders(root));
    const specification = runtimeSpecification({
      id,
      spec,
      user: { uid: 0, gid: 0, additionalGids: [0], home: '/' },
      traits,
      files: [],
      filesReadOnly: true,
      networkNamespace: undefined,
      terminal: false,
    });
    await writeFile(join(bundle, 'config.json'), specificationText(specification));
    const output: Uint8Array[] = [];
    const code = await runProcess(
      { program, id, bundle, stateFolder: join(runFolder, 'state'), command: 'true' },
      {
        streams: { kind: 'piped', onOutput: (_, data) => void output.push(data) },
        signal: AbortSignal.timeout(20_000),
      },
    );
    if (code === 0) return undefined;
    return `a trial container ended with ${code}: ${Buffer.concat(output).toString().trim()}`;
  } catch (error) {
    return (error as Error).message;
  } finally {
    await rm(bundle, { recursive: true, force: true });
  }
}

function trialSpec(root: string, mounts: ContainerSpec['mounts']): ContainerSpec {
  return {
    root,
    arguments: ['true'],
    environment: [`PATH=${process.env.PATH ?? ''}:/usr/bin:/bin`],
    workingDirectory: '/',
    user: '',
    mounts,
    network: 'none',
    security: 'sandbox',
    hostname: 'slipway',
    extraHosts: [],
    ulimits: [],
  };
}

/** Links stay links (`/bin` to `usr/bin`), folders are mounted. */
async function offerSystemFolders(root: string): Promise<ContainerSpec['mounts']> {
  const present = systemFolders.filter((folder) => existsSync(folder));
  const links = present.filter((folder) => lstatSync(folder).isSymbolicLink());
  for (const folder of links) await symlink(await readlink(folder), join(root, folder));
  return present
    .filter((folder) => !links.includes(folder))
    .map((folder) => ({ type: 'bind', source: folder, target: folder, readOnly: true }));
}
