import type { BuildPlan, CopyVertex, DirectoryVertex, RunVertex, Vertex } from './vertex.ts';

/** A vertex that is executed: it makes a layer, or finds that it has none to make. */
export type StepVertex = DirectoryVertex | CopyVertex | RunVertex;

/** What a vertex is made from, its parent first. */
export function inputsOf(vertex: Vertex): readonly Vertex[] {
  switch (vertex.kind) {
    case 'scratch':
    case 'image':
    case 'context':
      return [];
    case 'directory':
      return [vertex.parent];
    case 'copy':
      return [
        vertex.parent,
        ...vertex.sources.flatMap((source) => (source.kind === 'path' ? [source.from] : [])),
      ];
    case 'run':
      return [
        vertex.parent,
        ...vertex.mounts.flatMap((mount) =>
          (mount.type === 'bind' || mount.type === 'cache') && mount.from ? [mount.from] : [],
        ),
      ];
  }
}

/** Every vertex that the plan's images may need, inputs before what needs them. */
export function inOrderOfNeed(plan: BuildPlan): readonly Vertex[] {
  const seen = new Set<Vertex>();
  for (const image of plan.images) {
    const stack: { readonly vertex: Vertex; readonly isOpen: boolean }[] = [
      { vertex: image.root, isOpen: false },
    ];
    for (let next = stack.pop(); next; next = stack.pop()) {
      if (seen.has(next.vertex)) continue;
      if (next.isOpen) {
        seen.add(next.vertex);
        continue;
      }
      stack.push({ vertex: next.vertex, isOpen: true });
      for (const input of inputsOf(next.vertex).toReversed()) {
        if (!seen.has(input)) stack.push({ vertex: input, isOpen: false });
      }
    }
  }
  return [...seen];
}

/** The vertices whose layers are part of an image of the plan. */
export function inImages(plan: BuildPlan): ReadonlySet<Vertex> {
  const found = new Set<Vertex>();
  for (const image of plan.images) {
    let vertex = image.root;
    for (;;) {
      found.add(vertex);
      if (vertex.kind === 'scratch' || vertex.kind === 'image') break;
      vertex = vertex.parent;
    }
  }
  return found;
}

/**
 * The vertices that are executed whatever the cache has, and all that build on them: their keys say
 * nothing of what they contain this time.
 */
export function withoutCache(vertices: readonly Vertex[]): ReadonlySet<Vertex> {
  const found = new Set<Vertex>();
  for (const vertex of vertices) {
    if (vertex.ignoreCache || inputsOf(vertex).some((input) => found.has(input))) found.add(vertex);
  }
  return found;
}

/** The vertices on whose root file system a RUN stands: they will be mounted, not only read. */
export function belowRuns(vertices: readonly Vertex[]): ReadonlySet<Vertex> {
  const found = new Set<Vertex>();
  for (const run of vertices) {
    if (run.kind !== 'run') continue;
    let vertex = run.parent;
    while (!found.has(vertex)) {
      found.add(vertex);
      if (vertex.kind === 'scratch' || vertex.kind === 'image') break;
      vertex = vertex.parent;
    }
  }
  return found;
}
