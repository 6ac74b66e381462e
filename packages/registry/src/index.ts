export { registryCommands } from './commands.ts';
export type { CollectOptions } from './garbage-collection/collect-garbage.ts';
export type { GarbageFigures } from './garbage-collection/garbage-run-commands.ts';
export { previewGarbage } from './garbage-collection/preview-garbage.ts';
export { defaultLimits, type RegistryLimits } from './limits.ts';
export { type RemovedManifest, removeManifest } from './manifests/remove-manifest.ts';
export type {
  Authority,
  Caller,
  ChallengeRequest,
  ClientTrace,
  Credentials,
  Decision,
  DeletedEvent,
  ManifestPush,
  PullObserver,
  PushHooks,
  RepositoryAction,
  RepositoryHandle,
  RepositoryOwner,
  TagChange,
} from './ports/authority.ts';
export type { RequestContext, RequestLog } from './ports/request-log.ts';
export type { UploadSlots } from './ports/upload-slots.ts';
export type { PushedEvent } from './pushed-event.ts';
export { createRegistry, type Registry, type RegistryDependencies } from './registry.ts';
export { removeRepositoryContents } from './remove-repository-contents.ts';
export type { RegistryRoute, RouteAction } from './routes.ts';
export { registryMigrations } from './schema/migrations.ts';
export type { ReferenceKind, RegistryTables } from './schema/tables.ts';
export { removeTag, setTag, type TagOutcome, type TagWriting } from './tags/tag-rows.ts';
