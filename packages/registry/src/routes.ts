import { deleteBlob } from './blobs/delete-blob.ts';
import { getBlob } from './blobs/get-blob.ts';
import { listCatalog } from './catalog/list-catalog.ts';
import type { Exchange, ExistingRepositoryExchange, RepositoryExchange } from './exchange.ts';
import { sendJson } from './http/respond.ts';
import { deleteManifest } from './manifests/delete-manifest.ts';
import { getManifest } from './manifests/get-manifest.ts';
import { putManifest } from './manifests/put-manifest.ts';
import type { RepositoryAction } from './ports/authority.ts';
import { listReferrers } from './referrers/list-referrers.ts';
import { listTags } from './tags/list-tags.ts';
import { appendChunk } from './uploads/append-chunk.ts';
import { finishUpload } from './uploads/finish-upload.ts';
import { startUpload } from './uploads/start-upload.ts';
import { cancelUpload, getUpload } from './uploads/upload-status.ts';

/** What a route asks permission for. */
export type RouteAction = RepositoryAction | 'catalog' | 'ping';

/** One route as it is dispatched, for whoever checks that each is guarded. */
export interface RegistryRoute {
  readonly id: string;
  readonly method: string;
  readonly template: string;
  readonly action: RouteAction;
}

/** How a route runs: `name` routes take a repository that may be absent, `repository` ones do not. */
type Handling =
  | { readonly needs: 'nothing'; readonly run: (exchange: Exchange) => Promise<void> | void }
  | { readonly needs: 'name'; readonly run: (exchange: RepositoryExchange) => Promise<void> }
  | {
      readonly needs: 'repository';
      readonly run: (exchange: ExistingRepositoryExchange) => Promise<void>;
    };

/** A route with what it runs. */
export type Endpoint = Handling & { readonly id: string; readonly action: RouteAction };

/** The methods of one kind of path. */
export interface Resource {
  readonly template: string;
  readonly methods: Readonly<Partial<Record<string, Endpoint>>>;
}

const existing = (
  id: string,
  action: RepositoryAction,
  run: (exchange: ExistingRepositoryExchange) => Promise<void>,
): Endpoint => ({ id, action, needs: 'repository', run });

const named = (
  id: string,
  action: RepositoryAction,
  run: (exchange: RepositoryExchange) => Promise<void>,
): Endpoint => ({ id, action, needs: 'name', run });

const ping = ({ response }: Exchange) => sendJson(response, 200, {});

/** Every path the registry knows, by kind: the dispatcher's own table. */
export const resources = {
  root: {
    template: '/v2/',
    methods: {
      GET: { id: 'ping', action: 'ping', needs: 'nothing', run: ping },
      HEAD: { id: 'ping-head', action: 'ping', needs: 'nothing', run: ping },
    },
  },
  catalog: {
    template: '/v2/_catalog',
    methods: { GET: { id: 'list-catalog', action: 'catalog', needs: 'nothing', run: listCatalog } },
  },
  tags: {
    template: '/v2/<name>/tags/list',
    methods: { GET: existing('list-tags', 'pull', listTags) },
  },
  manifest: {
    template: '/v2/<name>/manifests/<reference>',
    methods: {
      GET: existing('get-manifest', 'pull', getManifest),
      HEAD: existing('head-manifest', 'pull', getManifest),
      PUT: named('put-manifest', 'push', putManifest),
      DELETE: existing('delete-manifest', 'delete', deleteManifest),
    },
  },
  blob: {
    template: '/v2/<name>/blobs/<digest>',
    methods: {
      GET: existing('get-blob', 'pull', getBlob),
      HEAD: existing('head-blob', 'pull', getBlob),
      DELETE: existing('delete-blob', 'delete', deleteBlob),
    },
  },
  uploads: {
    template: '/v2/<name>/blobs/uploads/',
    methods: { POST: named('start-upload', 'push', startUpload) },
  },
  upload: {
    template: '/v2/<name>/blobs/uploads/<id>',
    methods: {
      GET: existing('get-upload', 'push', getUpload),
      PATCH: existing('append-chunk', 'push', appendChunk),
      PUT: existing('finish-upload', 'push', finishUpload),
      DELETE: existing('cancel-upload', 'push', cancelUpload),
    },
  },
  referrers: {
    template: '/v2/<name>/referrers/<digest>',
    methods: { GET: named('list-referrers', 'pull', listReferrers) },
  },
} as const satisfies Record<string, Resource>;

/** Every route, read from the dispatcher's table. */
export const registryRoutes: readonly RegistryRoute[] = Object.values(
  resources as Record<string, Resource>,
).flatMap(({ template, methods }) =>
  Object.entries(methods).flatMap(([method, endpoint]) =>
    endpoint ? [{ id: endpoint.id, method, template, action: endpoint.action }] : [],
  ),
);
