import type { BuildPlan, RootVertex, RunVertex, Vertex } from '../../graph/vertex.ts';
import { type PlanSettings, planImage } from './plan-text.ts';

/** The vertices from the base up. */
export function chain(root: RootVertex): readonly RootVertex[] {
  return 'parent' in root ? [...chain(root.parent), root] : [root];
}

/** The last vertex of a Dockerfile that ends in a RUN. */
export async function planRunOf(text: string, settings: PlanSettings = {}): Promise<RunVertex> {
  const { root } = await planImage(text, settings);
  if (root.kind !== 'run') throw new Error(`the last step is ${root.kind}`);
  return root;
}

/** `created_by` of all entries. */
export async function historyOf(text: string, settings: PlanSettings = {}) {
  const { history } = await planImage(text, settings);
  return history.map(({ createdBy }) => createdBy);
}

/** Every vertex of a plan, each once. */
export function allVertices(plan: BuildPlan): ReadonlySet<Vertex> {
  const found = new Set<Vertex>();
  const open: Vertex[] = plan.images.map(({ root }) => root);
  for (let vertex = open.pop(); vertex; vertex = open.pop()) {
    if (found.has(vertex)) continue;
    found.add(vertex);
    if ('parent' in vertex) open.push(vertex.parent);
    if (vertex.kind === 'copy')
      for (const source of vertex.sources) if (source.kind === 'path') open.push(source.from);
    if (vertex.kind === 'run')
      for (const mount of vertex.mounts) if ('from' in mount && mount.from) open.push(mount.from);
  }
  return found;
}
