import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byRepository, filtered } from './route-access.ts';
import { contract } from './route-contract.ts';

const description = z.string().max(100);
const fullDescription = z.string().max(25_000);

/** `POST /v2/namespaces/{namespace}/repositories`. `registry` is Docker Hub's and means nothing here. */
export const createRepositorySchema = z.object({
  name: z
    .string()
    .min(2)
    .max(255)
    .regex(
      /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/,
      'lower-case letters, digits and . _ - between',
    ),
  namespace: z.string().optional(),
  description: description.optional(),
  full_description: fullDescription.optional(),
  is_private: z.boolean().optional(),
  sparse: z.boolean().optional(),
});

export const updateRepositorySchema = z.object({
  description: description.optional(),
  full_description: fullDescription.optional(),
  is_private: z.boolean().optional(),
  /** Whether manifests may name blobs that are absent. */
  sparse: z.boolean().optional(),
  /** Administrators alone: a closed repository is there for nobody else. */
  is_closed: z.boolean().optional(),
});

/** An entry of a list of repositories. */
export const repositoryEntrySchema = z.object({
  name: z.string(),
  namespace: z.string(),
  repository_type: z.literal('image').nullable(),
  status: z.number().int(),
  status_description: z.enum(['active', 'inactive']),
  description: z.string(),
  is_private: z.boolean(),
  star_count: z.number().int(),
  pull_count: z.number().int(),
  last_updated: z.iso.datetime(),
  last_modified: z.iso.datetime(),
  date_registered: z.iso.datetime(),
  affiliation: z.string(),
  media_types: z.array(z.string()),
  content_types: z.array(z.string()),
  categories: z.array(z.object({ name: z.string(), slug: z.string() })),
  storage_size: z.number().int().nullable(),
});

export const repositorySchema = repositoryEntrySchema.extend({
  user: z.string(),
  is_automated: z.boolean(),
  collaborator_count: z.number().int(),
  hub_user: z.string().nullable(),
  has_starred: z.boolean(),
  full_description: z.string(),
  permissions: z.object({ read: z.boolean(), write: z.boolean(), admin: z.boolean() }),
  immutable_tags_settings: z.object({ enabled: z.boolean(), rules: z.array(z.string()) }),
  sparse: z.boolean(),
});

export const repositoryPageSchema = pageSchema(repositoryEntrySchema);

export type RepositoryEntry = z.infer<typeof repositoryEntrySchema>;
export type Repository = z.infer<typeof repositorySchema>;

const list = '/v2/namespaces/{namespace}/repositories';
const one = `${list}/{repository}`;
const tag = 'Repositories';

/** Repositories of a namespace. */
export const repositoryRoutes = {
  list: contract({
    id: 'repository.list',
    method: 'GET',
    path: list,
    alsoAt: ['/v2/repositories/{namespace}'],
    tag,
    summary: 'List repositories in a namespace',
    access: filtered,
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of repositories', schema: repositoryPageSchema } },
  }),
  create: contract({
    id: 'repository.create',
    method: 'POST',
    path: list,
    alsoAt: ['/v2/repositories/{namespace}'],
    tag,
    summary: 'Create a repository',
    access: { kind: 'create-repository' },
    body: createRepositorySchema,
    answers: { 201: { description: 'The repository', schema: repositorySchema } },
  }),
  read: contract({
    id: 'repository.read',
    method: 'GET',
    path: one,
    alsoAt: ['/v2/repositories/{namespace}/{repository}'],
    tag,
    summary: 'Get a repository',
    access: byRepository('pull'),
    answers: { 200: { description: 'The repository', schema: repositorySchema } },
  }),
  update: contract({
    id: 'repository.update',
    method: 'PATCH',
    path: one,
    alsoAt: ['/v2/repositories/{namespace}/{repository}'],
    tag,
    summary: 'Change a repository',
    access: byRepository('administer'),
    body: updateRepositorySchema,
    answers: {
      200: { description: 'The repository', schema: repositorySchema },
      204: { description: 'The repository is closed, and so cannot be read any more' },
    },
  }),
  delete: contract({
    id: 'repository.delete',
    method: 'DELETE',
    path: one,
    alsoAt: ['/v2/repositories/{namespace}/{repository}'],
    tag,
    summary: 'Delete a repository',
    access: byRepository('administer'),
    answers: { 202: { description: 'Deleted' } },
  }),
};
