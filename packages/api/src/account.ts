import { z } from 'zod';
import { byAccount, byNamespaceOwner, byPassword, filtered } from './route-access.ts';
import { contract } from './route-contract.ts';

const time = z.iso.datetime();

/** An account as everybody sees it, in Docker Hub's shape. */
export const publicProfileSchema = z.object({
  id: z.string(),
  uuid: z.string(),
  username: z.string(),
  full_name: z.string(),
  bio: z.string(),
  location: z.string(),
  company: z.string(),
  profile_url: z.string(),
  gravatar_url: z.string(),
  date_joined: time,
  type: z.enum(['User', 'Organization']),
  /** `official`: the namespace of official images. */
  is_official: z.boolean(),
});

/** An image of at most 512 KiB and 2048 pixels a side: PNG, JPEG or WebP. */
export const setAvatarSchema = z.object({
  /** Its bytes in base64. */
  image: z.base64().max(700_000),
});

/** What deleting an account would do. */
export const accountDeletionSchema = z.object({
  /** What must be done first; null: it can be deleted. */
  blocked_by: z.string().nullable(),
  repositories: z.array(
    z.object({ name: z.string(), is_private: z.boolean(), pull_count: z.number().int() }),
  ),
  /** How many repositories there are; the list has the first 200. */
  repository_count: z.number().int(),
  /** Organizations whose repositories could be given to instead, for `transfer_to`. */
  may_transfer_to: z.array(z.string()),
  /** Organizations that are left; in those of `last_owner_of` somebody else must become owner first. */
  organizations: z.array(z.string()),
  last_owner_of: z.array(z.string()),
  access_token_count: z.number().int(),
  /** Until then nobody can have the name. */
  name_reserved_until: time,
});

export const deleteAccountSchema = z.object({
  /** The account's own name, typed. */
  username: z.string(),
  /** Needed unless the password was shown within ten minutes. */
  password: z.string().max(1024).optional(),
  /** An organization that gets the repositories; without one they are deleted. */
  transfer_to: z.string().optional(),
});

/** What hub-tool asks of Docker's billing: this hub sells nothing. */
export const hubPlanSchema = z.object({
  name: z.string(),
  legacy: z.boolean(),
  seats: z.number().int(),
  private_repos: z.number().int(),
  teams: z.number().int(),
  collaborators: z.number().int(),
  parallel_builds: z.number().int(),
  duration: z.string(),
});

export type PublicProfile = z.infer<typeof publicProfileSchema>;
export type AccountDeletion = z.infer<typeof accountDeletionSchema>;
export type HubPlan = z.infer<typeof hubPlanSchema>;

const tag = 'Accounts';

/** What an account shows of itself, and its end. */
export const accountRoutes = {
  profile: contract({
    id: 'account.profile',
    method: 'GET',
    path: '/v2/users/{username}',
    tag,
    summary: 'Get the public profile of an account or organization',
    access: filtered,
    answers: { 200: { description: 'The profile', schema: publicProfileSchema } },
  }),
  avatar: contract({
    id: 'account.avatar',
    method: 'GET',
    path: '/v2/users/{username}/avatar',
    tag,
    summary: 'Get the avatar of an account or organization',
    description: 'The uploaded image, or one drawn from the name.',
    access: filtered,
    answers: {
      200: { description: 'The image', mediaType: 'image/*' },
      304: { description: 'The client has it' },
    },
  }),
  setAvatar: contract({
    id: 'account.set-avatar',
    method: 'PUT',
    path: '/v2/namespaces/{namespace}/avatar',
    tag,
    summary: 'Set the avatar of the own account, or of an organization',
    access: byNamespaceOwner,
    body: setAvatarSchema,
    answers: { 204: { description: 'Set' } },
  }),
  removeAvatar: contract({
    id: 'account.remove-avatar',
    method: 'DELETE',
    path: '/v2/namespaces/{namespace}/avatar',
    tag,
    summary: 'Go back to the avatar drawn from the name',
    access: byNamespaceOwner,
    answers: { 204: { description: 'Removed' } },
  }),
  previewDeletion: contract({
    id: 'account.preview-deletion',
    method: 'GET',
    path: '/v2/user/deletion',
    tag,
    summary: 'What deleting the own account would do',
    access: byPassword,
    answers: { 200: { description: 'The preview', schema: accountDeletionSchema } },
  }),
  delete: contract({
    id: 'account.delete',
    method: 'POST',
    path: '/v2/user/deletion',
    tag,
    summary: 'Delete the own account',
    description: 'For good, at once: its sessions, tokens and whatever they got are void.',
    access: byPassword,
    body: deleteAccountSchema,
    answers: { 204: { description: 'Deleted' } },
  }),
  plan: contract({
    id: 'account.hub-plan',
    method: 'GET',
    path: '/api/billing/v4/accounts/{id}/hub-plan',
    tag,
    summary: 'What clients of Docker Hub ask of its billing; here everything is included',
    access: byAccount,
    answers: { 200: { description: 'The plan', schema: hubPlanSchema } },
  }),
};
