import { availableParallelism } from 'node:os';
import { Limiter } from '@slipway/remote';
import type { Layer } from '@slipway/runtime';
import { CopyRecords } from '../cache/copy-records.ts';
import { StepRecords } from '../cache/step-records.ts';
import { belowRuns, inImages, withoutCache } from '../graph/graph-order.ts';
import type { BuildPlan, Vertex } from '../graph/vertex.ts';
import type { BuildContexts, PrepareCopy } from '../ports/files.ts';
import type { BuildEnvironment, BuildSummary, ExecutedImage } from '../ports/result.ts';
import type { BuildRequest } from '../request/build-request.ts';
import { BuildProgress } from './build-progress.ts';
import { EarlyPacking } from './early-packing.ts';
import { executedImage } from './executed-image.ts';
import type { Execution } from './execution.ts';
import { LayerContent } from './layer-content.ts';
import { layerForm } from './layer-form.ts';
import { RootAccess } from './root-access.ts';
import { Solver } from './solver.ts';
import type { SshAgents } from './ssh-agents.ts';
import { type ImportedSteps, StepCache } from './step-cache.ts';
import { summaryOf } from './summary.ts';

export interface ExecuteOptions {
  readonly request: BuildRequest;
  readonly environment: BuildEnvironment;
  readonly contexts: BuildContexts;
  readonly prepareCopy: PrepareCopy;
  /** Executes, fetches and mounts nothing: throws a NotCachedError where it would have to. */
  readonly onlyCached: boolean;
  /** What --cache-from brought. */
  readonly imported?: (content: LayerContent) => ImportedSteps;
}

/** A plan whose images' vertices have all been executed, or found in the cache. */
export interface ExecutedPlan {
  readonly images: readonly ExecutedImage[];
  readonly solver: Solver;
  readonly progress: BuildProgress;
  /** What copies brought, by what they asked for. */
  readonly copies: ReadonlyMap<string, string>;
  /** Brings layers' blobs into the content store where they are known only by name. */
  ensureContent(layers: readonly Layer[], signal: AbortSignal): Promise<void>;
  /** Everything of the summary but the images, whose sizes the export knows. */
  summary(): Promise<Omit<BuildSummary, 'images'>>;
}

/**
 * Executes what the plan's images need, hands it to `use`, and lets go of all that it held. The first
 * failure ends the rest and is thrown: a BuildError with the lines of the step that failed.
 */
export async function executePlan<T>(
  plan: BuildPlan,
  options: ExecuteOptions,
  use: (executed: ExecutedPlan) => Promise<T>,
): Promise<T> {
  const { environment, onlyCached } = options;
  const controller = new AbortController();
  const signal = AbortSignal.any([environment.signal, controller.signal]);
  const progress = new BuildProgress(plan, environment.onEvent);
  const content = new LayerContent(environment, progress, onlyCached);
  const imported = options.imported?.(content) ?? nothingImported;
  let agents: Promise<SshAgents> | undefined;
  const execution: Execution = {
    ...options,
    progress,
    content,
    signal,
    steps: new StepRecords(environment.folder),
    copies: new CopyRecords(environment.folder),
    imported,
    copyDigests: new Map(),
    sourceDateEpoch: plan.sourceDateEpoch,
    inImages: inImages(plan),
    ...layerForm(options.request),
    withoutCache: withoutCache(progress.vertices),
    belowRuns: belowRuns(progress.vertices),
    prepareRuns: runPreparation(progress.vertices, environment),
    ssh: () => {
      agents ??= import('./ssh-agents.ts').then(
        (module) => new module.SshAgents(options.request.ssh, environment.variables),
      );
      return agents;
    },
    // Steps wait for the network as often as for the processor.
    runs: new Limiter(availableParallelism() + 8),
    layerWriters: new Limiter(availableParallelism() + 2),
  };
  const roots = new RootAccess(execution);
  const packing = new EarlyPacking(execution);
  const cache = new StepCache(execution, imported);
  const solver = new Solver(execution, {
    roots,
    packing,
    cache,
    abort: (reason) => controller.abort(reason),
  });
  try {
    const results = await solver.solve(plan.images.map((image) => image.root));
    completeImages(progress);
    await packing.settled();
    const images = await Promise.all(
      plan.images.map((planned, index) =>
        executedImage(planned, results[index]?.layers ?? [], solver),
      ),
    );
    const given = await use({
      images,
      solver,
      progress,
      copies: execution.copyDigests,
      ensureContent: (layers, exportSignal) => content.ensure(layers, exportSignal),
      summary: () => summaryOf(plan, { progress, solver, layers: environment.layers }),
    });
    await cache.keepImported();
    return given;
  } finally {
    progress.cancelOpen();
    await packing.settled();
    await roots.close();
    await (await agents)?.close();
  }
}

/** Does something once, and only where a step has a network. */
function runPreparation(
  vertices: readonly Vertex[],
  { runtime }: BuildEnvironment,
): Execution['prepareRuns'] {
  const isWanted = vertices.some(
    (vertex) =>
      vertex.kind === 'run' && vertex.network === 'default' && vertex.security === 'sandbox',
  );
  let isBegun = !isWanted;
  return () => {
    if (isBegun) return;
    isBegun = true;
    runtime().then(
      (found) => found.prepare?.(),
      // Whoever runs a step asks for it again, and says why there is none.
      () => {},
    );
  };
}

const nothingImported: ImportedSteps = {
  find: async () => undefined,
  copy: async () => undefined,
};

/** Images whose layers nothing needed yet are there as far as the graph is concerned. */
function completeImages(progress: BuildProgress): void {
  for (const vertex of progress.vertices) {
    if (vertex.kind === 'image' && !progress.hasEnded(vertex)) progress.completed(vertex, true);
  }
}
