import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ContentStore } from '@slipway/content';
import type { Database } from '@slipway/database';
import { OciError } from '@slipway/oci';
import { makeRegistryCommands } from './commands.ts';
import { dispatch } from './dispatch.ts';
import {
  type CollectOptions,
  collectGarbage,
  finishRemovals,
} from './garbage-collection/collect-garbage.ts';
import type { GarbageFigures } from './garbage-collection/garbage-run-commands.ts';
import { answerError } from './http/error-response.ts';
import { defaultLimits, type RegistryLimits } from './limits.ts';
import { ManifestCache } from './manifests/manifest-cache.ts';
import { matchPath } from './match-path.ts';
import type { Authority, PullObserver, RepositoryOwner } from './ports/authority.ts';
import type { RequestContext } from './ports/request-log.ts';
import type { UploadSlots } from './ports/upload-slots.ts';
import { prepareQueries } from './queries.ts';
import { type RegistryRoute, registryRoutes } from './routes.ts';
import type { RegistryTables } from './schema/tables.ts';
import type { Services } from './services.ts';
import { expireUploads } from './uploads/expire-uploads.ts';

/** What a registry is made from. */
export interface RegistryDependencies {
  /** Opened with `registryCommands(owner)` and `registryMigrations`. */
  readonly database: Database<RegistryTables>;
  readonly content: ContentStore;
  readonly authority: Authority;
  readonly owner: RepositoryOwner;
  readonly pulls: PullObserver;
  /** Absent: uploads are not limited. */
  readonly uploadSlots?: UploadSlots;
  /** What is not named keeps its default. */
  readonly limits?: Partial<RegistryLimits>;
  /** Unix milliseconds; the machine's clock by default. */
  readonly clock?: () => number;
}

/** The distribution server. */
export interface Registry {
  /** Every route, as it is dispatched. */
  readonly routes: readonly RegistryRoute[];
  /** Answers one request for a path under `/v2/`. Resolves when the answer is given; never rejects. */
  handle(
    request: IncomingMessage,
    response: ServerResponse,
    context: RequestContext,
  ): Promise<void>;
  /** Removes uploads that nobody works on any more; answers how many. Call it now and then. */
  expireUploads(): Promise<number>;
  /** Removes what nothing has needed for the grace period. Call it now and then. */
  collectGarbage(options?: CollectOptions): Promise<GarbageFigures>;
  /** Ends removals whose collection died, which pushes of the same bytes wait for; answers how many. */
  finishRemovals(): Promise<number>;
}

/** Makes a registry. It holds no timers and nothing to close. */
export function createRegistry(dependencies: RegistryDependencies): Registry {
  const { database, content, authority, owner, pulls, uploadSlots } = dependencies;
  const limits = { ...defaultLimits, ...dependencies.limits };
  const services: Services = {
    database,
    commands: makeRegistryCommands(owner),
    queries: prepareQueries(database),
    content,
    authority,
    pulls,
    uploadSlots,
    limits,
    manifestCache: new ManifestCache(content, limits.manifestCacheBytes),
    localUploads: new Set(),
    clock: dependencies.clock ?? Date.now,
  };
  return {
    routes: registryRoutes,
    handle: async (request, response, context) => {
      try {
        const url = request.url ?? '/';
        const mark = url.indexOf('?');
        const match = matchPath(mark < 0 ? url : url.slice(0, mark));
        if (!match) throw new OciError('UNSUPPORTED', 'no such endpoint', { status: 404 });
        const query = mark < 0 ? '' : url.slice(mark + 1);
        await dispatch({ services, request, response, context, match, query });
      } catch (error) {
        answerError(error, { request, response, context });
      }
    },
    expireUploads: () => expireUploads(services),
    collectGarbage: (options) => collectGarbage(services, options),
    finishRemovals: () => finishRemovals(services),
  };
}
