import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { mount, mountFlags } from '@slipway/linux';
import { createNetworks, type Networks } from '../network/networks.ts';
import { heldCapabilities } from './capabilities.ts';
import { type ChosenRuntime, chooseRuntime } from './choose-runtime.ts';
import type { ContainerRuntime, ContainerSpec, RunOptions } from './container.ts';
import { holdCgroup, sweepCgroups } from './container-cgroup.ts';
import { runProcess } from './container-process.ts';
import { lookUpUser } from './container-user.ts';
import { makeMountStubs, type StubTarget } from './mount-stubs.ts';
import { readNamespaceTraits } from './namespace-traits.ts';
import { hostsFile, readResolvConf } from './network-files.ts';
import { runtimeSpecification, specificationText } from './runtime-specification.ts';
import { makeWorkingFolder } from './working-folder.ts';

export interface ContainerRuntimeOptions {
  /** Keeps what was found out about this machine. May be shared by processes. */
  readonly stateFolder: string;
  /** PATH, and SLIPWAY_RUNTIME: a runtime to use and no other. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

interface Parts {
  readonly runtime: ChosenRuntime;
  readonly networks: Networks;
  /** In memory, and seen by this process and its children only: nothing of it outlives them. */
  readonly runFolder: string;
}

/**
 * Must run within the namespaces of `enterBuildNamespace`. Throws RUNTIME_UNAVAILABLE where no
 * container runtime works.
 */
export async function createContainerRuntime({
  stateFolder,
  environment,
}: ContainerRuntimeOptions): Promise<ContainerRuntime> {
  const namespace = readNamespaceTraits();
  const runFolder = mountRunFolder(join(stateFolder, 'run'));
  const searchPath = environment.PATH ?? '';
  const allCapabilities = heldCapabilities(readFileSync('/proc/self/status', 'utf8'));
  const runtime = await chooseRuntime({
    searchPath,
    wanted: environment.SLIPWAY_RUNTIME,
    stateFolder,
    runFolder,
    namespace,
    allCapabilities,
  });
  if (runtime.traits.cgroups) sweepCgroups();
  const networks = createNetworks({
    searchPath,
    runFolder,
    userNamespace: namespace.userNamespace,
  });
  const parts: Parts = { runtime, networks, runFolder };
  return {
    name: runtime.program.name,
    run: (spec, options) => runContainer(parts, spec, options),
    prepare: () => networks.prepare(),
  };
}

function mountRunFolder(path: string): string {
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const state = join(path, 'state');
  // Only ever made on what is mounted here: another runtime of this process has done so.
  if (existsSync(state)) return path;
  mount({
    source: 'slipway',
    target: path,
    type: 'tmpfs',
    flags: mountFlags.noSetuid | mountFlags.noDevices,
    data: 'mode=0711',
  });
  mkdirSync(state);
  return path;
}

async function runContainer(
  parts: Parts,
  spec: ContainerSpec,
  options: RunOptions,
): Promise<number> {
  options.signal?.throwIfAborted();
  const id = `slipway-${randomBytes(8).toString('hex')}`;
  const bundle = join(parts.runFolder, id);
  const user = await lookUpUser(spec.root, spec.user);
  // Each of these is undone in turn, the last first, however the container ends.
  await using undo = new AsyncDisposableStack();
  await mkdir(bundle, { mode: 0o711 });
  undo.defer(() => rm(bundle, { recursive: true, force: true }));
  const network = await parts.networks.acquire(spec);
  undo.defer(() => network.release());
  const files = await writeFiles(bundle, spec, network);
  const stubs = makeMountStubs(spec.root, stubTargets(spec, files));
  undo.defer(() => stubs.remove());
  makeWorkingFolder(spec.root, spec.workingDirectory, user);
  const { program, traits } = parts.runtime;
  if (traits.cgroups) {
    const held = holdCgroup(id);
    undo.defer(() => held.release());
  }
  const specification = runtimeSpecification({
    id,
    spec,
    user,
    traits,
    files,
    filesReadOnly: !spec.writableNetworkFiles,
    networkNamespace: network.namespacePath,
    terminal: options.streams.kind === 'inherited' && options.streams.terminal,
  });
  await writeFile(join(bundle, 'config.json'), specificationText(specification));
  const stateFolder = join(parts.runFolder, 'state');
  const command = spec.arguments[0] ?? '';
  return await runProcess({ program, id, bundle, stateFolder, command }, options);
}

interface LaidFile {
  readonly source: string;
  readonly target: string;
}

async function writeFiles(
  bundle: string,
  spec: ContainerSpec,
  network: { readonly forwarder?: string; readonly hostGateway: string },
): Promise<LaidFile[]> {
  const contents = {
    '/etc/resolv.conf': await readResolvConf({
      hostNetwork: spec.network === 'host',
      ...(network.forwarder === undefined ? {} : { forwarder: network.forwarder }),
    }),
    '/etc/hosts': hostsFile({ ...spec, hostGateway: network.hostGateway }),
    ...(spec.writableNetworkFiles ? { '/etc/hostname': `${spec.hostname}\n` } : {}),
  };
  const files = Object.entries(contents).map(([target, content]) => ({
    source: join(bundle, target.slice('/etc/'.length)),
    target,
    content,
  }));
  for (const { source, content } of files) await writeFile(source, content, { mode: 0o644 });
  return files;
}

function stubTargets(spec: ContainerSpec, files: readonly LaidFile[]): StubTarget[] {
  return [
    ...files.map(({ target }) => ({ target, kind: 'file' as const })),
    ...spec.mounts.map((entry) => ({
      target: entry.target,
      kind:
        entry.type === 'bind' && !statSync(entry.source).isDirectory()
          ? ('file' as const)
          : ('folder' as const),
    })),
  ];
}
