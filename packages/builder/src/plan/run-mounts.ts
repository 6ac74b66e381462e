import { posix } from 'node:path';
import { parseMount, type RunInstruction, type RunMount } from '@slipway/dockerfile';
import type { ContextVertex, RootVertex, VertexMount } from '../graph/vertex.ts';
import { cleanAbsolute } from './paths.ts';
import { invalid } from './plan-error.ts';
import type { StageNode } from './stage-node.ts';
import { rootOf } from './stage-root.ts';
import type { StageState } from './stage-state.ts';

/** What the mounts of one RUN are. */
export interface PlannedMounts {
  readonly mounts: readonly VertexMount[];
  /** Where the first ssh mount puts its socket. */
  readonly sshSocket: string | undefined;
}

/**
 * The mounts of a RUN with all defaults filled in. `sources` are the nodes that their `from` names.
 * Throws BuildError and DockerfileError for what makes no sense.
 */
export function planMounts(
  state: StageState,
  instruction: RunInstruction,
  sources: readonly (StageNode | undefined)[],
): PlannedMounts {
  const mounts: VertexMount[] = [];
  let sockets = 0;
  for (const [index, text] of instruction.mounts.entries()) {
    const mount = parseMount(text, (value) => state.expand(value, instruction.range));
    if (mount.type === 'ssh') mounts.push(sshMount(mount, sockets++));
    else if (mount.type === 'secret') mounts.push(secretMount(mount));
    else mounts.push(fileMount(state, mount, sources[index]));
  }
  const ssh = mounts.find((each) => each.type === 'ssh');
  return { mounts, sshSocket: ssh?.target };
}

function owner(mount: RunMount, mode: number) {
  return { mode: mount.mode ?? mode, uid: mount.uid ?? 0, gid: mount.gid ?? 0 };
}

function sshMount(mount: RunMount, index: number): Extract<VertexMount, { type: 'ssh' }> {
  if (mount.source) throw invalid('ssh does not support source');
  return {
    type: 'ssh',
    id: mount.id || 'default',
    target: mount.target || `/run/buildkit/ssh_agent.${index}`,
    required: mount.required ?? false,
    ...owner(mount, 0o600),
  };
}

function secretMount(mount: RunMount): VertexMount {
  const id = mount.source || mount.id || (mount.target && posix.basename(mount.target));
  if (!id) throw invalid('invalid secret mount. one of source, target required');
  const target =
    mount.target || (mount.env === undefined ? `/run/secrets/${posix.basename(id)}` : undefined);
  return {
    type: 'secret',
    id,
    ...(target === undefined ? {} : { target }),
    ...(mount.env === undefined ? {} : { env: mount.env || id }),
    required: mount.required ?? false,
    ...owner(mount, 0o400),
  };
}

function fileMount(state: StageState, mount: RunMount, source: StageNode | undefined): VertexMount {
  const target = mountTarget(state, mount);
  if (mount.type === 'tmpfs')
    return { type: 'tmpfs', target, ...(mount.size ? { size: mount.size } : {}) };
  const from = mountRoot(mount, source);
  const path = cleanAbsolute(mount.source ?? '');
  if (mount.type === 'cache')
    return {
      type: 'cache',
      target,
      id: cacheId(state, mount),
      sharing: mount.sharing ?? 'shared',
      readOnly: mount.readOnly ?? false,
      ...(from && from.kind !== 'scratch' ? { from, source: path } : {}),
      ...owner(mount, 0o755),
    };
  return {
    type: 'bind',
    target,
    from: from ?? state.planning.loader.context('context'),
    source: path,
    readOnly: mount.readOnly ?? true,
  };
}

function cacheId(state: StageState, mount: RunMount): string {
  const id = mount.id || posix.normalize(mount.target ?? '.');
  const namespace = state.planning.buildArguments.get('BUILDKIT_CACHE_MOUNT_NS');
  return namespace ? `${namespace}/${id}` : id;
}

function mountTarget(state: StageState, mount: RunMount): string {
  const written = mount.target ?? '';
  const target = written.startsWith('/')
    ? cleanAbsolute(written)
    : cleanAbsolute(posix.join(state.workingDirectory, written));
  if (target === '/') throw invalid(`invalid mount target ${JSON.stringify(target)}`);
  return target;
}

function mountRoot(
  mount: RunMount,
  source: StageNode | undefined,
): RootVertex | ContextVertex | undefined {
  if (!mount.from || !source) return undefined;
  const root = rootOf(source);
  if (!root)
    throw invalid(
      `cannot mount from stage ${JSON.stringify(mount.from)} to ${JSON.stringify(mount.target ?? '')}, stage needs to be defined before current command`,
    );
  return root;
}
