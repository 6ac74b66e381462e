import { z } from 'zod';
import { pageSchema } from './page.ts';

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
