import type { ContentStore } from '@slipway/content';
import type { Database } from '@slipway/database';
import type { RegistryCommands } from './commands.ts';
import type { RegistryLimits } from './limits.ts';
import type { ManifestCache } from './manifests/manifest-cache.ts';
import type { Authority, PullObserver } from './ports/authority.ts';
import type { UploadSlots } from './ports/upload-slots.ts';
import type { Queries } from './queries.ts';
import type { RegistryTables } from './schema/tables.ts';

/** What the endpoints work with. */
export interface Services {
  readonly database: Database<RegistryTables>;
  readonly commands: RegistryCommands;
  readonly queries: Queries;
  readonly content: ContentStore;
  readonly authority: Authority;
  readonly pulls: PullObserver;
  readonly uploadSlots: UploadSlots | undefined;
  readonly limits: RegistryLimits;
  readonly manifestCache: ManifestCache;
  /** Ids of the uploads that requests of this process are working on. */
  readonly localUploads: Set<string>;
  /** Unix milliseconds. */
  readonly clock: () => number;
}
