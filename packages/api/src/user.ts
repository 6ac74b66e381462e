import { z } from 'zod';
import { pageSchema } from './page.ts';

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
