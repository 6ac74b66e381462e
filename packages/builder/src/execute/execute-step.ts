import type { TarInput } from '@slipway/archive';
import type { Layer } from '@slipway/runtime';
import type { StepVertex } from '../graph/graph-order.ts';
import type { ContextVertex, CopyVertex, RootVertex, RunVertex } from '../graph/vertex.ts';
import type { PreparedCopy } from '../ports/files.ts';
import type { VertexResult } from '../ports/result.ts';
import { prepare } from './copy-content.ts';
import { missingDirectories } from './directory-layer.ts';
import type { Execution } from './execution.ts';
import type { RootAccess } from './root-access.ts';

/** What a step may ask for. */
export interface StepInputs {
  result(vertex: RootVertex): Promise<VertexResult>;
  rootKey(vertex: RootVertex): Promise<string>;
  contextFiles(context: ContextVertex, path: string, step: RunVertex): CopyVertex;
}

/** What a step is executed with. */
export interface StepWork {
  readonly parent: VertexResult;
  readonly prepared: PreparedCopy | undefined;
  readonly inputs: StepInputs;
  readonly execution: Execution;
  readonly roots: RootAccess;
}

/** Makes a step's layer; undefined where it changes nothing. */
export async function executeStep(vertex: StepVertex, work: StepWork): Promise<Layer | undefined> {
  const { execution, parent, roots, inputs } = work;
  // What a step that runs stands on is new, so that one will run: its network is made meanwhile.
  if (execution.belowRuns.has(vertex)) execution.prepareRuns();
  if (vertex.kind === 'run') {
    const { executeRun } = await import('./execute-run.ts');
    return executeRun(vertex, work);
  }
  if (vertex.kind === 'directory') {
    execution.progress.started(vertex);
    const seconds = execution.sourceDateEpoch ?? Math.floor(Date.now() / 1000);
    const entries = await missingDirectories(vertex, roots.view(vertex, parent.layers), seconds);
    return writeLayer(vertex, entries, execution);
  }
  const prepared = work.prepared ?? (await prepare(vertex, inputs, { execution, roots }));
  try {
    return await writeLayer(vertex, prepared.entries(), execution);
  } finally {
    await prepared.close();
  }
}

async function writeLayer(
  vertex: StepVertex,
  entries: AsyncIterable<TarInput> | Iterable<TarInput>,
  execution: Execution,
): Promise<Layer | undefined> {
  const { environment, signal, progress } = execution;
  return execution.layerWriters.run(async () => {
    progress.started(vertex);
    const some = await unlessEmpty(entries);
    return some && environment.layers.create(some, { as: form(vertex, execution), signal });
  }, signal);
}

/** Layers of an image become blobs at once; others are only ever mounted. */
function form(vertex: StepVertex, { inImages, compression, compressionLevel: level }: Execution) {
  if (compression === undefined || !inImages.has(vertex)) return 'folder' as const;
  return { blob: compression, ...(level === undefined ? {} : { level }) };
}

/** The entries; undefined where there are none. */
async function unlessEmpty(
  entries: AsyncIterable<TarInput> | Iterable<TarInput>,
): Promise<AsyncIterable<TarInput> | undefined> {
  const iterator = iterate(entries);
  const first = await iterator.next();
  return first.done ? undefined : withFirst(first.value, iterator);
}

async function* iterate(entries: AsyncIterable<TarInput> | Iterable<TarInput>) {
  yield* entries;
}

async function* withFirst(first: TarInput, rest: AsyncGenerator<TarInput>) {
  try {
    yield first;
    yield* rest;
  } finally {
    await rest.return(undefined);
  }
}
