import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAdministrator, byNamespaceOwner } from './route-access.ts';
import { contract } from './route-contract.ts';

/** How much of something is used, and may be; null where there is no limit. */
const usedOf = z.object({ used: z.number().int(), limit: z.number().int().nullable() });

/** What a namespace uses, and may use. */
export const namespaceUsageSchema = z.object({
  namespace: z.string(),
  /** What its repositories link, each blob once in each of them. */
  storage_bytes: usedOf,
  repositories: usedOf,
  private_repositories: usedOf,
  /** Whether an administrator has set limits for this namespace, and not the hub's hold. */
  is_custom: z.boolean(),
});

/** A limit of its own, none (null), or the hub's (`default`). */
const limit = z.union([
  z.number().int().min(0).max(Number.MAX_SAFE_INTEGER),
  z.null(),
  z.literal('default'),
]);

export const setQuotaSchema = z.object({
  storage_bytes: limit.optional(),
  repositories: limit.optional(),
  private_repositories: limit.optional(),
});

export type NamespaceUsage = z.infer<typeof namespaceUsageSchema>;

const usage = { 200: { description: 'The figures', schema: namespaceUsageSchema } };

/** What namespaces use, and may use. */
export const quotaRoutes = {
  read: contract({
    id: 'quota.read',
    method: 'GET',
    path: '/v2/namespaces/{namespace}/usage',
    tag: 'Quotas',
    summary: 'Get what a namespace uses and may use',
    access: byNamespaceOwner,
    answers: usage,
  }),
  set: contract({
    id: 'quota.set',
    method: 'PUT',
    path: '/v2/namespaces/{namespace}/quota',
    tag: 'Administration',
    summary: 'Limit what a namespace may use',
    description: 'What is not named stays as it is.',
    access: byAdministrator,
    body: setQuotaSchema,
    answers: usage,
  }),
  list: contract({
    id: 'quota.list',
    method: 'GET',
    path: '/v2/administration/quotas',
    tag: 'Administration',
    summary: 'List namespaces with what they use, most bytes first',
    access: byAdministrator,
    query: pageQuerySchema,
    answers: { 200: { description: 'A page', schema: pageSchema(namespaceUsageSchema) } },
  }),
};
