import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAccount, byAdministrator, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';
import { visibilitySchema } from './visibility.ts';

const time = z.iso.datetime();

/** An account, in Docker Hub's shape with what the account itself and administrators need added. */
export const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  type: z.literal('User'),
  full_name: z.string(),
  bio: z.string(),
  location: z.string(),
  company: z.string(),
  /** The account's web site. */
  profile_url: z.string(),
  /** The avatar, which this hub has itself. */
  gravatar_url: z.string(),
  email: z.string().nullable(),
  email_verified: z.boolean(),
  date_joined: time,
  is_admin: z.boolean(),
  is_active: z.boolean(),
  /** null: the hub's default. */
  default_visibility: visibilitySchema.nullable(),
});

/** An account as administrators list it. */
export const userEntrySchema = userSchema.extend({
  two_factor: z.boolean(),
  /** When a browser of the account was last here; null: never, or long ago. */
  last_seen_at: time.nullable(),
  repository_count: z.number().int(),
});

const email = z.string().min(3).max(320);

export const createUserSchema = z.object({
  username: z.string(),
  /** Without one, a link to choose it is to be made for the account. */
  password: z.string().optional(),
  email: email.optional(),
  full_name: z.string().max(100).optional(),
  is_admin: z.boolean().default(false),
  default_visibility: visibilitySchema.nullish(),
});

/** By an administrator. */
export const updateUserSchema = z.object({
  password: z.string().optional(),
  is_admin: z.boolean().optional(),
  is_active: z.boolean().optional(),
  email: email.nullish(),
  /** Whether the address is taken as confirmed. */
  email_verified: z.boolean().optional(),
  default_visibility: visibilitySchema.nullish(),
});

/** By the account itself. */
export const updateSelfSchema = z.object({
  full_name: z.string().max(100).optional(),
  bio: z.string().max(500).optional(),
  location: z.string().max(100).optional(),
  company: z.string().max(100).optional(),
  /** Nothing, or an http or https URL. */
  profile_url: z.string().max(300).optional(),
  default_visibility: visibilitySchema.nullish(),
});

export const changePasswordSchema = z.object({
  /** Needed unless the account has none yet and was signed in to within ten minutes. */
  current_password: z.string().max(1024).optional(),
  new_password: z.string(),
});

export const userListQuerySchema = pageQuerySchema.extend({
  /** Part of a name, full name or e-mail address. */
  search: z.string().max(200).optional(),
  filter: z.enum(['all', 'open', 'closed', 'administrators', 'unverified']).optional(),
});

export const userPageSchema = pageSchema(userEntrySchema);

export type User = z.infer<typeof userSchema>;
export type UserEntry = z.infer<typeof userEntrySchema>;

const one = '/v2/users/{username}';
const answer = { 200: { description: 'The account', schema: userSchema } };

/** One's own account, and everybody's for administrators. */
export const userRoutes = {
  self: contract({
    id: 'user.self',
    method: 'GET',
    path: '/v2/user',
    tag: 'Accounts',
    summary: 'Get the own account',
    access: byAccount,
    answers: answer,
  }),
  updateSelf: contract({
    id: 'user.update-self',
    method: 'PATCH',
    path: '/v2/user',
    tag: 'Accounts',
    summary: 'Change the own account',
    access: byPassword,
    body: updateSelfSchema,
    answers: answer,
  }),
  changePassword: contract({
    id: 'user.change-password',
    method: 'POST',
    path: '/v2/user/password',
    tag: 'Accounts',
    summary: 'Change the own password',
    access: byPassword,
    body: changePasswordSchema,
    answers: { 204: { description: 'Changed' } },
  }),
  list: contract({
    id: 'user.list',
    method: 'GET',
    path: '/v2/users',
    tag: 'Accounts',
    summary: 'List accounts',
    access: byAdministrator,
    query: userListQuerySchema,
    answers: { 200: { description: 'A page of accounts', schema: userPageSchema } },
  }),
  create: contract({
    id: 'user.create',
    method: 'POST',
    path: '/v2/users',
    tag: 'Accounts',
    summary: 'Create an account',
    access: byAdministrator,
    body: createUserSchema,
    answers: { 201: { description: 'The account', schema: userSchema } },
  }),
  update: contract({
    id: 'user.update',
    method: 'PATCH',
    path: one,
    tag: 'Accounts',
    summary: 'Change an account',
    access: byAdministrator,
    body: updateUserSchema,
    answers: answer,
  }),
  close: contract({
    id: 'user.close',
    method: 'DELETE',
    path: one,
    tag: 'Accounts',
    summary: 'Close an account',
    access: byAdministrator,
    answers: { 204: { description: 'Closed' } },
  }),
  rotateKeys: contract({
    id: 'signing-key.rotate',
    method: 'POST',
    path: '/v2/auth/keys/rotate',
    tag: 'Administration',
    summary: 'Replace the key that tokens are signed with',
    access: byAdministrator,
    query: z.object({ compromised: z.enum(['true', 'false']).optional() }),
    answers: { 204: { description: 'Replaced' } },
  }),
};
