import { copyRequestKey } from '../cache/step-key.ts';
import type { CopySource, CopyVertex, RootVertex } from '../graph/vertex.ts';
import type { FileTree, PreparedCopy } from '../ports/files.ts';
import type { VertexResult } from '../ports/result.ts';
import type { Execution } from './execution.ts';
import type { RootAccess } from './root-access.ts';

/** What a copy asks of the solver. */
export interface CopyInputs {
  result(vertex: RootVertex): Promise<VertexResult>;
  rootKey(vertex: RootVertex): Promise<string>;
}

/** What a copy brings: known by its digest alone, or prepared with its sources at hand. */
export interface CopyContent {
  readonly digest: string;
  readonly prepared: PreparedCopy | undefined;
}

/** Finds what a copy brings: from what is remembered of equal requests, else by preparing it. */
export async function copyContent(
  vertex: CopyVertex,
  inputs: CopyInputs,
  { execution, roots }: { readonly execution: Execution; readonly roots: RootAccess },
): Promise<CopyContent> {
  const { copies } = execution;
  const request = copyRequestKey(vertex, await sourceKeys(vertex, inputs));
  const isTold = !vertex.sources.some(
    (source) => source.kind === 'path' && execution.withoutCache.has(source.from),
  );
  const known = request !== undefined && isTold ? await remembered(request, execution) : undefined;
  if (request !== undefined && known !== undefined) {
    execution.copyDigests.set(request, known);
    return { digest: known, prepared: undefined };
  }
  const prepared = await prepare(vertex, inputs, { execution, roots });
  if (request !== undefined) {
    execution.copyDigests.set(request, prepared.digest);
    await copies.write(request, prepared.digest);
  }
  return { digest: prepared.digest, prepared };
}

async function remembered(
  request: string,
  { copies, imported }: Execution,
): Promise<string | undefined> {
  const known = await copies.read(request);
  if (known !== undefined) {
    await copies.touch(request);
    return known;
  }
  const found = await imported.copy(request);
  if (found !== undefined) await copies.write(request, found);
  return found;
}

/** Fetches, finds and digests the sources. Its owner closes what it gives. */
export async function prepare(
  vertex: CopyVertex,
  inputs: CopyInputs,
  { execution, roots }: { readonly execution: Execution; readonly roots: RootAccess },
): Promise<PreparedCopy> {
  const { progress, signal, sourceDateEpoch } = execution;
  const trees = await Promise.all(
    vertex.sources.map((source) => treeOf(source, inputs, { execution, roots })),
  );
  const parent = vertex.link
    ? roots.view(vertex, [])
    : roots.lazyView(vertex, async () => (await inputs.result(vertex.parent)).layers);
  const open = new Map<string, number | undefined>();
  const prepared = await execution.prepareCopy({
    vertex,
    trees,
    parent,
    sourceDateEpoch,
    signal,
    onProgress: (part) => {
      open.set(part.id, part.total ?? part.current);
      progress.progress(vertex, { ...part, done: false });
    },
  });
  for (const [id, total] of open) {
    progress.progress(vertex, { id, current: total ?? 0, total, done: true });
  }
  return prepared;
}

function sourceKeys(
  vertex: CopyVertex,
  inputs: CopyInputs,
): Promise<readonly (string | undefined)[]> {
  return Promise.all(
    vertex.sources.map((source) =>
      source.kind === 'path' && source.from.kind !== 'context'
        ? inputs.rootKey(source.from)
        : undefined,
    ),
  );
}

async function treeOf(
  source: CopySource,
  inputs: CopyInputs,
  { execution, roots }: { readonly execution: Execution; readonly roots: RootAccess },
): Promise<FileTree | undefined> {
  if (source.kind !== 'path') return undefined;
  if (source.from.kind === 'context') {
    const tree = await execution.contexts.tree(source.from.context);
    execution.progress.completed(source.from, false);
    return tree;
  }
  const { layers } = await inputs.result(source.from);
  const root = await roots.mounted(layers);
  return { folder: root.path, ownedByRoot: false };
}
