import type { ContextVertex, CopyVertex, RunVertex, ScratchVertex } from '../graph/vertex.ts';

/** Where the files of {@link contextFiles} are in its layer: a file, or a directory with its content. */
export const contextFilesPath = '/files';

/**
 * A layer with what a context has at `path`, so that a mount of it in `step` is digested, cached and
 * cleaned up as a copy is.
 */
export function contextFiles(context: ContextVertex, path: string, step: RunVertex): CopyVertex {
  const common = {
    name: context.name,
    stage: context.stage,
    platform: context.platform,
    ignoreCache: false,
    ...(step.lines ? { lines: step.lines } : {}),
  };
  const parent: ScratchVertex = { kind: 'scratch', ...common };
  return {
    kind: 'copy',
    ...common,
    instruction: 'COPY',
    parent,
    sources: [{ kind: 'path', from: context, path: literal(path) }],
    destination: contextFilesPath,
    link: false,
    parents: false,
    exclude: [],
  };
}

/** A pattern that matches `path` alone. */
function literal(path: string): string {
  return path.replace(/[\\*?[]/g, (special) => `\\${special}`);
}
