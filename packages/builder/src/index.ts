export { build, buildFromCache } from './build.ts';
export { type CacheEntry, type CachePlace, cacheUsage } from './cache/cache-usage.ts';
export { type Pruned, type PruneOptions, pruneCache } from './cache/prune-cache.ts';
export { BuildError, type BuildErrorCode, type BuildErrorOptions } from './errors.ts';
export type { BuildEvent, BuildEventListener } from './events/build-event.ts';
export { createImageResolver, type ImageResolverOptions } from './images/create-image-resolver.ts';
export type { ImageResolver, ResolvedImage, ResolveOptions } from './ports/images.ts';
export type { BuildEnvironment, BuildResult, BuildSummary } from './ports/result.ts';
export type {
  BuildRequest,
  CacheRequest,
  ContextSource,
  OutputRequest,
  SecretRequest,
  SshRequest,
} from './request/build-request.ts';
