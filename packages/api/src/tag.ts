import { z } from 'zod';
import { contentTypeSchema } from './image.ts';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();

/** An image of a tag, one for each platform, in Docker Hub's shape. */
export const tagImageSchema = z.object({
  architecture: z.string(),
  features: z.string(),
  variant: z.string().nullable(),
  digest: z.string(),
  os: z.string(),
  os_features: z.string(),
  os_version: z.string().nullable(),
  /** Bytes, compressed. */
  size: z.number().int(),
  status: z.enum(['active', 'inactive']),
  last_pulled: time.nullable(),
  last_pushed: time.nullable(),
  /** Only where one tag is read. */
  layers: z
    .array(z.object({ digest: z.string(), size: z.number().int(), instruction: z.string() }))
    .optional(),
});

/** A tag in Docker Hub's shape: integers for ids, a boolean `v2`, a list of images. */
export const tagSchema = z.object({
  id: z.number().int(),
  name: z.string(),
  /** The account that pushed it; 0 where none is known. */
  creator: z.number().int(),
  last_updater: z.number().int(),
  last_updater_username: z.string(),
  last_updated: time,
  repository: z.number().int(),
  /** Compressed bytes of its image; of an index, those of the linux/amd64 image, else the first one's. */
  full_size: z.number().int(),
  v2: z.literal(true),
  /** `inactive`: neither pushed nor pulled for a month. */
  tag_status: z.enum(['active', 'inactive']),
  tag_last_pulled: time.nullable(),
  tag_last_pushed: time,
  media_type: z.string(),
  content_type: contentTypeSchema,
  digest: z.string(),
  images: z.array(tagImageSchema),
  /** Whether a rule keeps it from being moved and deleted. */
  is_immutable: z.boolean(),
});

export const tagPageSchema = pageSchema(tagSchema);

export const tagListQuerySchema = pageQuerySchema.extend({
  /** Part of the tag's name. */
  name: z.string().max(200).optional(),
  /** `name` is natural version order. Newest first by default. */
  ordering: z
    .enum(['name', '-name', 'last_updated', '-last_updated', 'size', '-size'])
    .optional()
    .catch(undefined),
});

/** What a tag named since then. */
export const tagHistoryEntrySchema = z.object({
  /** `set`: it named the digest from then on; `delete`: it named it until then. */
  action: z.enum(['set', 'delete']),
  digest: z.string(),
  at: time,
  by: z.string(),
  /** Whether the repository still has the manifest, so that it can be restored. */
  can_restore: z.boolean(),
  is_current: z.boolean(),
});

export const tagHistoryPageSchema = pageSchema(tagHistoryEntrySchema);

/** A digest that the tag named before. */
export const restoreTagSchema = z.object({ digest: z.string().max(150) });

/** Which tags may be set once only: none, all (no rules), or those that a rule matches as a whole. */
export const immutableTagsSchema = z.object({
  enabled: z.boolean(),
  rules: z.array(z.string()),
});

const rule = z.string().min(1).max(256);

/** Docker Hub's names of the members. */
export const updateImmutableTagsSchema = z.object({
  immutable_tags: z.boolean(),
  immutable_tags_rules: z.array(rule).max(50).default([]),
});

export const verifyImmutableTagsSchema = z.object({ regex: rule });

export type Tag = z.infer<typeof tagSchema>;
export type TagImage = z.infer<typeof tagImageSchema>;
export type TagHistoryEntry = z.infer<typeof tagHistoryEntrySchema>;
export type ImmutableTags = z.infer<typeof immutableTagsSchema>;

const one = '/v2/namespaces/{namespace}/repositories/{repository}';
const older = '/v2/repositories/{namespace}/{repository}';
const section = 'Tags';

/** Tags of a repository. */
export const tagRoutes = {
  list: contract({
    id: 'tag.list',
    method: 'GET',
    path: `${one}/tags`,
    alsoAt: [`${older}/tags`],
    tag: section,
    summary: 'List tags of a repository',
    access: byRepository('pull'),
    query: tagListQuerySchema,
    answers: { 200: { description: 'A page of tags', schema: tagPageSchema } },
  }),
  read: contract({
    id: 'tag.read',
    method: 'GET',
    path: `${one}/tags/{tag}`,
    alsoAt: [`${older}/tags/{tag}`],
    tag: section,
    summary: 'Get a tag',
    access: byRepository('pull'),
    answers: { 200: { description: 'The tag, its images with layers', schema: tagSchema } },
  }),
  delete: contract({
    id: 'tag.delete',
    method: 'DELETE',
    path: `${one}/tags/{tag}`,
    alsoAt: [`${older}/tags/{tag}`],
    tag: section,
    summary: 'Delete a tag',
    description: 'Its manifest stays, untagged, and can be restored from the tag’s history.',
    access: byRepository('delete'),
    answers: { 204: { description: 'Deleted' } },
  }),
  history: contract({
    id: 'tag.history',
    method: 'GET',
    path: `${one}/tags/{tag}/history`,
    tag: section,
    summary: 'List what a tag named, newest first',
    access: byRepository('pull'),
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of the history', schema: tagHistoryPageSchema } },
  }),
  restore: contract({
    id: 'tag.restore',
    method: 'POST',
    path: `${one}/tags/{tag}/restore`,
    tag: section,
    summary: 'Let a tag name a digest that it named before',
    access: byRepository('push'),
    body: restoreTagSchema,
    answers: { 200: { description: 'The tag', schema: tagSchema } },
  }),
  readImmutable: contract({
    id: 'tag.read-immutable',
    method: 'GET',
    path: `${one}/immutabletags`,
    tag: section,
    summary: 'Get which tags are immutable',
    access: byRepository('pull'),
    answers: { 200: { description: 'The rules', schema: immutableTagsSchema } },
  }),
  updateImmutable: contract({
    id: 'tag.update-immutable',
    method: 'PATCH',
    path: `${one}/immutabletags`,
    tag: section,
    summary: 'Choose which tags are immutable',
    description: 'Rules are regular expressions in RE2 syntax that match a whole tag.',
    access: byRepository('administer'),
    body: updateImmutableTagsSchema,
    answers: { 200: { description: 'The rules', schema: immutableTagsSchema } },
  }),
  verifyImmutable: contract({
    id: 'tag.verify-immutable',
    method: 'POST',
    path: `${one}/immutabletags/verify`,
    tag: section,
    summary: 'See which tags a rule matches',
    access: byRepository('pull'),
    body: verifyImmutableTagsSchema,
    answers: {
      200: {
        description: 'The first 1000 tags in natural order',
        schema: z.object({ tags: z.array(z.string()), count: z.number().int() }),
      },
    },
  }),
};
