import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';

export const accessTokenScopeSchema = z.enum([
  'repo:public_read',
  'repo:read',
  'repo:write',
  'repo:admin',
]);

const label = z.string().min(1).max(100);

/** A personal access token; `token` is there once, in the answer that made it. */
export const accessTokenSchema = z.object({
  uuid: z.uuid(),
  client_id: z.literal('HUB'),
  creator_ip: z.string(),
  creator_ua: z.string(),
  created_at: z.iso.datetime(),
  last_used: z.iso.datetime().nullable(),
  expires_at: z.iso.datetime().nullable(),
  generated_by: z.literal('manual'),
  is_active: z.boolean(),
  token: z.string(),
  token_label: z.string(),
  scopes: z.array(accessTokenScopeSchema),
});

export const createAccessTokenSchema = z.object({
  token_label: label,
  scopes: z.array(accessTokenScopeSchema).min(1),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
});

export const updateAccessTokenSchema = z.object({
  token_label: label.optional(),
  is_active: z.boolean().optional(),
});

export const accessTokenPageSchema = pageSchema(accessTokenSchema).extend({
  active_count: z.number().int(),
});

export type AccessToken = z.infer<typeof accessTokenSchema>;
export type AccessTokenPage = z.infer<typeof accessTokenPageSchema>;

const path = '/v2/access-tokens';
const common = { tag: 'Access tokens', access: byPassword } as const;

/** An account's own personal access tokens. */
export const accessTokenRoutes = {
  list: contract({
    ...common,
    id: 'access-token.list',
    method: 'GET',
    path,
    summary: 'List personal access tokens',
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of tokens', schema: accessTokenPageSchema } },
  }),
  create: contract({
    ...common,
    id: 'access-token.create',
    method: 'POST',
    path,
    summary: 'Create a personal access token',
    description: 'The secret is in this answer and never again.',
    body: createAccessTokenSchema,
    answers: { 201: { description: 'The token with its secret', schema: accessTokenSchema } },
  }),
  read: contract({
    ...common,
    id: 'access-token.read',
    method: 'GET',
    path: `${path}/{uuid}`,
    summary: 'Get a personal access token',
    answers: { 200: { description: 'The token', schema: accessTokenSchema } },
  }),
  update: contract({
    ...common,
    id: 'access-token.update',
    method: 'PATCH',
    path: `${path}/{uuid}`,
    summary: 'Rename, deactivate or activate a personal access token',
    body: updateAccessTokenSchema,
    answers: { 200: { description: 'The token', schema: accessTokenSchema } },
  }),
  delete: contract({
    ...common,
    id: 'access-token.delete',
    method: 'DELETE',
    path: `${path}/{uuid}`,
    summary: 'Delete a personal access token',
    answers: { 204: { description: 'Deleted' } },
  }),
};
