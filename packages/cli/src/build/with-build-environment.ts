import { join } from 'node:path';
import { type BuildEnvironment, createImageResolver } from '@slipway/builder';
import { createImageStore } from '@slipway/images';
import { createContainerRuntime, createLayerStore, type RuntimeError } from '@slipway/runtime';
import type { Context } from '../context.ts';
import { withTransferClient } from '../hub/connect.ts';
import { buildStateFolder } from '../images/build-state-folder.ts';
import { localStoreFolder } from '../images/local-store.ts';
import type { CommandInput } from '../tree/command-input.ts';

/** What a command that builds or runs is done with. */
export interface EnvironmentOptions {
  readonly input: CommandInput;
  readonly hub: string;
  readonly onEvent: BuildEnvironment['onEvent'];
  readonly signal: AbortSignal;
  /** Why nothing can be run: what needs a container fails with it. */
  readonly unavailable?: RuntimeError | undefined;
}

/** Runs `work` with the local store, the layers, a runtime and a registry client of this user. */
export function withBuildEnvironment<T>(
  context: Context,
  { input, hub, onEvent, signal, unavailable }: EnvironmentOptions,
  work: (environment: BuildEnvironment) => Promise<T>,
): Promise<T> {
  return withTransferClient(context, input, async (registry) => {
    const folder = buildStateFolder(context);
    const images = await createImageStore({ folder: localStoreFolder(context) });
    const layers = await createLayerStore({
      folder: join(folder, 'layers'),
      content: images.content,
    });
    let runtime: ReturnType<BuildEnvironment['runtime']> | undefined;
    return work({
      images,
      content: images.content,
      layers,
      runtime: () => {
        if (unavailable) return Promise.reject(unavailable);
        runtime ??= createContainerRuntime({
          stateFolder: folder,
          environment: context.environment,
        });
        return runtime;
      },
      resolver: createImageResolver({ images, registry, hub, workingDirectory: process.cwd() }),
      registry,
      folder,
      variables: context.environment,
      onEvent,
      signal,
    });
  });
}
