import type { Layer, MountedRoot, RootView } from '@slipway/runtime';
import { chainKey } from '../cache/step-key.ts';
import type { StepVertex } from '../graph/graph-order.ts';
import type { Execution } from './execution.ts';
import { NotCachedError } from './not-cached.ts';

/** Views and read-only mounts of chains of layers, each made once a build. */
export class RootAccess {
  readonly #execution: Execution;
  readonly #mounts = new Map<string, Promise<MountedRoot>>();

  constructor(execution: Execution) {
    this.#execution = execution;
  }

  /** The view of a chain that may still have to be made: asking waits for it. */
  lazyView(vertex: StepVertex, chain: () => Promise<readonly Layer[]>): RootView {
    let opened: Promise<RootView> | undefined;
    const view = () => {
      opened ??= chain().then((layers) => this.#open(vertex, layers));
      return opened;
    };
    return {
      lookup: async (path) => (await view()).lookup(path),
      resolve: async (path) => (await view()).resolve(path),
      readFile: async (path) => (await view()).readFile(path),
    };
  }

  /** What a chain has, for a step on top of it; fetched when it is asked. */
  view(vertex: StepVertex, layers: readonly Layer[]): RootView {
    return this.lazyView(vertex, async () => layers);
  }

  /** The chain mounted read-only until `close`: shared by all who copy from it. */
  mounted(layers: readonly Layer[]): Promise<MountedRoot> {
    const key = chainKey(layers);
    let mounted = this.#mounts.get(key);
    if (!mounted) {
      mounted = this.mount(layers, false);
      this.#mounts.set(key, mounted);
    }
    return mounted;
  }

  /** The chain mounted for one user, who closes it. */
  async mount(layers: readonly Layer[], writable: boolean): Promise<MountedRoot> {
    const { environment, content, signal, onlyCached } = this.#execution;
    if (onlyCached) throw new NotCachedError();
    await content.ensure(layers, signal);
    return environment.layers.mount(layers, { writable, signal });
  }

  async close(): Promise<void> {
    const mounts = await Promise.allSettled(this.#mounts.values());
    this.#mounts.clear();
    for (const mount of mounts) if (mount.status === 'fulfilled') await mount.value.close();
  }

  async #open(vertex: StepVertex, layers: readonly Layer[]): Promise<RootView> {
    const { environment, content, signal, onlyCached, belowRuns } = this.#execution;
    if (onlyCached && layers.length > 0) throw new NotCachedError();
    await content.ensure(layers, signal);
    // Unpacking tells what a view asks for: reading the blobs for that alone would be once more.
    const packed = belowRuns.has(vertex) ? content.fromElsewhere(layers) : [];
    if (packed.length > 0) await this.mounted(packed);
    return environment.layers.view(layers);
  }
}
