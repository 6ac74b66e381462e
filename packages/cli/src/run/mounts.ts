import { execFile } from 'node:child_process';
import { mkdir, readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { ContainerMount, MountedRoot, RootView } from '@slipway/runtime';
import { CliError } from '../cli-error.ts';
import { runExitCodes } from './run-exit-codes.ts';
import type { RunMount } from './volume-option.ts';

/** What mounts are made with. */
export interface MountOptions {
  readonly root: MountedRoot;
  /** Of the image's layers: says where paths lead within the root. */
  readonly view: RootView;
  /** Where named volumes are kept. */
  readonly volumesFolder: string;
  readonly readOnlyRoot: boolean;
}

/**
 * The mounts of a container, those of `VOLUME` included, shorter targets first. A new named volume
 * starts with what the image has at its target, as Docker's does.
 */
export async function containerMounts(
  asked: readonly RunMount[],
  options: MountOptions,
): Promise<readonly ContainerMount[]> {
  const byTarget = new Map(asked.map((each) => [each.target, each]));
  const sorted = [...byTarget.values()].sort((a, b) => depthOf(a.target) - depthOf(b.target));
  const mounts: ContainerMount[] = [];
  for (const each of sorted) mounts.push(...(await toMount(each, options)));
  return mounts;
}

function depthOf(path: string): number {
  return path.split('/').length;
}

async function toMount(mount: RunMount, options: MountOptions): Promise<readonly ContainerMount[]> {
  switch (mount.kind) {
    case 'tmpfs': {
      const { kind, ...rest } = mount;
      return [{ type: kind, ...rest }];
    }
    case 'bind': {
      const { source, target, readOnly } = mount;
      await makeSource(source);
      return [{ type: 'bind', source, target, readOnly }];
    }
    case 'volume': {
      const { name, target, readOnly } = mount;
      const source = await openVolume(name, target, options);
      return [{ type: 'bind', source, target, readOnly }];
    }
    case 'throwaway': {
      const source = await folderInRoot(mount.target, options);
      // The root itself is thrown away at the end: only where it is read-only is a mount needed.
      if (!options.readOnlyRoot) return [];
      return [{ type: 'bind', source, target: mount.target, readOnly: false }];
    }
  }
}

/** Docker makes a folder where the source of a bind mount is absent. */
async function makeSource(source: string): Promise<void> {
  try {
    await stat(source);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    await mkdir(source, { recursive: true });
  }
}

/** The path on this machine of a folder in the root, made where it is absent; never outside of the root. */
async function folderInRoot(target: string, { root, view }: MountOptions): Promise<string> {
  const resolved = await view.resolve(target);
  const folder = join(root.path, resolved);
  await mkdir(folder, { recursive: true, mode: 0o755 });
  return folder;
}

async function openVolume(name: string, target: string, options: MountOptions): Promise<string> {
  const folder = join(options.volumesFolder, name);
  const isNew = (await mkdir(folder, { recursive: true, mode: 0o755 })) !== undefined;
  if (!isNew && (await readdir(folder)).length > 0) return folder;
  const origin = join(options.root.path, await options.view.resolve(target));
  const found = await stat(origin).catch(() => undefined);
  if (!found?.isDirectory()) return folder;
  try {
    // GNU's and BusyBox's cp keep owners, times, links and devices; Node's does not.
    await promisify(execFile)('cp', ['-a', `${origin}/.`, folder]);
  } catch (cause) {
    throw new CliError(`volume ${name} cannot be filled from the image: ${String(cause)}`, {
      exitCode: runExitCodes.failure,
      cause,
    });
  }
  return folder;
}
