import type { ContainerSpec, Layer } from '@slipway/runtime';
import { BuildError } from '../errors.ts';
import type { RunVertex } from '../graph/vertex.ts';
import { checkEmulation } from './check-emulation.ts';
import type { StepWork } from './execute-step.ts';
import { mountSources } from './mount-sources.ts';
import { openMounts, type StepMounts } from './step-mounts.ts';

/** Runs a command on its parent's root file system; what it changed becomes a layer. */
export async function executeRun(vertex: RunVertex, work: StepWork): Promise<Layer | undefined> {
  const { execution, parent, roots, inputs } = work;
  const { environment, progress, signal } = execution;
  await checkEmulation(vertex.platform);
  const sources = await mountSources(vertex, inputs);
  const runtime = await environment.runtime();
  execution.prepareRuns();
  return execution.runs.run(async () => {
    progress.started(vertex);
    const open = new AsyncDisposableStack();
    try {
      const mounts = await openMounts(vertex, { sources, execution, roots, open });
      const root = open.adopt(await roots.mount(parent.layers, true), (each) => each.close());
      const exitCode = await runtime.run(specification(vertex, root.path, mounts), {
        streams: {
          kind: 'piped',
          onOutput: (stream, data) => progress.log(vertex, stream, data),
        },
        signal,
      });
      signal.throwIfAborted();
      if (exitCode !== 0) throw failed(vertex, exitCode);
      return await root.commit();
    } finally {
      await open.disposeAsync();
    }
  }, signal);
}

function specification(vertex: RunVertex, root: string, mounts: StepMounts): ContainerSpec {
  return {
    root,
    arguments: vertex.arguments,
    environment: merged([
      ...vertex.hiddenEnvironment,
      ...mounts.defaultEnvironment,
      ...vertex.environment,
      ...mounts.environment,
    ]),
    workingDirectory: vertex.workingDirectory,
    user: vertex.user,
    mounts: mounts.mounts,
    network: vertex.network,
    security: vertex.security,
    hostname: vertex.hostname,
    extraHosts: vertex.extraHosts,
    ...(vertex.shmSize === undefined ? {} : { shmSize: vertex.shmSize }),
    ulimits: vertex.ulimits,
  };
}

/** Each name once, its last value in the place of its first. */
function merged(environment: readonly string[]): readonly string[] {
  const values = new Map<string, string>();
  for (const variable of environment) {
    const end = variable.indexOf('=');
    values.set(end < 0 ? variable : variable.slice(0, end), variable);
  }
  return [...values.values()];
}

function failed(vertex: RunVertex, exitCode: number): BuildError {
  const command = vertex.arguments.join(' ');
  return new BuildError(
    'STEP_FAILED',
    `process ${JSON.stringify(command)} did not complete successfully: exit code: ${exitCode}`,
    { exitCode, ...(vertex.lines ? { lines: vertex.lines } : {}) },
  );
}
