import { type FromInstruction, parseOnbuild, suggest } from '@slipway/dockerfile';
import type { Platform } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import type {
  ContextVertex,
  CopyVertex,
  PlannedImage,
  PlannedStage,
  RootVertex,
} from '../graph/vertex.ts';
import { type LoadedBase, platformOf } from './base-loader.ts';
import { finishConfig } from './finish-config.ts';
import { located, withSuggestion } from './plan-error.ts';
import { planStep } from './plan-step.ts';
import type { PlatformPlanning } from './planning.ts';
import { StageGraph } from './stage-graph.ts';
import { reachableFrom, type StageNode } from './stage-node.ts';
import { inherit, type StageStart, StageState, startFrom } from './stage-state.ts';
import { stepText } from './step-name.ts';

/** What one platform adds to the plan. */
export interface PlatformPlan {
  readonly image: PlannedImage;
  readonly stages: readonly PlannedStage[];
  /** Names of all ARGs that were declared. */
  readonly declared: ReadonlySet<string>;
}

/** Plans the target for one platform. Throws BuildError and DockerfileError before anything runs. */
export async function planPlatform(planning: PlatformPlanning): Promise<PlatformPlan> {
  const { request } = planning.options;
  const graph = new StageGraph(planning);
  const target = graph.target(request.target);
  const needed = await resolveBases(planning, graph, target);
  for (const node of graph.stages)
    if (needed.has(node) && node.replacement === undefined) planStage(planning, node);
  return {
    image: plannedImage(planning, target),
    stages: graph.stages.map((node) => plannedStage(planning, node, needed.has(node))),
    declared: new Set(
      graph.stages.flatMap(({ steps }) =>
        steps.flatMap(({ instruction }) =>
          instruction.kind === 'ARG' ? instruction.arguments.map(({ name }) => name) : [],
        ),
      ),
    ),
  };
}

/** Loads what is needed, all at once; ONBUILD triggers may need more, so again until they do not. */
async function resolveBases(
  planning: PlatformPlanning,
  graph: StageGraph,
  target: StageNode,
): Promise<ReadonlySet<StageNode>> {
  for (;;) {
    const needed = reachableFrom(target);
    const open = [...needed].filter((node) => !node.base && !node.loaded);
    const outcomes = await Promise.allSettled(
      open.map(async (node) => {
        node.loaded = await load(planning, graph, node);
      }),
    );
    // The first in the file, so that the same mistake is always told the same way.
    for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
    const more = [...needed].map((node) => addTriggers(planning, graph, node));
    if (!more.includes(true)) return needed;
  }
}

async function load(
  planning: PlatformPlanning,
  graph: StageGraph,
  node: StageNode,
): Promise<LoadedBase> {
  const { loader } = planning;
  const platform = node.platform ?? planning.platform;
  try {
    if (node.replacement !== undefined)
      return await loader.replacement(node.replacement, platform, true);
    if (node.baseName === 'scratch') return loader.scratch(planning.platform);
    const replacement = loader.replacementOf(node.baseName, platform);
    if (replacement !== undefined) return await loader.replacement(replacement, platform, false);
    const label = (reference: string) => node.names.next(`FROM ${reference}`, { platform });
    return await loader.image(node.baseName, { platform, label });
  } catch (error) {
    throw located(suggestStage(error, graph, node.baseName), node.lines);
  }
}

const commonImages = [
  'alpine',
  'busybox',
  'centos',
  'debian',
  'golang',
  'ubuntu',
  'fedora',
  'node',
];

function suggestStage(error: unknown, graph: StageGraph, name: string): unknown {
  if (!(error instanceof BuildError)) return error;
  if (error.code !== 'IMAGE_NOT_FOUND' && error.code !== 'INVALID_DOCKERFILE') return error;
  const meant = suggest(name, [...graph.labels(), ...commonImages], { caseSensitive: true });
  return new BuildError(error.code, withSuggestion(error.message, meant), {
    cause: error,
    word: name,
    ...(error.advice === undefined ? {} : { advice: error.advice }),
  });
}

/** ONBUILD of the base becomes the first steps. Returns whether these need other stages or images. */
function addTriggers(planning: PlatformPlanning, graph: StageGraph, node: StageNode): boolean {
  if (node.triggersAdded || node.index === undefined || node.replacement !== undefined)
    return false;
  node.triggersAdded = true;
  const triggers = node.base ? triggersOf(node.base) : (node.loaded?.triggers ?? []);
  if (triggers.length === 0) return false;
  const where = { from: node.from as FromInstruction, dockerfile: planning.options.dockerfile };
  const instructions = triggers.map((trigger) => parseOnbuild(trigger, where));
  node.names.grow(instructions.length);
  return graph.addSteps(node, instructions, true);
}

function triggersOf(base: StageNode): readonly string[] {
  if (base.replacement !== undefined) return base.loaded?.triggers ?? [];
  return base.steps.flatMap(({ instruction }) =>
    instruction.kind === 'ONBUILD' ? [instruction.expression] : [],
  );
}

function planStage(planning: PlatformPlanning, node: StageNode): void {
  const state = new StageState({
    planning,
    stage: stageName(node),
    ignoreCache: ignoresCache(planning, node),
    names: node.names,
    ...startOf(planning, node),
  });
  for (const step of node.steps) planStep(state, step);
  node.state = state;
}

type Start = Omit<StageStart, 'planning' | 'stage' | 'ignoreCache' | 'names'>;

function startOf(planning: PlatformPlanning, node: StageNode): Start {
  if (node.base?.state) return inherit(node.base.state);
  const loaded = (node.base ?? node).loaded as LoadedBase;
  return startFrom(loaded, asRoot(planning, node, loaded.root));
}

/** The files of a context as a root file system of their own. */
function asRoot(
  planning: PlatformPlanning,
  node: StageNode,
  from: RootVertex | ContextVertex,
): RootVertex {
  if (from.kind !== 'context') return from;
  const platform = node.platform ?? planning.platform;
  const text = node.from ? stepText(node.from.source) : `FROM ${from.context}`;
  return planning.pool.intern<CopyVertex>({
    kind: 'copy',
    name: node.names.next(text, { platform }),
    stage: stageName(node),
    platform,
    lines: node.lines,
    ignoreCache: false,
    instruction: 'COPY',
    parent: planning.loader.scratch(platform).root as RootVertex,
    sources: [{ kind: 'path', from, path: '/' }],
    destination: '/',
    link: false,
    parents: false,
    exclude: [],
  });
}

function stageName(node: StageNode): string {
  return node.alias ?? String(node.index);
}

function ignoresCache(planning: PlatformPlanning, node: StageNode): boolean {
  const { noCache, noCacheStages } = planning.options.request;
  const name = stageName(node).toLowerCase();
  return noCache || noCacheStages.some((each) => each.toLowerCase() === name);
}

function plannedImage(planning: PlatformPlanning, target: StageNode): PlannedImage {
  const state = target.state ?? replacedTarget(planning, target);
  const { labels } = planning.options.request;
  return {
    platform: imagePlatform(planning, state),
    root: state.root,
    config: finishConfig({ ...state.config, Labels: { ...state.config.Labels, ...labels } }),
    ...(state.author ? { author: state.author } : {}),
    base: state.base,
    history: state.history,
  };
}

/** A target that a named context stands for: what it is, with no instruction of ours. */
function replacedTarget(
  planning: PlatformPlanning,
  target: StageNode,
): Pick<StageState, 'root' | 'config' | 'author' | 'base' | 'history'> {
  const loaded = target.loaded as LoadedBase;
  const { triggers } = loaded;
  const start = startFrom(loaded, asRoot(planning, target, loaded.root));
  return triggers.length > 0 ? { ...start, config: { ...start.config, OnBuild: triggers } } : start;
}

/** --platform decides; else the base image says what it is. */
function imagePlatform(planning: PlatformPlanning, state: Pick<StageState, 'base'>): Platform {
  const base = state.base?.config;
  if (!planning.explicitPlatform)
    return base ? platformOf(base, planning.platform) : planning.platform;
  const { platform } = planning;
  if (platform.variant || base?.os !== platform.os || base.architecture !== platform.architecture)
    return platform;
  return base.variant ? { ...platform, variant: base.variant } : platform;
}

function plannedStage(planning: PlatformPlanning, node: StageNode, needed: boolean): PlannedStage {
  const root = node.state?.root ?? (needed ? node.loaded?.root : undefined);
  return {
    name: stageName(node),
    platform: node.state?.platform ?? node.platform ?? planning.platform,
    root: root?.kind === 'context' ? undefined : root,
    needed,
  };
}
