import { randomBytes } from 'node:crypto';
import { hostname as machineName } from 'node:os';
import { join } from 'node:path';
import type { BuildEnvironment, ResolvedImage } from '@slipway/builder';
import { type ContainerSpec, inBuildNamespace, type MountedRoot } from '@slipway/runtime';
import { withBuildEnvironment } from '../build/with-build-environment.ts';
import { CliError } from '../cli-error.ts';
import type { Context } from '../context.ts';
import { exitCodes } from '../exit-codes.ts';
import { defaultHub } from '../hub/default-hub.ts';
import { buildStateFolder } from '../images/build-state-folder.ts';
import { reenter } from '../namespace/reenter.ts';
import { ProcessExit } from '../process-exit.ts';
import { summarize } from '../report-error.ts';
import { containerCommand } from '../run/container-command.ts';
import { containerEnvironment } from '../run/environment-options.ts';
import { findRunImage } from '../run/find-run-image.ts';
import { containerMounts } from '../run/mounts.ts';
import { type RunSettings, readRunSettings } from '../run/read-run-settings.ts';
import { runExitCodes } from '../run/run-exit-codes.ts';
import { parseSignal, SignalRelay } from '../run/stop-signals.ts';
import { parseVolume } from '../run/volume-option.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** `slipway run IMAGE [COMMAND…]`: ends as the container's process does. */
export async function run(context: Context, input: CommandInput): Promise<void> {
  try {
    const settings = readRunSettings(context, input);
    if (!inBuildNamespace()) {
      // Each signal is the container's, the second Ctrl-C as well.
      context.takeSignals(() => {});
      await reenter(context);
    }
    throw new ProcessExit(await runImage(context, input, settings));
  } catch (error) {
    if (error instanceof ProcessExit) throw error;
    throw withDockersCode(error, context);
  }
}

/** The error as it is, with the exit code that `docker run` has for it. */
function withDockersCode(error: unknown, context: Context): Error {
  const { message, advice } = summarize(error, context.signal.aborted);
  if (error instanceof DOMException && error.name === 'AbortError') {
    return new CliError('interrupted', { exitCode: exitCodes.interrupted, cause: error });
  }
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  const exitCode =
    code === 'COMMAND_NOT_FOUND'
      ? runExitCodes.notFound
      : code === 'COMMAND_NOT_EXECUTABLE'
        ? runExitCodes.notExecutable
        : runExitCodes.failure;
  return new CliError(message, {
    exitCode,
    cause: error,
    ...(advice === undefined ? {} : { advice }),
  });
}

async function runImage(
  context: Context,
  input: CommandInput,
  settings: RunSettings,
): Promise<number> {
  const abandonment = new AbortController();
  const { signal } = abandonment;
  const hub = await defaultHub(context, input);
  const options = { input, hub, onEvent: () => {}, signal };
  return withBuildEnvironment(context, options, async (environment) => {
    const relay = { current: undefined as SignalRelay | undefined };
    const giveBack = context.takeSignals((name) => {
      if (relay.current) relay.current.take(name);
      else abandonment.abort(new DOMException('interrupted', 'AbortError'));
    });
    try {
      const image = await findRunImage(environment, { context, hub, settings, signal });
      const stopSignal = settings.stopSignal ?? imageStopSignal(image);
      relay.current = new SignalRelay({
        stopSignal,
        timeout: settings.stopTimeout,
        abandon: () => abandonment.abort(new DOMException('interrupted', 'AbortError')),
      });
      return await runMounted({
        context,
        environment,
        image,
        settings,
        relay: relay.current,
        signal,
      });
    } finally {
      giveBack();
    }
  });
}

function imageStopSignal({ config }: ResolvedImage): NodeJS.Signals | undefined {
  const text = config.config?.StopSignal;
  return text ? parseSignal(text, "the image's STOPSIGNAL") : undefined;
}

interface MountedRun {
  readonly context: Context;
  readonly environment: BuildEnvironment;
  readonly image: ResolvedImage;
  readonly settings: RunSettings;
  readonly relay: SignalRelay;
  readonly signal: AbortSignal;
}

async function runMounted(run: MountedRun): Promise<number> {
  const { environment, image, settings, relay, signal } = run;
  const layers = await Promise.all(image.layers.map((layer) => environment.layers.fromBlob(layer)));
  const runtime = await environment.runtime();
  const root = await environment.layers.mount(layers, { writable: true, signal });
  try {
    const view = environment.layers.view(layers);
    const spec = await containerSpec(run, { root, view });
    relay.starting();
    return await runtime.run(spec, {
      streams: { kind: 'inherited', terminal: settings.terminal, input: settings.interactive },
      signal,
      onStarted: (container) => relay.started(container),
    });
  } finally {
    relay.ended();
    await root.close();
  }
}

interface RootParts {
  readonly root: MountedRoot;
  readonly view: ReturnType<BuildEnvironment['layers']['view']>;
}

async function containerSpec(run: MountedRun, { root, view }: RootParts): Promise<ContainerSpec> {
  const { context, image, settings } = run;
  const config = image.config.config;
  const volumes = Object.keys(config?.Volumes ?? {}).map((path) => parseVolume(path));
  const mounts = await containerMounts([...volumes, ...settings.mounts], {
    root,
    view,
    volumesFolder: join(buildStateFolder(context), 'volumes'),
    readOnlyRoot: settings.readOnly,
  });
  // With the machine's own network a container has its name too.
  const hostname = settings.hostname ?? (settings.network === 'host' ? '' : randomHostname());
  const dockersVariables = [
    `HOSTNAME=${hostname || machineName()}`,
    ...(settings.terminal ? ['TERM=xterm'] : []),
  ];
  return {
    root: root.path,
    readOnlyRoot: settings.readOnly,
    arguments: containerCommand(config, settings),
    environment: await containerEnvironment([...dockersVariables, ...(config?.Env ?? [])], {
      files: settings.envFiles,
      env: settings.env,
      variables: context.environment,
    }),
    workingDirectory: settings.workingDirectory ?? (config?.WorkingDir || '/'),
    user: settings.user ?? config?.User ?? '',
    mounts,
    network: settings.network,
    security: 'sandbox',
    capabilities: settings.capabilities,
    hostname,
    extraHosts: settings.extraHosts,
    writableNetworkFiles: true,
    ...(settings.shmSize === undefined ? {} : { shmSize: settings.shmSize }),
    ulimits: settings.ulimits,
    ports: settings.ports,
  };
}

/** Docker's hosts are called by the first digits of a container's id. */
function randomHostname(): string {
  return randomBytes(6).toString('hex');
}
