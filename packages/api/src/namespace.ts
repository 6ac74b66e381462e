import { z } from 'zod';
import { organizationRoleSchema } from './organization.ts';
import { filtered } from './route-access.ts';
import { contract } from './route-contract.ts';

/** What a namespace's page shows. Counts are of what the caller may see; null where none of it is. */
export const namespaceSchema = z.object({
  name: z.string(),
  kind: z.enum(['personal', 'organization', 'official']),
  full_name: z.string(),
  description: z.string(),
  company: z.string(),
  location: z.string(),
  website: z.string(),
  avatar_url: z.string(),
  date_joined: z.iso.datetime(),
  repository_count: z.number().int(),
  /** For members. */
  member_count: z.number().int().nullable(),
  team_count: z.number().int().nullable(),
  /** The caller's in the organization. */
  role: organizationRoleSchema.nullable(),
  /** Whether the caller makes repositories here. */
  may_create: z.boolean(),
  /** Whether the caller changes its settings. */
  may_administer: z.boolean(),
});

export type Namespace = z.infer<typeof namespaceSchema>;

/** Namespaces of all kinds. */
export const namespaceRoutes = {
  read: contract({
    id: 'namespace.read',
    method: 'GET',
    path: '/v2/namespaces/{namespace}',
    tag: 'Namespaces',
    summary: 'Get the summary of a namespace',
    access: filtered,
    answers: { 200: { description: 'The namespace', schema: namespaceSchema } },
  }),
};
