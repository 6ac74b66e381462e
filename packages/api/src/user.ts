import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAccount, byAdministrator, byPassword } from './route-access.ts';
import { contract } from './route-contract.ts';

export const visibilitySchema = z.enum(['public', 'private']);

/** An account, in Docker Hub's shape with what administrators need added. */
export const userSchema = z.object({
  id: z.string(),
  username: z.string(),
  type: z.literal('User'),
  date_joined: z.iso.datetime(),
  is_admin: z.boolean(),
  is_active: z.boolean(),
  /** null: the hub's default. */
  default_visibility: visibilitySchema.nullable(),
});

export const createUserSchema = z.object({
  username: z.string(),
  password: z.string(),
  is_admin: z.boolean().default(false),
  default_visibility: visibilitySchema.nullish(),
});

/** By an administrator. */
export const updateUserSchema = z.object({
  password: z.string().optional(),
  is_admin: z.boolean().optional(),
  is_active: z.boolean().optional(),
  default_visibility: visibilitySchema.nullish(),
});

/** By the account itself. */
export const updateSelfSchema = z.object({ default_visibility: visibilitySchema.nullish() });

export const changePasswordSchema = z.object({
  current_password: z.string(),
  new_password: z.string(),
});

export const userPageSchema = pageSchema(userSchema);

export type User = z.infer<typeof userSchema>;

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
    query: pageQuerySchema,
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
