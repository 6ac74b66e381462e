import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byNamespaceOwner, byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();
const pattern = z.string().min(1).max(256);
const days = z.number().int().min(1).max(36_500);

/**
 * What happens to the tags that `tags` (RE2 syntax) matches as a whole: each stays that one of the
 * conditions keeps. At least one must be there.
 */
export const retentionRuleSchema = z
  .object({
    tags: pattern,
    /** So many stay, the newest by push or the highest versions. */
    keep_last: z.number().int().min(1).max(100_000).nullable().default(null),
    keep_last_by: z.enum(['push', 'version']).default('push'),
    /** Those pushed within so many days stay. */
    keep_pushed_days: days.nullable().default(null),
    /** Those pulled, or pushed, within so many days stay. */
    keep_pulled_days: days.nullable().default(null),
  })
  .refine(
    (rule) =>
      rule.keep_last !== null || rule.keep_pushed_days !== null || rule.keep_pulled_days !== null,
    'says nothing to keep: give keep_last, keep_pushed_days or keep_pulled_days',
  );

/**
 * Which tags and manifests go by themselves. The first rule that matches a tag decides; tags that
 * none matches stay, and so do immutable tags.
 */
export const retentionPolicySchema = z.object({
  enabled: z.boolean(),
  /** Tags that stay whatever the rules say. */
  always_keep: z.array(pattern).max(50).default([]),
  rules: z.array(retentionRuleSchema).max(50).default([]),
  /** Manifests that no tag has named for so many days go; null: they stay. */
  untagged_days: days.nullable().default(null),
});

/** A repository's policy: its own, or its namespace's. */
export const effectiveRetentionSchema = retentionPolicySchema.extend({
  /** `none`: nothing goes by itself. */
  source: z.enum(['repository', 'namespace', 'none']),
});

export const retentionPreviewSchema = z.object({
  tags: z.array(z.object({ name: z.string(), digest: z.string(), reason: z.string() })),
  manifests: z.array(z.object({ digest: z.string(), reason: z.string() })),
  /** How many go; the lists have the first 1000 of each. */
  tag_count: z.number().int(),
  manifest_count: z.number().int(),
  kept_tags: z.number().int(),
  /** Bytes that nothing else of any repository links. */
  reclaimed_bytes: z.number().int(),
});

export const retentionRunSchema = z.object({
  id: z.number().int(),
  at: time,
  tags: z.number().int(),
  manifests: z.number().int(),
  reclaimed_bytes: z.number().int(),
});

export type RetentionRule = z.infer<typeof retentionRuleSchema>;
export type RetentionPolicy = z.infer<typeof retentionPolicySchema>;
export type EffectiveRetention = z.infer<typeof effectiveRetentionSchema>;
export type RetentionPreview = z.infer<typeof retentionPreviewSchema>;

const ofRepository = '/v2/namespaces/{namespace}/repositories/{repository}/retention';
const ofNamespace = '/v2/namespaces/{namespace}/retention';
const tag = 'Retention';

/** Rules by which tags and manifests go. */
export const retentionRoutes = {
  read: contract({
    id: 'retention.read',
    method: 'GET',
    path: ofRepository,
    tag,
    summary: 'Get the retention rules that hold for a repository',
    access: byRepository('administer'),
    answers: { 200: { description: 'The policy', schema: effectiveRetentionSchema } },
  }),
  update: contract({
    id: 'retention.update',
    method: 'PUT',
    path: ofRepository,
    tag,
    summary: 'Give a repository retention rules of its own',
    access: byRepository('administer'),
    body: retentionPolicySchema,
    answers: { 200: { description: 'The policy', schema: effectiveRetentionSchema } },
  }),
  remove: contract({
    id: 'retention.delete',
    method: 'DELETE',
    path: ofRepository,
    tag,
    summary: 'Let the namespace’s retention rules hold for a repository',
    access: byRepository('administer'),
    answers: { 200: { description: 'The policy', schema: effectiveRetentionSchema } },
  }),
  preview: contract({
    id: 'retention.preview',
    method: 'POST',
    path: `${ofRepository}/preview`,
    tag,
    summary: 'See what retention rules would delete now',
    access: byRepository('administer'),
    body: z.object({
      /** The repository's own by default, as if they were enabled. */
      policy: retentionPolicySchema.optional(),
    }),
    answers: { 200: { description: 'What would go, and why', schema: retentionPreviewSchema } },
  }),
  runs: contract({
    id: 'retention.runs',
    method: 'GET',
    path: `${ofRepository}/runs`,
    tag,
    summary: 'List what retention rules deleted, newest first',
    access: byRepository('administer'),
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of runs', schema: pageSchema(retentionRunSchema) } },
  }),
  readNamespace: contract({
    id: 'retention.read-namespace',
    method: 'GET',
    path: ofNamespace,
    tag,
    summary: 'Get the retention rules of a namespace',
    access: byNamespaceOwner,
    answers: { 200: { description: 'The policy', schema: retentionPolicySchema } },
  }),
  updateNamespace: contract({
    id: 'retention.update-namespace',
    method: 'PUT',
    path: ofNamespace,
    tag,
    summary: 'Choose the retention rules of repositories that have none of their own',
    access: byNamespaceOwner,
    body: retentionPolicySchema,
    answers: { 200: { description: 'The policy', schema: retentionPolicySchema } },
  }),
};
