import { DockerfileError, parseDockerfile } from '@slipway/dockerfile';
import { leaseBuild } from './cache/build-lease.ts';
import { limitCache } from './cache/limit-cache.ts';
import { openContexts } from './contexts/open-contexts.ts';
import { sourceEnvironment } from './contexts/source-environment.ts';
import { BuildError } from './errors.ts';
import type { BuildEvent, BuildEventListener } from './events/build-event.ts';
import { type ExecutedPlan, type ExecuteOptions, executePlan } from './execute/execute-plan.ts';
import { NotCachedError } from './execute/not-cached.ts';
import { checkOutputs, runExports } from './export/run-exports.ts';
import { createPrepareCopy } from './files/prepare-copy.ts';
import type { BuildPlan } from './graph/vertex.ts';
import { hostPlatform } from './host-platform.ts';
import { planBuild } from './plan/plan-build.ts';
import type { BuildContexts } from './ports/files.ts';
import type { BuildEnvironment, BuildResult, ExecutedImage } from './ports/result.ts';
import type { BuildRequest } from './request/build-request.ts';

/**
 * Builds what `request` asks for: reads the Dockerfile, plans, executes what the cache does not have,
 * exports. Throws DockerfileError and BuildError for what is the user's, and the signal's reason.
 * Needs the build namespace where anything has to be mounted.
 */
export async function build(
  request: BuildRequest,
  environment: BuildEnvironment,
): Promise<BuildResult> {
  const lease = await leaseBuild(environment.folder, environment.signal);
  try {
    return await environment.images.hold(() => run(request, environment, { onlyCached: false }));
  } finally {
    await lease.end();
    // A limit that cannot be kept now is tried again by the next build: this one is done.
    await limitCache(environment).catch(() => {});
  }
}

/**
 * Builds where all of it is in the cache, in a plain process: nothing is mounted, executed or
 * fetched. Undefined where that does not suffice; nothing was said and nothing was changed then.
 */
export async function buildFromCache(
  request: BuildRequest,
  environment: BuildEnvironment,
): Promise<BuildResult | undefined> {
  if (!canComeFromCache(request)) return undefined;
  const events = new HeldEvents(environment.onEvent);
  const { onEvent } = events;
  try {
    const held = { ...environment, onEvent };
    // A sweep must not take the blobs away between a look at them and the image's name.
    const result = await environment.images.hold(() => run(request, held, { onlyCached: true }));
    events.say();
    return result;
  } catch (error) {
    environment.signal.throwIfAborted();
    // What is wrong with the Dockerfile is said at once; all else may be a matter of privilege.
    if (!isMistake(error) && !events.areSaid) return undefined;
    events.say();
    throw error;
  }
}

/** Whether privileges would change nothing. */
function isMistake(error: unknown): boolean {
  if (error instanceof DockerfileError) return true;
  return error instanceof BuildError && !wantsPrivilege(error);
}

function wantsPrivilege(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof NotCachedError) return true;
    // Files of the user's subordinate ids can be read in the namespace.
    if ('code' in cause && (cause.code === 'EACCES' || cause.code === 'EPERM')) return true;
  }
  return false;
}

/**
 * Streams can be read only once, files are only written with the rights of the namespace, and a
 * cache's export needs layers packed.
 */
function canComeFromCache({ context, namedContexts, outputs, cacheTo, noCache }: BuildRequest) {
  const contexts = [context, ...namedContexts.values()];
  if (noCache || contexts.some(({ kind }) => kind === 'tar')) return false;
  if (cacheTo.some(({ type }) => type !== 'inline')) return false;
  return outputs.every(({ type }) => type !== 'local' && type !== 'tar');
}

/** Keeps events until it is sure that they are to be said: when an export begins, or all is done. */
class HeldEvents {
  readonly #held: BuildEvent[] = [];
  readonly #listener: BuildEventListener;
  areSaid = false;

  constructor(listener: BuildEventListener) {
    this.#listener = listener;
  }

  readonly onEvent = (event: BuildEvent): void => {
    if (event.type === 'progress' && event.vertex === undefined) this.say();
    if (this.areSaid) this.#listener(event);
    else this.#held.push(event);
  };

  say(): void {
    if (this.areSaid) return;
    this.areSaid = true;
    for (const event of this.#held) this.#listener(event);
  }
}

async function run(
  request: BuildRequest,
  environment: BuildEnvironment,
  { onlyCached }: { readonly onlyCached: boolean },
): Promise<BuildResult> {
  checkOutputs(request);
  const contexts = openContexts(request, environment);
  try {
    const plan = await readPlan(request, environment, contexts);
    const options = {
      request,
      environment,
      contexts,
      prepareCopy: createPrepareCopy(sourceEnvironment(request, environment)),
      onlyCached,
      ...(onlyCached ? {} : await imports(request, environment)),
    };
    return await executePlan(plan, options, async (executed) => {
      const result = await exported(executed, { request, environment, plan, onlyCached });
      await exportCaches(executed, { request, environment });
      return result;
    });
  } finally {
    await contexts.close();
  }
}

async function exported(
  executed: ExecutedPlan,
  {
    request,
    environment,
    plan,
    onlyCached,
  }: {
    readonly request: BuildRequest;
    readonly environment: BuildEnvironment;
    readonly plan: BuildPlan;
    readonly onlyCached: boolean;
  },
): Promise<BuildResult> {
  const configMembers = await inlineCaches(executed, { request, environment });
  const { images, ...rest } = await runExports({
    images: executed.images,
    request,
    environment,
    sourceDateEpoch: plan.sourceDateEpoch,
    ensureContent: executed.ensureContent,
    onlyKnown: onlyCached,
    ...(configMembers ? { configMembers } : {}),
  });
  return { ...rest, summary: { images, ...(await executed.summary()) } };
}

interface CacheWork {
  readonly request: BuildRequest;
  readonly environment: BuildEnvironment;
}

async function imports(
  { cacheFrom }: BuildRequest,
  environment: BuildEnvironment,
): Promise<Pick<ExecuteOptions, 'imported'>> {
  if (cacheFrom.length === 0) return {};
  const { importCaches } = await import('./remote-cache/import-cache.ts');
  return { imported: (content) => importCaches(cacheFrom, environment, content) };
}

/** What the images carry of the cache, where they are asked to. */
async function inlineCaches(executed: ExecutedPlan, { request, environment }: CacheWork) {
  const { cacheTo, buildArguments } = request;
  const isAsked =
    cacheTo.some(({ type }) => type === 'inline') || buildArguments.BUILDKIT_INLINE_CACHE === '1';
  if (!isAsked) return undefined;
  const { inlineCacheOf } = await import('./remote-cache/export-cache.ts');
  const { inlineCacheMember } = await import('./remote-cache/cache-document.ts');
  const caches = new Map<ExecutedImage, object>();
  for (const image of executed.images) {
    caches.set(image, await inlineCacheOf(image, { executed, environment }));
  }
  return (image: ExecutedImage) => ({ [inlineCacheMember]: caches.get(image) });
}

async function exportCaches(executed: ExecutedPlan, { request, environment }: CacheWork) {
  for (const cache of request.cacheTo) {
    if (cache.type === 'inline') continue;
    const { exportCache } = await import('./remote-cache/export-cache.ts');
    await exportCache(cache, { executed, environment });
  }
}

async function readPlan(
  request: BuildRequest,
  environment: BuildEnvironment,
  contexts: BuildContexts,
): Promise<BuildPlan> {
  const { resolver, signal, onEvent } = environment;
  const { fileName, text } = await contexts.readDockerfile();
  const dockerfile = parseDockerfile(text, { fileName });
  onEvent({ type: 'dockerfile', fileName, lines: dockerfile.lines });
  return planBuild({
    dockerfile,
    request,
    resolver,
    hostPlatform: hostPlatform(),
    contextTime: (name) => contexts.time(name),
    signal,
  });
}
