import { z } from 'zod';
import { anyone } from './route-access.ts';
import { contract } from './route-contract.ts';

/** What `/token` answers (Docker's token and OAuth2 documents); times in seconds. */
export const registryTokenSchema = z.object({
  token: z.string(),
  access_token: z.string(),
  expires_in: z.number().int(),
  issued_at: z.iso.datetime(),
  scope: z.string(),
  refresh_token: z.string().optional(),
});

export type RegistryTokenAnswer = z.infer<typeof registryTokenSchema>;

/** Keys as RFC 7517 publishes them. */
export const publishedKeysSchema = z.object({ keys: z.array(z.looseObject({ kid: z.string() })) });

const common = { tag: 'Registry tokens', access: anyone } as const;
const token = { 200: { description: 'A registry token', schema: registryTokenSchema } };
const keys = { 200: { description: 'The keys that sign tokens', schema: publishedKeysSchema } };

/** Docker's token endpoint and the keys that its tokens are signed with. */
export const registryTokenRoutes = {
  get: contract({
    ...common,
    id: 'token.get',
    method: 'GET',
    path: '/token',
    summary: 'Get a registry token, with Basic credentials or as anybody',
    query: z.object({
      service: z.string().optional(),
      scope: z.union([z.string(), z.array(z.string())]).optional(),
      client_id: z.string().optional(),
      offline_token: z.string().optional(),
    }),
    answers: token,
  }),
  post: contract({
    ...common,
    id: 'token.post',
    method: 'POST',
    path: '/token',
    summary: 'Get a registry token by OAuth2, from a form',
    answers: token,
  }),
  keys: contract({
    ...common,
    id: 'token.keys',
    method: 'GET',
    path: '/token/jwks.json',
    summary: 'The public keys of tokens',
    answers: keys,
  }),
  wellKnownKeys: contract({
    ...common,
    id: 'token.well-known-keys',
    method: 'GET',
    path: '/.well-known/jwks.json',
    summary: 'The public keys of tokens, at their well-known address',
    answers: keys,
  }),
};
