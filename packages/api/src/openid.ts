import { z } from 'zod';
import { pageSchema } from './page.ts';
import { anyone, byAdministrator, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';
import { startedSessionSchema } from './session.ts';

const time = z.iso.datetime();

/** Who is in `group` at the provider is in `team` of `organization` here. */
const openidTeamSchema = z.object({
  group: z.string().min(1).max(200),
  organization: z.string().min(1).max(60),
  team: z.string().min(1).max(60),
});

const members = {
  name: z.string().trim().min(1).max(60),
  issuer: z.url({ protocol: /^https?$/ }).max(500),
  client_id: z.string().min(1).max(300),
  scopes: z.array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/)).max(20),
  groups_claim: z.string().max(200),
  teams: z.array(openidTeamSchema).max(500),
  sign_up: z.boolean(),
  allowed_domains: z.array(z.string().trim().toLowerCase().min(1).max(253)).max(100),
  is_enabled: z.boolean(),
};

/** An OpenID provider as administrators see it. Its client secret is never shown. */
export const openidProviderSchema = z.object({
  slug: z.string(),
  ...members,
  has_client_secret: z.boolean(),
  /** What must be registered with the provider. */
  redirect_uri: z.string(),
  created_at: time,
  updated_at: time,
});
export const openidProviderPageSchema = pageSchema(openidProviderSchema);

export const createOpenidProviderSchema = z.object({
  /** Part of its address here; it stays. */
  slug: z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,38}[a-z0-9])?$/),
  name: members.name,
  issuer: members.issuer,
  client_id: members.client_id,
  client_secret: z.string().min(1).max(1000).nullish(),
  scopes: members.scopes.default(['openid', 'profile', 'email']),
  groups_claim: members.groups_claim.default('groups'),
  teams: members.teams.default([]),
  sign_up: members.sign_up.default(false),
  allowed_domains: members.allowed_domains.default([]),
  is_enabled: members.is_enabled.default(true),
});
export const updateOpenidProviderSchema = z
  .object({ ...members, client_secret: z.string().min(1).max(1000).nullable() })
  .partial();

/** What the provider says of itself, read anew. */
export const checkedOpenidProviderSchema = z.object({
  issuer: z.string(),
  authorization_endpoint: z.string(),
  token_endpoint: z.string(),
  has_userinfo: z.boolean(),
});

/** An account at a provider that signs in here. */
export const openidIdentitySchema = z.object({
  id: z.string(),
  provider: z.string(),
  provider_name: z.string(),
  subject: z.string(),
  email: z.string().nullable(),
  created_at: time,
  last_used: time.nullable(),
});
export const openidIdentityPageSchema = pageSchema(openidIdentitySchema);

export const linkOpenidSchema = z.object({
  provider: z.string().max(60),
  return_to: z.string().max(500).optional(),
});
export const openidLocationSchema = z.object({
  /** Where the browser goes next. */
  location: z.string(),
});

const ticket = z.string().max(4096);
export const openidTicketSchema = z.object({ ticket });
export const openidSignUpSchema = z.object({ ticket, username: z.string().max(100) });

/** Whom a provider vouches for, who has no account here yet. */
export const pendingOpenidSchema = z.object({
  provider_name: z.string(),
  suggested_username: z.string(),
  full_name: z.string(),
  email: z.string().nullable(),
});

export type OpenidProvider = z.infer<typeof openidProviderSchema>;
export type OpenidIdentity = z.infer<typeof openidIdentitySchema>;
export type CheckedOpenidProvider = z.infer<typeof checkedOpenidProviderSchema>;
export type PendingOpenid = z.infer<typeof pendingOpenidSchema>;

const providers = '/v2/administration/openid-providers';
const provider = `${providers}/{slug}`;
const identities = '/v2/user/openid-identities';
const administration = 'Administration';
const one = { 200: { description: 'The provider', schema: openidProviderSchema } } as const;
const redirect = { 302: { description: 'To the provider, or back to the pages' } } as const;

/** Signing in through OpenID Connect providers. */
export const openidRoutes = {
  start: contract({
    id: 'openid.start',
    method: 'GET',
    path: '/v2/session/openid/{slug}',
    tag: 'Sessions',
    summary: 'Go to a provider to sign in',
    access: anyone,
    query: z.object({ return_to: z.string().max(500).optional() }),
    answers: redirect,
  }),
  callback: contract({
    id: 'openid.callback',
    method: 'GET',
    path: '/v2/session/openid/{slug}/callback',
    tag: 'Sessions',
    summary: 'Come back from a provider',
    description:
      'Ends at `return_to`; at `/sign-up/openid#<ticket>` where a name is to be chosen; or at `/sign-in?openid_error=<code>`.',
    access: anyone,
    answers: redirect,
  }),
  pending: contract({
    id: 'openid.pending',
    method: 'POST',
    path: '/v2/session/openid-sign-up/preview',
    tag: 'Sessions',
    summary: 'Look at whom a provider vouches for, before a name is chosen',
    access: anyone,
    body: openidTicketSchema,
    answers: { 200: { description: 'What the provider says', schema: pendingOpenidSchema } },
  }),
  signUp: contract({
    id: 'openid.sign-up',
    method: 'POST',
    path: '/v2/session/openid-sign-up',
    tag: 'Sessions',
    summary: 'Choose a name, and so make an account that signs in through a provider',
    access: anyone,
    body: openidSignUpSchema,
    answers: { 200: { description: 'A session, in a cookie', schema: startedSessionSchema } },
  }),
  identities: contract({
    id: 'openid.identities',
    method: 'GET',
    path: identities,
    tag: 'Accounts',
    summary: 'List the providers that sign in to the own account',
    access: byPassword,
    answers: { 200: { description: 'The identities', schema: openidIdentityPageSchema } },
  }),
  link: contract({
    id: 'openid.link',
    method: 'POST',
    path: identities,
    tag: 'Accounts',
    summary: 'Begin to let a provider sign in to the own account',
    access: byPassword,
    body: linkOpenidSchema,
    answers: { 200: { description: 'Where to go', schema: openidLocationSchema } },
  }),
  unlink: contract({
    id: 'openid.unlink',
    method: 'DELETE',
    path: `${identities}/{id}`,
    tag: 'Accounts',
    summary: 'Let a provider sign in to the own account no more',
    access: byPassword,
    answers: { 204: { description: 'Unlinked' } },
  }),
  list: contract({
    id: 'openid-provider.list',
    method: 'GET',
    path: providers,
    tag: administration,
    summary: 'List OpenID providers',
    access: byAdministrator,
    answers: { 200: { description: 'The providers', schema: openidProviderPageSchema } },
  }),
  create: contract({
    id: 'openid-provider.create',
    method: 'POST',
    path: providers,
    tag: administration,
    summary: 'Add an OpenID provider',
    access: byAdministrator,
    body: createOpenidProviderSchema,
    answers: { 201: { description: 'The provider', schema: openidProviderSchema } },
  }),
  read: contract({
    id: 'openid-provider.read',
    method: 'GET',
    path: provider,
    tag: administration,
    summary: 'Get an OpenID provider',
    access: byAdministrator,
    answers: one,
  }),
  update: contract({
    id: 'openid-provider.update',
    method: 'PATCH',
    path: provider,
    tag: administration,
    summary: 'Change an OpenID provider',
    access: byAdministrator,
    body: updateOpenidProviderSchema,
    answers: one,
  }),
  remove: contract({
    id: 'openid-provider.delete',
    method: 'DELETE',
    path: provider,
    tag: administration,
    summary: 'Remove an OpenID provider, and whom it signs in',
    description: 'Accounts stay; those without a password need one by a link before they get in.',
    access: byAdministrator,
    answers: { 204: { description: 'Removed' } },
  }),
  check: contract({
    id: 'openid-provider.check',
    method: 'POST',
    path: `${provider}/check`,
    tag: administration,
    summary: 'Ask an OpenID provider what it says of itself',
    access: byAdministrator,
    answers: { 200: { description: 'It answers', schema: checkedOpenidProviderSchema } },
  }),
};
