import { z } from 'zod';
import { pageQuerySchema } from './page.ts';
import { byOrganization } from './route-access.ts';
import { contract } from './route-contract.ts';

/** What a token may do with a repository; Docker Hub's older names of the same are taken as well. */
export const organizationTokenScopes = ['repo-pull', 'repo-push'] as const;

// A repository is `org/repo`; every public one, to pull, is Docker Hub's `*/*/public`. `TYPE_ORG`
// (members, teams, invitations) is refused: tokens reach repositories only.
/** What a token reaches. */
export const organizationTokenResourceSchema = z.object({
  type: z.enum(['TYPE_REPO', 'TYPE_ORG']),
  path: z.string().max(320),
  scopes: z.array(z.string().max(40)).min(1).max(10),
});

const label = z.string().min(1).max(100);
const description = z.string().max(300);
const resources = z.array(organizationTokenResourceSchema).max(51);

export const createOrganizationTokenSchema = z.object({
  label,
  description: description.optional(),
  resources: resources.default([]),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
});

export const updateOrganizationTokenSchema = z.object({
  label: label.optional(),
  description: description.optional(),
  resources: resources.optional(),
  is_active: z.boolean().optional(),
});

export const organizationTokenSchema = z.object({
  id: z.uuid(),
  label: z.string(),
  description: z.string(),
  created_by: z.string(),
  is_active: z.boolean(),
  created_at: z.iso.datetime(),
  expires_at: z.iso.datetime().nullable(),
  last_used_at: z.iso.datetime().nullable(),
});

export const organizationTokenDetailSchema = organizationTokenSchema.extend({
  resources: z.array(organizationTokenResourceSchema),
});

export const newOrganizationTokenSchema = organizationTokenDetailSchema.extend({
  token: z.string(),
});

export type OrganizationToken = z.infer<typeof organizationTokenSchema>;
export type OrganizationTokenDetail = z.infer<typeof organizationTokenDetailSchema>;
export type OrganizationTokenResource = z.infer<typeof organizationTokenResourceSchema>;

const list = '/v2/orgs/{org}/access-tokens';
const one = `${list}/{access_token_id}`;
const common = { tag: 'Organization access tokens', access: byOrganization('owner') } as const;
const answer = { 200: { description: 'The token', schema: organizationTokenDetailSchema } };

/** Tokens that speak for an organization: for builds that belong to nobody. */
export const organizationTokenRoutes = {
  list: contract({
    ...common,
    id: 'organization-token.list',
    method: 'GET',
    path: list,
    summary: "List an organization's access tokens",
    query: pageQuerySchema,
    answers: {
      200: {
        description: 'A page of tokens',
        schema: z.object({
          total: z.number().int(),
          next: z.string().nullable(),
          previous: z.string().nullable(),
          results: z.array(organizationTokenSchema),
        }),
      },
    },
  }),
  create: contract({
    ...common,
    id: 'organization-token.create',
    method: 'POST',
    path: list,
    summary: 'Create an access token of an organization',
    description:
      "The secret is in this answer and never again. Sign in with the organization's name and it.",
    body: createOrganizationTokenSchema,
    answers: {
      201: { description: 'The token with its secret', schema: newOrganizationTokenSchema },
    },
  }),
  read: contract({
    ...common,
    id: 'organization-token.read',
    method: 'GET',
    path: one,
    summary: 'Get an access token of an organization',
    answers: answer,
  }),
  update: contract({
    ...common,
    id: 'organization-token.update',
    method: 'PATCH',
    path: one,
    summary: 'Change, deactivate or activate an access token of an organization',
    body: updateOrganizationTokenSchema,
    answers: answer,
  }),
  delete: contract({
    ...common,
    id: 'organization-token.delete',
    method: 'DELETE',
    path: one,
    summary: 'Delete an access token of an organization',
    answers: { 204: { description: 'Deleted' } },
  }),
};
