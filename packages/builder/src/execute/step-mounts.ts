import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { ContainerMount } from '@slipway/runtime';
import { CacheMounts } from '../cache/cache-mounts.ts';
import { BuildError } from '../errors.ts';
import type { RunVertex, VertexMount } from '../graph/vertex.ts';
import type { Execution } from './execution.ts';
import type { MountSource } from './mount-sources.ts';
import { openPrivateFolder } from './private-folder.ts';
import type { RootAccess } from './root-access.ts';
import { openSecret } from './secrets.ts';
import { forwardAgent } from './ssh-agents.ts';

/** What is mounted into a step besides its root, and the variables that belong to it. */
export interface StepMounts {
  readonly mounts: readonly ContainerMount[];
  /** Of secrets. */
  readonly environment: readonly string[];
  /** What the step's own variables override. */
  readonly defaultEnvironment: readonly string[];
}

interface MountWork {
  /** For each mount of the vertex, what it comes from. */
  readonly sources: readonly (MountSource | undefined)[];
  readonly execution: Execution;
  readonly roots: RootAccess;
  /** Closes what was opened here. */
  readonly open: AsyncDisposableStack;
}

/** Opens a step's mounts in their order; `work.open` closes them. Throws SECRET_MISSING, STEP_FAILED. */
export async function openMounts(vertex: RunVertex, work: MountWork): Promise<StepMounts> {
  const opener = new MountOpener(vertex, work);
  const caches = await opener.lockCaches();
  const mounts: ContainerMount[] = [];
  for (const [index, mount] of vertex.mounts.entries()) {
    const path = caches.get(index);
    if (path === undefined) mounts.push(...(await opener.open(mount, index)));
    else {
      const readOnly = mount.type === 'cache' && mount.readOnly;
      mounts.push({ type: 'bind', source: path, target: mount.target ?? '/', readOnly });
    }
  }
  if (vertex.files.length > 0) mounts.push(await opener.openPipes());
  return {
    mounts,
    environment: opener.environment,
    defaultEnvironment: opener.defaultEnvironment,
  };
}

class MountOpener {
  readonly environment: string[] = [];
  readonly defaultEnvironment: string[] = [];
  readonly #vertex: RunVertex;
  readonly #work: MountWork;
  #private: Promise<string> | undefined;

  constructor(vertex: RunVertex, work: MountWork) {
    this.#vertex = vertex;
    this.#work = work;
  }

  /**
   * The folders of the cache mounts by their index. Taken in the order of their ids, so that no two
   * steps ever wait for each other.
   */
  async lockCaches(): Promise<ReadonlyMap<number, string>> {
    const { execution, open } = this.#work;
    const mounts = new CacheMounts(execution.environment.folder);
    const caches = [...this.#vertex.mounts.entries()].flatMap(([index, mount]) =>
      mount.type === 'cache' ? [{ index, mount }] : [],
    );
    const byId = Map.groupBy(caches, ({ mount }) => mount.id);
    const paths = new Map<number, string>();
    for (const id of [...byId.keys()].sort()) {
      // One lock for a cache that the step mounts twice: it would wait for itself.
      for (const { index, mount } of byId.get(id) ?? []) {
        const source = this.#work.sources[index];
        const request = {
          ...mount,
          sharing: (byId.get(id)?.length ?? 1) > 1 ? ('shared' as const) : mount.sharing,
          ...(source ? { initialContent: () => this.#content(source) } : {}),
          ...(!source && mount.source !== undefined ? { subfolder: mount.source } : {}),
        };
        const opened = await mounts.open(request, execution.signal);
        open.defer(() => opened.release());
        paths.set(index, opened.path);
      }
    }
    return paths;
  }

  async open(mount: VertexMount, index: number): Promise<readonly ContainerMount[]> {
    switch (mount.type) {
      case 'cache':
        return [];
      case 'tmpfs': {
        const { target, size } = mount;
        return [{ type: 'tmpfs', target, ...(size === undefined ? {} : { size }) }];
      }
      case 'bind':
        return [await this.#bind(mount, this.#work.sources[index])];
      case 'secret':
        return this.#secret(mount, index);
      case 'ssh':
        return this.#ssh(mount, index);
    }
  }

  /** Here-documents as executables. */
  async openPipes(): Promise<ContainerMount> {
    const folder = join(await this.#privateFolder(), 'pipes');
    await mkdir(folder, { mode: 0o755 });
    for (const { name, content } of this.#vertex.files) {
      await writeFile(join(folder, name), content, { mode: 0o755 });
    }
    return { type: 'bind', source: folder, target: '/dev/pipes', readOnly: true };
  }

  async #bind(
    mount: Extract<VertexMount, { type: 'bind' }>,
    source: MountSource | undefined,
  ): Promise<ContainerMount> {
    const { target, readOnly } = mount;
    const path = source && (await this.#pathIn(source, !readOnly));
    if (path === undefined) throw notFound(mount);
    return { type: 'bind', source: path, target, readOnly };
  }

  async #secret(mount: Extract<VertexMount, { type: 'secret' }>, index: number) {
    const { request, environment } = this.#work.execution;
    const opened = await openSecret(mount, {
      request,
      variables: environment.variables,
      folder: () => this.#privateFolder(),
      name: `secret-${index}`,
    });
    this.environment.push(...opened.environment);
    return opened.mounts;
  }

  async #ssh(
    mount: Extract<VertexMount, { type: 'ssh' }>,
    index: number,
  ): Promise<readonly ContainerMount[]> {
    const agents = await this.#work.execution.ssh();
    const agent = await agents.socket(mount.id);
    if (agent === undefined) {
      if (!mount.required) return [];
      throw new BuildError('SECRET_MISSING', `the step needs the SSH agent ${mount.id}`, {
        advice: `give it: --ssh ${mount.id}`,
      });
    }
    const path = join(await this.#privateFolder(), `ssh-${index}`);
    const forwarded = await forwardAgent(agent, path, mount);
    this.#work.open.defer(() => forwarded.close());
    if (!this.defaultEnvironment.some((variable) => variable.startsWith('SSH_AUTH_SOCK='))) {
      this.defaultEnvironment.push(`SSH_AUTH_SOCK=${mount.target}`);
    }
    return [{ type: 'bind', source: path, target: mount.target, readOnly: false }];
  }

  /** A folder's content for a new cache. */
  async #content(source: MountSource): Promise<string> {
    const path = await this.#pathIn(source, false);
    if (path === undefined) throw new BuildError('STEP_FAILED', `${source.path} does not exist`);
    return path;
  }

  /** Where a source's files are on this machine; undefined where they do not exist. */
  async #pathIn({ layers, path }: MountSource, writable: boolean): Promise<string | undefined> {
    const { roots, open } = this.#work;
    const view = roots.view(this.#vertex, layers);
    const inside = await view.resolve(path.startsWith('/') ? path : `/${path}`);
    if (inside !== '/' && !(await view.lookup(inside))) return undefined;
    // What is written to a bind mount is thrown away with its overlay.
    const root = writable
      ? open.adopt(await roots.mount(layers, true), (each) => each.close())
      : await roots.mounted(layers);
    return join(root.path, inside);
  }

  #privateFolder(): Promise<string> {
    this.#private ??= openPrivateFolder().then((folder) => {
      this.#work.open.defer(() => folder.close());
      return folder.path;
    });
    return this.#private;
  }
}

function notFound(mount: Extract<VertexMount, { type: 'bind' }>): BuildError {
  return new BuildError('STEP_FAILED', `mount of ${mount.target}: ${mount.source} does not exist`, {
    advice: 'check the source= and from= of the mount, and .dockerignore',
  });
}
