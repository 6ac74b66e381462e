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
  /** `auto`: a client made it for itself. */
  generated_by: z.enum(['manual', 'auto']),
  is_active: z.boolean(),
  token: z.string(),
  token_label: z.string(),
  scopes: z.array(accessTokenScopeSchema),
  /** The repositories that it is limited to, `namespace/name`; null: all that its account reaches. */
  repositories: z.array(z.string()).nullable(),
  /** Of a limited token: whether it reaches every public repository as well, to pull. */
  public_read: z.boolean(),
});

export const createAccessTokenSchema = z.object({
  token_label: label,
  /** `repo:admin` by default, as older clients expect. */
  scopes: z.array(accessTokenScopeSchema).min(1).default(['repo:admin']),
  expires_at: z.iso.datetime({ offset: true }).nullish(),
  /** Limits it to these, `namespace/name`. */
  repositories: z.array(z.string().min(3).max(255)).min(1).max(100).nullish(),
  public_read: z.boolean().default(false),
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

export const generatedTokenSchema = z.object({ data: z.object({ token: z.string() }) });

const path = '/v2/access-tokens';
const older = '/v2/api_tokens';
const common = { tag: 'Access tokens', access: byPassword } as const;

/** An account's own personal access tokens. */
export const accessTokenRoutes = {
  list: contract({
    ...common,
    id: 'access-token.list',
    method: 'GET',
    path,
    alsoAt: [older],
    summary: 'List personal access tokens',
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of tokens', schema: accessTokenPageSchema } },
  }),
  create: contract({
    ...common,
    id: 'access-token.create',
    method: 'POST',
    path,
    alsoAt: [older],
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
    alsoAt: [`${older}/{uuid}`],
    summary: 'Get a personal access token',
    answers: { 200: { description: 'The token', schema: accessTokenSchema } },
  }),
  update: contract({
    ...common,
    id: 'access-token.update',
    method: 'PATCH',
    path: `${path}/{uuid}`,
    alsoAt: [`${older}/{uuid}`],
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
  deleteOlder: contract({
    ...common,
    id: 'access-token.delete-older',
    method: 'DELETE',
    path: `${older}/{uuid}`,
    summary: 'Delete a personal access token, as older clients do',
    answers: { 202: { description: 'Deleted' } },
  }),
  generate: contract({
    ...common,
    id: 'access-token.generate',
    method: 'POST',
    path: `${path}/desktop-generate`,
    summary: 'Create a personal access token for the client that asks',
    answers: { 201: { description: 'The token, shown once', schema: generatedTokenSchema } },
  }),
};
