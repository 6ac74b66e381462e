import { z } from 'zod';
import { categorySchema, categorySlugs } from './category.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAccount, byAdministrator, byRepository, filtered } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();
const description = z.string().max(100);
const fullDescription = z.string().max(25_000);

const name = z
  .string()
  .min(2)
  .max(255)
  .regex(/^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/, 'lower-case letters, digits and . _ - between');

/** By slug, or as answers have them. */
const categories = z
  .array(z.union([z.enum(categorySlugs), z.object({ slug: z.enum(categorySlugs) })]))
  .max(3)
  .transform((given) => [
    ...new Set(given.map((each) => (typeof each === 'string' ? each : each.slug))),
  ]);

/** `POST /v2/namespaces/{namespace}/repositories`. `registry` is Docker Hub's and means nothing here. */
export const createRepositorySchema = z.object({
  name,
  namespace: z.string().optional(),
  description: description.optional(),
  full_description: fullDescription.optional(),
  is_private: z.boolean().optional(),
  categories: categories.optional(),
  sparse: z.boolean().optional(),
});

/** `POST /v2/repositories`: the namespace is said in the body. */
export const createRepositoryAnywhereSchema = createRepositorySchema.extend({
  namespace: z.string(),
});

export const updateRepositorySchema = z.object({
  description: description.optional(),
  full_description: fullDescription.optional(),
  is_private: z.boolean().optional(),
  categories: categories.optional(),
  /** As Terraform's provider sends them: rules joined by commas, or a list. */
  immutable_tags: z.boolean().optional(),
  immutable_tags_rules: z.union([z.string(), z.array(z.string())]).optional(),
  /** Whether manifests may name blobs that are absent. */
  sparse: z.boolean().optional(),
  /** Administrators alone: a closed repository is there for nobody else. */
  is_closed: z.boolean().optional(),
});

export const badgeSchema = z.enum(['official', 'verified_publisher', 'open_source', 'none']);

/** An entry of a list of repositories. */
export const repositoryEntrySchema = z.object({
  name: z.string(),
  namespace: z.string(),
  repository_type: z.literal('image').nullable(),
  /** 1: active, 0: not (archived, or closed by an administrator). */
  status: z.number().int(),
  status_description: z.enum(['active', 'inactive']),
  description: z.string(),
  is_private: z.boolean(),
  star_count: z.number().int(),
  pull_count: z.number().int(),
  /** The last push; before any, when it was made. */
  last_updated: time,
  /** The last change of its settings. */
  last_modified: time,
  date_registered: time,
  affiliation: z.string(),
  media_types: z.array(z.string()),
  content_types: z.array(z.string()),
  categories: z.array(categorySchema),
  /** Bytes that it links; null where not yet counted. */
  storage_size: z.number().int().nullable(),
  /** Ours: pulled from still, never pushed to. */
  is_archived: z.boolean(),
  /** Ours: given by an administrator. */
  badge: badgeSchema,
});

export const repositorySchema = repositoryEntrySchema.extend({
  /** Ours: of its tags' and access tokens' rows. */
  id: z.number().int(),
  user: z.string(),
  is_automated: z.boolean(),
  collaborator_count: z.number().int(),
  hub_user: z.string().nullable(),
  has_starred: z.boolean(),
  full_description: z.string(),
  permissions: z.object({ read: z.boolean(), write: z.boolean(), admin: z.boolean() }),
  immutable_tags_settings: z.object({ enabled: z.boolean(), rules: z.array(z.string()) }),
  source: z.string().nullable(),
  sparse: z.boolean(),
  is_closed: z.boolean(),
  /** The name that was asked for, where the repository has been renamed since: pages lead on. */
  renamed_from: z.string().nullable(),
});

export const repositoryPageSchema = pageSchema(repositoryEntrySchema);

export const repositoryListQuerySchema = pageQuerySchema.extend({
  /** Part of the name. */
  name: z.string().max(255).optional(),
  /** By name unless asked otherwise; `-` for the other way round. */
  ordering: z
    .enum([
      ...(['name', '-name', 'last_updated', '-last_updated'] as const),
      ...(['pull_count', '-pull_count', 'star_count', '-star_count'] as const),
    ])
    .optional()
    .catch(undefined),
});

/** A transfer that waits to be accepted. */
export const transferSchema = z.object({
  id: z.number().int(),
  /** `namespace/name` as it is. */
  repository: z.string(),
  /** As it would be. */
  target: z.string(),
  offered_by: z.string(),
  offered_at: time,
  expires_at: time,
});

/** A former name, which goes on leading to the repository. */
export const aliasSchema = z.object({ name: z.string(), created_at: time });

export const renameRepositorySchema = z.object({ name });

export const transferRepositorySchema = z.object({
  namespace: z.string().min(1).max(255),
  /** As it is, where not said. */
  name: name.optional(),
});

/** What goes with a repository. */
export const deletionPreviewSchema = z.object({
  repository: z.string(),
  tags: z.number().int(),
  manifests: z.number().int(),
  star_count: z.number().int(),
  pull_count: z.number().int(),
  collaborators: z.number().int(),
  teams: z.number().int(),
  /** Former names, which stop working. */
  aliases: z.array(z.string()),
  /** Bytes that it links. */
  total_bytes: z.number().int(),
  /** Bytes that no other repository links: freed once garbage has been collected. */
  reclaimed_bytes: z.number().int(),
});

export type RepositoryEntry = z.infer<typeof repositoryEntrySchema>;
export type Repository = z.infer<typeof repositorySchema>;
export type RepositoryOrdering = NonNullable<z.infer<typeof repositoryListQuerySchema>['ordering']>;
export type RepositoryTransfer = z.infer<typeof transferSchema>;
export type RepositoryAlias = z.infer<typeof aliasSchema>;
export type DeletionPreview = z.infer<typeof deletionPreviewSchema>;
export type Badge = z.infer<typeof badgeSchema>;

const list = '/v2/namespaces/{namespace}/repositories';
const one = `${list}/{repository}`;
const older = '/v2/repositories/{namespace}/{repository}';
const tag = 'Repositories';
const theRepository = { 200: { description: 'The repository', schema: repositorySchema } };
const nothing = (description: string) => ({ 204: { description } });

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
    query: repositoryListQuerySchema,
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
  createAnywhere: contract({
    id: 'repository.create-anywhere',
    method: 'POST',
    path: '/v2/repositories',
    tag,
    summary: 'Create a repository in the namespace that the body names',
    access: byAccount,
    body: createRepositoryAnywhereSchema,
    answers: { 201: { description: 'The repository', schema: repositorySchema } },
  }),
  read: contract({
    id: 'repository.read',
    method: 'GET',
    path: one,
    alsoAt: [older],
    tag,
    summary: 'Get a repository',
    description:
      'By a former name too: `renamed_from` is that name, `namespace` and `name` are the true ones.',
    access: byRepository('pull'),
    answers: theRepository,
  }),
  update: contract({
    id: 'repository.update',
    method: 'PATCH',
    path: one,
    alsoAt: [older],
    tag,
    summary: 'Change a repository',
    access: byRepository('administer'),
    body: updateRepositorySchema,
    answers: {
      ...theRepository,
      ...nothing('The repository is closed, and so cannot be read any more'),
    },
  }),
  setPrivacy: contract({
    id: 'repository.set-privacy',
    method: 'POST',
    path: `${one}/privacy`,
    alsoAt: [`${older}/privacy`],
    tag,
    summary: 'Make a repository private or public',
    access: byRepository('administer'),
    body: z.object({ is_private: z.boolean() }),
    answers: theRepository,
  }),
  delete: contract({
    id: 'repository.delete',
    method: 'DELETE',
    path: one,
    alsoAt: [older],
    tag,
    summary: 'Delete a repository',
    description: 'Its names are quarantined: for a time only this namespace may use them again.',
    access: byRepository('administer'),
    query: z.object({
      /** The repository's name typed by somebody: refused where it is another. */
      confirm: z.string().max(300).optional(),
    }),
    answers: { 202: { description: 'Deleted' } },
  }),
  previewDeletion: contract({
    id: 'repository.preview-deletion',
    method: 'GET',
    path: `${one}/deletion`,
    tag,
    summary: 'See what goes with a repository',
    access: byRepository('administer'),
    answers: { 200: { description: 'What goes', schema: deletionPreviewSchema } },
  }),
  rename: contract({
    id: 'repository.rename',
    method: 'POST',
    path: `${one}/rename`,
    tag,
    summary: 'Rename a repository; the old name goes on working',
    access: byRepository('administer'),
    body: renameRepositorySchema,
    answers: theRepository,
  }),
  transfer: contract({
    id: 'repository.transfer',
    method: 'POST',
    path: `${one}/transfer`,
    tag,
    summary: 'Move a repository to another namespace; the old name goes on working',
    description:
      'At once where the caller may create repositories there; otherwise whoever may must accept. Collaborators, teams’ permissions and webhooks stay behind; stars, counts and access tokens’ choices come along.',
    access: byRepository('administer'),
    body: transferRepositorySchema,
    answers: {
      ...theRepository,
      202: { description: 'Offered: it moves when it is accepted', schema: transferSchema },
    },
  }),
  readTransfer: contract({
    id: 'repository.read-transfer',
    method: 'GET',
    path: `${one}/transfer`,
    tag,
    summary: 'Get the transfer that waits to be accepted, if one does',
    access: byRepository('administer'),
    answers: {
      200: { description: 'It', schema: z.object({ transfer: transferSchema.nullable() }) },
    },
  }),
  withdrawTransfer: contract({
    id: 'repository.withdraw-transfer',
    method: 'DELETE',
    path: `${one}/transfer`,
    tag,
    summary: 'Withdraw the transfer that waits to be accepted',
    access: byRepository('administer'),
    answers: nothing('Withdrawn'),
  }),
  listOffers: contract({
    id: 'repository.list-offers',
    method: 'GET',
    path: '/v2/user/transfers',
    tag,
    summary: 'List repositories offered to the namespaces where one may create them',
    access: byAccount,
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of offers', schema: pageSchema(transferSchema) } },
  }),
  acceptOffer: contract({
    id: 'repository.accept-offer',
    method: 'POST',
    path: '/v2/user/transfers/{id}/accept',
    tag,
    summary: 'Take an offered repository over',
    access: byAccount,
    answers: theRepository,
  }),
  declineOffer: contract({
    id: 'repository.decline-offer',
    method: 'DELETE',
    path: '/v2/user/transfers/{id}',
    tag,
    summary: 'Decline an offered repository',
    access: byAccount,
    answers: nothing('Declined'),
  }),
  listAliases: contract({
    id: 'repository.list-aliases',
    method: 'GET',
    path: `${one}/aliases`,
    tag,
    summary: 'List the former names that lead to a repository',
    access: byRepository('administer'),
    answers: {
      200: {
        description: 'All of them, newest first',
        schema: z.object({ results: z.array(aliasSchema) }),
      },
    },
  }),
  removeAlias: contract({
    id: 'repository.remove-alias',
    method: 'DELETE',
    path: `${one}/aliases/{alias_namespace}/{alias_name}`,
    tag,
    summary: 'Let a former name lead nowhere any more',
    description: 'It is quarantined: for a time only this namespace may use it again.',
    access: byRepository('administer'),
    answers: nothing('Removed'),
  }),
  archive: contract({
    id: 'repository.archive',
    method: 'POST',
    path: `${one}/archive`,
    tag,
    summary: 'Archive a repository: it can be pulled from, and not pushed to',
    access: byRepository('administer'),
    answers: theRepository,
  }),
  unarchive: contract({
    id: 'repository.unarchive',
    method: 'POST',
    path: `${one}/unarchive`,
    tag,
    summary: 'Let an archived repository be pushed to again',
    access: byRepository('administer'),
    answers: theRepository,
  }),
  setBadge: contract({
    id: 'repository.set-badge',
    method: 'PUT',
    path: `${one}/badge`,
    tag: 'Administration',
    summary: 'Give a repository a badge, or take it away',
    access: byAdministrator,
    body: z.object({ badge: badgeSchema }),
    answers: theRepository,
  }),
  readNamespaceBadge: contract({
    id: 'namespace.read-badge',
    method: 'GET',
    path: '/v2/namespaces/{namespace}/badge',
    tag,
    summary: 'Get the badge of all repositories of a namespace',
    access: filtered,
    answers: { 200: { description: 'The badge', schema: z.object({ badge: badgeSchema }) } },
  }),
  setNamespaceBadge: contract({
    id: 'namespace.set-badge',
    method: 'PUT',
    path: '/v2/namespaces/{namespace}/badge',
    tag: 'Administration',
    summary: 'Give all repositories of a namespace a badge, or take it away',
    access: byAdministrator,
    body: z.object({ badge: badgeSchema }),
    answers: { 200: { description: 'The badge', schema: z.object({ badge: badgeSchema }) } },
  }),
};
