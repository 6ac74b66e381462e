export {
  type ArchiveEntry,
  type ArchiveEntryName,
  type ArchiveImageOptions,
  type ArchiveWriter,
  createArchiveSource,
  createArchiveTarget,
  createArchiveWriter,
} from './archive/archive-image.ts';
export type {
  FetchedManifest,
  PingOptions,
  PushManifestOptions,
  RegistryClient,
  RegistryClientOptions,
  RemoteRepository,
  RetryOptions,
} from './client.ts';
export { copyImage } from './copy/copy-image.ts';
export { Limiter } from './copy/limiter.ts';
export type { CopyOptions, CopyPhase, CopyProgress, CopyResult } from './copy/options.ts';
export type {
  Credential,
  CredentialSource,
  CredentialStore,
  StoredAt,
} from './credentials/credential.ts';
export {
  createDockerCredentials,
  type DockerCredentialsOptions,
} from './credentials/docker-credentials.ts';
export {
  isRemoteError,
  RemoteError,
  type RemoteErrorCode,
  type RemoteErrorOptions,
} from './errors.ts';
export {
  createLayoutSource,
  createLayoutTarget,
  type LayoutOptions,
} from './layout/layout-image.ts';
export {
  entryName,
  layoutMarker,
  refNameAnnotation,
  withoutName,
} from './layout/layout-index.ts';
export { changeLayoutEntries, readLayoutEntries } from './layout/update-index.ts';
export type {
  BlobOffer,
  BlobOutcome,
  BlobReadOptions,
  Cancellable,
  FileAppender,
  FileReader,
  ImageSource,
  ImageTarget,
  RepositoryLocation,
} from './ports.ts';
export { createRegistryClient } from './registry-client.ts';
export { createRegistrySource, createRegistryTarget } from './repository/registry-image.ts';
