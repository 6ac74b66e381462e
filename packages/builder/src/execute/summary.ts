import type { Layer, LayerStore } from '@slipway/runtime';
import type { BuildPlan, RootVertex, Vertex } from '../graph/vertex.ts';
import type { BuildSummary } from '../ports/result.ts';
import type { BuildProgress } from './build-progress.ts';
import type { Solver } from './solver.ts';

/** How many steps are named as the slowest. */
const shown = 5;

/** The figures of a build: its stages' sizes, its steps, the slowest of them. */
export async function summaryOf(
  plan: BuildPlan,
  parts: {
    readonly progress: BuildProgress;
    readonly solver: Solver;
    readonly layers: LayerStore;
  },
): Promise<Omit<BuildSummary, 'images'>> {
  const { progress, solver, layers } = parts;
  const steps = progress.vertices.filter(isStep);
  const executed = steps.filter((vertex) => progress.milliseconds.has(vertex));
  const slowest = executed
    .map((vertex) => ({
      name: vertex.name,
      milliseconds: progress.milliseconds.get(vertex) ?? 0,
    }))
    .sort((a, b) => b.milliseconds - a.milliseconds)
    .slice(0, shown);
  const targets = new Set<RootVertex>(plan.images.map((image) => image.root));
  const stages = await Promise.all(
    plan.stages.map(async ({ name, root, needed }) => {
      const chain = needed && root ? await solver.known(root) : undefined;
      if (!root || !chain) return undefined;
      return { name, size: await sizeOf(chain, layers), target: targets.has(root) };
    }),
  );
  return {
    stages: stages.filter((stage) => stage !== undefined),
    steps: { total: steps.length, cached: steps.length - executed.length },
    slowest,
  };
}

function isStep(vertex: Vertex): boolean {
  return vertex.kind === 'run' || vertex.kind === 'copy' || vertex.kind === 'directory';
}

async function sizeOf(chain: readonly Layer[], layers: LayerStore): Promise<number> {
  // A layer that was never fetched has no size yet: it costs nothing here either.
  const sizes = await Promise.all(chain.map((layer) => layers.size(layer).catch(() => 0)));
  return sizes.reduce((sum, size) => sum + size, 0);
}
