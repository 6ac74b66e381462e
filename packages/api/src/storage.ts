import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAdministrator, byNamespaceOwner, byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();
const bytes = z.number().int();

/** What a repository takes. Each blob is counted once, however many of its images have it. */
export const repositoryStorageSchema = z.object({
  /** All that it links. */
  total_bytes: bytes,
  /** What would be free without it. */
  own_bytes: bytes,
  /** What other repositories link as well. */
  shared_bytes: bytes,
  /** What none of its manifests names: collected as garbage after a while. */
  unreferenced_bytes: bytes,
  blobs: z.number().int(),
  manifests: z.number().int(),
  tags: z.number().int(),
});

export const namespaceStorageSchema = z.object({
  /** What its repositories link, each blob once. */
  total_bytes: bytes,
  /** When it was counted; pushes and deletions show within a minute. */
  counted_at: time.nullable(),
  repositories: z.array(z.object({ name: z.string(), total_bytes: bytes })),
});

/** One collection of garbage, or what one would do. */
export const garbageRunSchema = z.object({
  id: z.number().int(),
  dry_run: z.boolean(),
  started_at: time,
  finished_at: time.nullable(),
  /** Blobs that repositories no longer name, by repository. */
  unlinked: z.number().int(),
  /** Blobs and manifests removed from the store. */
  blobs: z.number().int(),
  bytes,
  /** Files that no row led to: a crash left them. */
  orphans: z.number().int(),
  error: z.string().nullable(),
});

export const hubStorageSchema = z.object({
  blobs: z.number().int(),
  bytes,
  /** What repositories link, with each blob as often as it is linked: what deduplication saves. */
  linked_bytes: bytes,
  manifests: z.number().int(),
  tags: z.number().int(),
  repositories: z.number().int(),
  /** Linked by nothing: goes with the next collection after the grace period. */
  garbage_bytes: bytes,
  namespaces: z.array(z.object({ name: z.string(), total_bytes: bytes })),
  counted_at: time,
});

export type RepositoryStorage = z.infer<typeof repositoryStorageSchema>;
export type NamespaceStorage = z.infer<typeof namespaceStorageSchema>;
export type GarbageRun = z.infer<typeof garbageRunSchema>;
export type HubStorage = z.infer<typeof hubStorageSchema>;

const tag = 'Storage';
const administration = 'Administration';

/** What content takes, and how it is freed. */
export const storageRoutes = {
  repository: contract({
    id: 'storage.repository',
    method: 'GET',
    path: '/v2/namespaces/{namespace}/repositories/{repository}/storage',
    tag,
    summary: 'Get what a repository takes',
    access: byRepository('administer'),
    answers: { 200: { description: 'The figures', schema: repositoryStorageSchema } },
  }),
  namespace: contract({
    id: 'storage.namespace',
    method: 'GET',
    path: '/v2/namespaces/{namespace}/storage',
    tag,
    summary: 'Get what a namespace takes, its largest repositories first',
    access: byNamespaceOwner,
    answers: { 200: { description: 'The figures', schema: namespaceStorageSchema } },
  }),
  hub: contract({
    id: 'storage.hub',
    method: 'GET',
    path: '/v2/administration/storage',
    tag: administration,
    summary: 'Get what all content takes',
    access: byAdministrator,
    answers: { 200: { description: 'The figures', schema: hubStorageSchema } },
  }),
  garbageRuns: contract({
    id: 'garbage.runs',
    method: 'GET',
    path: '/v2/administration/garbage-collection',
    tag: administration,
    summary: 'List collections of garbage, newest first',
    access: byAdministrator,
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of runs', schema: pageSchema(garbageRunSchema) } },
  }),
  collectGarbage: contract({
    id: 'garbage.collect',
    method: 'POST',
    path: '/v2/administration/garbage-collection',
    tag: administration,
    summary: 'Collect garbage, or see what that would free',
    access: byAdministrator,
    body: z.object({ dry_run: z.boolean().default(false) }),
    answers: {
      200: { description: 'What a collection would do now', schema: garbageRunSchema },
      202: { description: 'One begins: see the list of runs' },
    },
  }),
};
