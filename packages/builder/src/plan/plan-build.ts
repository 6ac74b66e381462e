import { createExpander } from '@slipway/dockerfile';
import type { Platform } from '@slipway/oci';
import { BuildError } from '../errors.ts';
import type { BuildPlan } from '../graph/vertex.ts';
import { BaseLoader } from './base-loader.ts';
import { globalArguments, platformArgumentNames } from './global-arguments.ts';
import { planPlatform } from './plan-platform.ts';
import type { PlanOptions, PlatformPlanning, SharedPlanning } from './planning.ts';
import { proxyArgumentNames } from './run-step.ts';
import { epochArgument, resolveSourceDateEpoch } from './source-date-epoch.ts';
import { VertexPool } from './vertex-pool.ts';
import { Warnings } from './warnings.ts';

/**
 * Makes the plan of a build: for each platform the target's graph, with all that can fail before
 * anything runs said. Resolves the base images that are needed, fetches nothing else. Throws
 * {@link BuildError} and DockerfileError.
 */
export async function planBuild(options: PlanOptions): Promise<BuildPlan> {
  options.signal?.throwIfAborted();
  const pool = new VertexPool();
  const warnings = new Warnings();
  for (const { rule, message, range } of options.dockerfile.warnings)
    warnings.add(`${rule}: ${message}`, range);
  const expander = createExpander(options.dockerfile.escape);
  const loader = new BaseLoader(options, pool);
  const shared: SharedPlanning = { options, expander, pool, loader, warnings };
  checkTarget(options);
  const { platforms } = options.request;
  const targets = platforms.length > 0 ? platforms : [options.hostPlatform];
  const prepared = [];
  for (const platform of targets) prepared.push(await preparePlatform(shared, platform));
  const plans = await settleAll(prepared.map(({ planning }) => planPlatform(planning)));
  warnOfUnusedArguments(shared, new Set(plans.flatMap(({ declared }) => [...declared])));
  return {
    images: plans.map(({ image }) => image),
    stages: plans.flatMap(({ stages }) => stages),
    sourceDateEpoch: prepared[0]?.sourceDateEpoch,
    warnings: warnings.list(),
  };
}

function checkTarget({ dockerfile }: PlanOptions): void {
  if (dockerfile.stages.length === 0)
    throw new BuildError('INVALID_DOCKERFILE', 'dockerfile contains no stages to build');
}

/** All results, or the first error in order once none is under way any more. */
async function settleAll<T>(all: readonly Promise<T>[]): Promise<readonly T[]> {
  const outcomes = await Promise.allSettled(all);
  return outcomes.map((outcome) => {
    if (outcome.status === 'rejected') throw outcome.reason;
    return outcome.value;
  });
}

async function preparePlatform(
  shared: SharedPlanning,
  platform: Platform,
): Promise<{ planning: PlatformPlanning; sourceDateEpoch: number | undefined }> {
  const { options, expander } = shared;
  const { dockerfile, request, hostPlatform } = options;
  const buildArguments = new Map(Object.entries(request.buildArguments));
  const globals = globalArguments({
    declarations: dockerfile.globalArguments,
    buildArguments,
    expander,
    hostPlatform,
    targetPlatform: platform,
    targetStage: request.target || dockerfile.stages.at(-1)?.from.alias || 'default',
  });
  const value = buildArguments.get(epochArgument) ?? globals.get(epochArgument);
  const sourceDateEpoch =
    value === undefined ? undefined : await resolveSourceDateEpoch(value, options, globals);
  replaceEpoch(buildArguments, globals, sourceDateEpoch);
  const planning = {
    ...shared,
    platform,
    explicitPlatform: request.platforms.length > 0,
    buildArguments,
    globals,
    showPlatform: request.platforms.length > 1,
  };
  return { planning, sourceDateEpoch };
}

/** Steps see the number that was found, or nothing. */
function replaceEpoch(
  buildArguments: Map<string, string>,
  globals: PlatformPlanning['globals'],
  seconds: number | undefined,
): void {
  if (seconds === undefined) {
    buildArguments.delete(epochArgument);
    globals.delete(epochArgument);
    return;
  }
  if (buildArguments.has(epochArgument)) buildArguments.set(epochArgument, String(seconds));
  if (globals.get(epochArgument) !== undefined) globals.set(epochArgument, String(seconds));
}

function warnOfUnusedArguments(
  { options, warnings }: SharedPlanning,
  declared: ReadonlySet<string>,
): void {
  const { globalArguments: globals } = options.dockerfile;
  const known = new Set([
    ...declared,
    ...globals.flatMap((each) => each.arguments.map(({ name }) => name)),
    ...platformArgumentNames,
    ...proxyArgumentNames,
    'TARGETSTAGE',
    epochArgument,
  ]);
  const unused = Object.keys(options.request.buildArguments)
    .filter((name) => !known.has(name) && !name.startsWith('BUILDKIT_'))
    .sort();
  if (unused.length > 0)
    warnings.add(`[Warning] One or more build-args [${unused.join(' ')}] were not consumed`);
}
