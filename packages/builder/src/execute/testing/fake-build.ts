import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ContainerRuntime, ContainerSpec } from '@slipway/runtime';
import { digestOf } from '../../cache/digest-of.ts';
import { BuildError } from '../../errors.ts';
import type { BuildEvent } from '../../events/build-event.ts';
import type {
  BuildPlan,
  ContextVertex,
  CopyVertex,
  DirectoryVertex,
  RootVertex,
  RunVertex,
  ScratchVertex,
} from '../../graph/vertex.ts';
import type { BuildContexts, PrepareCopy } from '../../ports/files.ts';
import type { BuildEnvironment } from '../../ports/result.ts';
import type { BuildRequest } from '../../request/build-request.ts';
import { plainRequest } from '../../testing/plain-request.ts';
import { type ExecutedPlan, executePlan } from '../execute-plan.ts';
import { FakeLayers } from './fake-layers.ts';

const platform = { os: 'linux', architecture: process.arch === 'arm64' ? 'arm64' : 'amd64' };
const common = { stage: undefined, platform, ignoreCache: false };

export const scratch: ScratchVertex = { kind: 'scratch', name: 'scratch', ...common };
export const context: ContextVertex = {
  kind: 'context',
  name: 'load context',
  context: 'context',
  ...common,
};

export function run(parent: RootVertex, command: string, more: Partial<RunVertex> = {}): RunVertex {
  return {
    kind: 'run',
    name: `RUN ${command}`,
    ...common,
    parent,
    arguments: ['/bin/sh', '-c', command],
    files: [],
    environment: [],
    hiddenEnvironment: [],
    workingDirectory: '/',
    user: '',
    mounts: [],
    network: 'none',
    security: 'sandbox',
    hostname: 'buildkitsandbox',
    extraHosts: [],
    ulimits: [],
    ...more,
  };
}

export function copy(
  parent: RootVertex,
  from: RootVertex | ContextVertex,
  more: Partial<CopyVertex> & { readonly path?: string } = {},
): CopyVertex {
  const { path = '/', ...rest } = more;
  return {
    kind: 'copy',
    name: `COPY ${path}`,
    ...common,
    instruction: 'COPY',
    parent,
    sources: [{ kind: 'path', from, path }],
    destination: '/',
    link: false,
    parents: false,
    exclude: [],
    ...rest,
  };
}

export function directory(parent: RootVertex, path: string): DirectoryVertex {
  return { kind: 'directory', name: `WORKDIR ${path}`, ...common, parent, path };
}

export function planOf(...roots: readonly RootVertex[]): BuildPlan {
  return {
    images: roots.map((root) => ({
      platform,
      root,
      config: {},
      base: undefined,
      history: [],
    })),
    stages: [],
    sourceDateEpoch: undefined,
    warnings: [],
  };
}

const request: BuildRequest = { ...plainRequest, context: { kind: 'empty' } };

/** One machine's state with fakes for all that needs privileges; the cache and its locks are real. */
export class FakeBuild {
  readonly layers = new FakeLayers();
  readonly events: BuildEvent[] = [];
  /** Commands in the order they were started. */
  readonly commands: string[] = [];
  /** Content of the context by path; what a copy of it digests. */
  files: Record<string, string> = { '/': 'files' };
  /** Every copy that was prepared. */
  prepared = 0;
  /** What a command does; resolves to its exit code. */
  onRun: (command: string, spec: ContainerSpec, signal: AbortSignal) => Promise<number> =
    async () => 0;
  readonly folder: string;

  private constructor(folder: string) {
    this.folder = folder;
  }

  static async create(): Promise<FakeBuild> {
    return new FakeBuild(await mkdtemp(join(tmpdir(), 'fake-build-')));
  }

  /** Builds on the state that this and others share. */
  async build(
    plan: BuildPlan,
    options: {
      readonly signal?: AbortSignal;
      readonly onlyCached?: boolean;
      readonly request?: Partial<BuildRequest>;
    } = {},
  ): Promise<ExecutedPlan> {
    return executePlan(
      plan,
      {
        request: { ...request, ...options.request },
        environment: this.#environment(options.signal ?? new AbortController().signal),
        contexts: this.#contexts(),
        prepareCopy: this.#prepareCopy,
        onlyCached: options.onlyCached ?? false,
      },
      async (executed) => executed,
    );
  }

  async remove(): Promise<void> {
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Names of the steps that the builds completed, and whether from the cache. */
  completed(): Record<string, boolean> {
    const found: Record<string, boolean> = {};
    for (const event of this.events)
      if (event.type === 'completed') found[this.#nameOf(event.vertex)] = event.cached;
    return found;
  }

  /** Names of the steps that failed. */
  failed(): readonly string[] {
    return this.events.flatMap((event) =>
      event.type === 'failed' ? [this.#nameOf(event.vertex)] : [],
    );
  }

  /** As the last plan numbered its vertices. */
  #nameOf(id: number): string {
    const planned = this.events.findLast((event) => event.type === 'planned');
    return planned?.vertices.find((vertex) => vertex.id === id)?.name ?? '?';
  }

  #environment(signal: AbortSignal): BuildEnvironment {
    const runtime: ContainerRuntime = {
      name: 'fake',
      run: (spec, options) => {
        const command = spec.arguments.at(-1) ?? '';
        this.commands.push(command);
        return this.onRun(command, spec, options.signal ?? signal);
      },
    };
    const parts = {
      layers: this.layers,
      runtime: async () => runtime,
      folder: this.folder,
      variables: {},
      onEvent: (event: BuildEvent) => this.events.push(event),
      signal,
    };
    // The rest is only asked for by images and exports, which these builds have none of.
    return parts as unknown as BuildEnvironment;
  }

  #contexts(): BuildContexts {
    return {
      readDockerfile: () => Promise.reject(new Error('no Dockerfile here')),
      tree: async () => ({ folder: this.folder, ownedByRoot: true }),
      time: async () => undefined,
      close: async () => {},
    };
  }

  readonly #prepareCopy: PrepareCopy = async ({ vertex, parent, trees }) => {
    this.prepared++;
    for (const [index, source] of vertex.sources.entries()) {
      if (source.kind !== 'path' || !trees[index]?.ownedByRoot) continue;
      if (this.files[source.path] === undefined)
        throw new BuildError('COPY_FAILED', `${source.path}: not found`);
    }
    const content = vertex.sources.map((source, index) =>
      source.kind === 'path' && trees[index]?.ownedByRoot
        ? (this.files[source.path] ?? '')
        : 'from a stage',
    );
    const digest = digestOf([content, vertex.destination, vertex.chmod, vertex.chown]);
    return {
      digest,
      async *entries() {
        await parent.resolve(vertex.destination);
        yield { header: { type: 'file', name: 'copied' } };
      },
      close: async () => {},
    };
  };
}
