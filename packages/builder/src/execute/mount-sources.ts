import type { Layer } from '@slipway/runtime';
import type { RunVertex } from '../graph/vertex.ts';
import { contextFilesPath } from './context-files.ts';
import type { StepInputs } from './execute-step.ts';

/** The root file system a mount takes its files from, and where in it they are. */
export interface MountSource {
  readonly layers: readonly Layer[];
  readonly path: string;
}

/** What each of the step's mounts comes from, in their order, made; undefined for those that need nothing. */
export function mountSources(
  vertex: RunVertex,
  inputs: StepInputs,
): Promise<readonly (MountSource | undefined)[]> {
  return Promise.all(
    vertex.mounts.map(async (mount) => {
      if ((mount.type !== 'bind' && mount.type !== 'cache') || !mount.from) return undefined;
      const { from, source = '/' } = mount;
      if (from.kind !== 'context') {
        return { layers: (await inputs.result(from)).layers, path: source };
      }
      const files = await inputs.result(inputs.contextFiles(from, source, vertex));
      return { layers: files.layers, path: contextFilesPath };
    }),
  );
}
