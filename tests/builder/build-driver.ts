/**
 * One build, as the command does it: first in a plain process, then in the build namespace. Reads a
 * job from the file named first; writes events and the outcome as JSON lines.
 */
import { readFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import {
  type BuildEnvironment,
  type BuildEvent,
  type BuildRequest,
  build,
  buildFromCache,
  createImageResolver,
} from '@slipway/builder';
import { createImageStore } from '@slipway/images';
import { createDockerCredentials, createRegistryClient } from '@slipway/remote';
import {
  createContainerRuntime,
  createLayerStore,
  enterBuildNamespace,
  inBuildNamespace,
} from '@slipway/runtime';
import type { BuildJob } from './build-machine.ts';

const [jobFile = ''] = process.argv.slice(2);
const job = JSON.parse(readFileSync(jobFile, 'utf8')) as BuildJob;

const request: BuildRequest = {
  dockerfile: { kind: 'in-context', path: undefined },
  context: { kind: 'directory', path: job.context },
  platforms: [],
  buildArguments: {},
  labels: {},
  annotations: [],
  tags: ['docker.io/library/built:latest'],
  noCache: false,
  noCacheStages: [],
  pull: false,
  secrets: [],
  ssh: [],
  network: 'default',
  extraHosts: [],
  ulimits: [],
  outputs: [{ type: 'image', attributes: {} }],
  cacheFrom: [],
  cacheTo: [],
  ...job.request,
  allow: new Set(),
  namedContexts: new Map(),
};

const say = (line: object) => writeSync(1, `${JSON.stringify(line)}\n`);

function onEvent(event: BuildEvent): void {
  if (event.type === 'log') say({ ...event, data: Buffer.from(event.data).toString() });
  else if (event.type !== 'progress') say(event);
}

async function environment(): Promise<BuildEnvironment> {
  const images = await createImageStore({ folder: join(job.state, 'images') });
  const folder = join(job.state, 'build');
  const layers = await createLayerStore({
    folder: join(folder, 'layers'),
    content: images.content,
  });
  const credentials = createDockerCredentials();
  const registry = createRegistryClient({ userAgent: 'slipway tests', credentials });
  let runtime: ReturnType<BuildEnvironment['runtime']> | undefined;
  return {
    images,
    content: images.content,
    layers,
    runtime: () => {
      runtime ??= createContainerRuntime({ stateFolder: folder, environment: process.env });
      return runtime;
    },
    resolver: createImageResolver({ images, registry, workingDirectory: job.context }),
    registry,
    folder,
    variables: process.env,
    onEvent,
    signal: new AbortController().signal,
  };
}

try {
  const isInside = inBuildNamespace();
  const cached = isInside ? undefined : await buildFromCache(request, await environment());
  if (cached) say({ type: 'result', plain: true, ...cached });
  else if (isInside) say({ type: 'result', ...(await build(request, await environment())) });
  else process.exit(await enterBuildNamespace({ argv: process.argv.slice(1) }));
  process.exit(0);
} catch (error) {
  const { code, message, exitCode, lines, advice } = error as Error & Record<string, unknown>;
  say({ type: 'error', code, message, exitCode, lines, advice });
  process.exit(1);
}
