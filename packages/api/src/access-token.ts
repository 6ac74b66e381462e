import { z } from 'zod';
import { pageSchema } from './page.ts';

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
