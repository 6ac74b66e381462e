import type { Layer } from '@slipway/runtime';
import type { PlannedImage } from '../graph/vertex.ts';
import type { ExecutedImage } from '../ports/result.ts';
import type { Solver } from './solver.ts';

/**
 * An image with its layers and the times of its history. What makes no layer has the time of the
 * step before it: a build that finds all in the cache gives the same image.
 */
export async function executedImage(
  planned: PlannedImage,
  layers: readonly Layer[],
  solver: Solver,
): Promise<ExecutedImage> {
  let last = startOf(planned, solver);
  const history = planned.history.map((entry) => {
    const found = entry.vertex && solver.found(entry.vertex);
    last = found?.createdAt ?? last;
    return { planned: entry, layer: found?.layer, createdAt: last };
  });
  return { planned, layers, history, cacheKeys: await cacheKeys(planned, solver) };
}

/** The base's time, else that of the first step. */
function startOf(planned: PlannedImage, solver: Solver): number {
  const base = Date.parse(planned.base?.config.created ?? '');
  if (!Number.isNaN(base)) return base;
  for (const { vertex } of planned.history) {
    const found = vertex && solver.found(vertex);
    if (found) return found.createdAt;
  }
  return Date.now();
}

async function cacheKeys(
  planned: PlannedImage,
  solver: Solver,
): Promise<ExecutedImage['cacheKeys']> {
  const links: ExecutedImage['cacheKeys'][number][] = [];
  let vertex = planned.root;
  while (vertex.kind !== 'scratch' && vertex.kind !== 'image') {
    const key = await solver.layerKey(vertex);
    if (key !== undefined)
      links.unshift({ key, layer: solver.found(vertex)?.layer, inImage: true });
    vertex = vertex.parent;
  }
  return links;
}
