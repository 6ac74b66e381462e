import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import {
  byAccount,
  byAdministrator,
  byOrganization,
  byPassword,
  filtered,
  organizationRoles,
} from './route-access.ts';
import { contract } from './route-contract.ts';

export const organizationRoleSchema = z.enum(organizationRoles);

const visibility = z.enum(['public', 'private']);
const fullName = z.string().max(100);
const about = z.string().max(300);
const location = z.string().max(100);
const website = z
  .string()
  .max(200)
  .refine((value) => value === '' || /^https?:\/\/[^\s]+$/.test(value), 'an http(s) address');

/** An organization in Docker Hub's shape. What outsiders may not know is null for them. */
export const organizationSchema = z.object({
  id: z.string(),
  orgname: z.string(),
  full_name: z.string(),
  description: z.string(),
  company: z.string(),
  location: z.string(),
  /** Its web site. */
  profile_url: z.string(),
  gravatar_email: z.literal(''),
  gravatar_url: z.string(),
  type: z.literal('Organization'),
  date_joined: z.iso.datetime(),
  is_active: z.boolean(),
  /** null: the hub's default, or not the caller's to know. */
  default_visibility: visibility.nullable(),
  /** The caller's. */
  role: organizationRoleSchema.nullable(),
  member_count: z.number().int().nullable(),
  team_count: z.number().int().nullable(),
});

export const createOrganizationSchema = z.object({
  orgname: z.string(),
  full_name: fullName.optional(),
  description: about.optional(),
  company: fullName.optional(),
  location: location.optional(),
  profile_url: website.optional(),
  default_visibility: visibility.nullish(),
  /** Its first owner, chosen by an administrator; otherwise whoever makes it. */
  owner: z.string().optional(),
});

export const updateOrganizationSchema = createOrganizationSchema.omit({
  orgname: true,
  owner: true,
});

/** What deleting an organization would take with it, and what stands in the way. */
export const organizationDeletionSchema = z.object({
  orgname: z.string(),
  repository_count: z.number().int(),
  member_count: z.number().int(),
  team_count: z.number().int(),
  access_token_count: z.number().int(),
  invite_count: z.number().int(),
  /** Whether it may be deleted now: it may not while it has repositories. */
  can_delete: z.boolean(),
});

/**
 * Docker's image access management. Kept for clients that manage it: Docker Desktop is what enforces
 * it on members' machines. The hub does not, since whoever signs out pulls public images anyway.
 */
export const restrictedImagesSchema = z.object({
  enabled: z.boolean(),
  allow_official_images: z.boolean(),
  allow_verified_publishers: z.boolean(),
});

export const organizationSettingsSchema = z.object({ restricted_images: restrictedImagesSchema });

/** Docker's registry access management: kept, and enforced by Docker Desktop, as the above. */
export const registryAccessSchema = z.object({
  enabled: z.boolean(),
  standard_registries: z
    .array(z.object({ id: z.string().min(1).max(100), allowed: z.boolean() }))
    .max(20),
  custom_registries: z
    .array(
      z.object({
        address: z.string().min(1).max(255),
        friendly_name: z.string().max(100).default(''),
        allowed: z.boolean(),
      }),
    )
    .max(100),
});

/** A member, in Docker Hub's shape. Addresses are for owners; others read an empty one. */
export const organizationMemberSchema = z.object({
  id: z.string(),
  username: z.string(),
  full_name: z.string(),
  email: z.string(),
  primary_email: z.string(),
  company: z.string(),
  location: z.string(),
  profile_url: z.string(),
  gravatar_email: z.literal(''),
  gravatar_url: z.string(),
  type: z.enum(['User', 'Invitee']),
  role: z.enum(['Owner', 'Editor', 'Member', 'Invitee']),
  /** Names of teams. */
  groups: z.array(z.string()),
  is_guest: z.literal(false),
  /** When he became a member, or was invited. */
  date_joined: z.iso.datetime(),
});

export const organizationMemberQuerySchema = pageQuerySchema.extend({
  /** Part of a user name, full name or (for owners) e-mail address. */
  search: z.string().optional(),
  /** Whether people who are invited are listed as well, after the members. */
  invites: z.enum(['true', 'false']).optional(),
  type: z.enum(['all', 'invitee', 'member']).optional(),
  role: organizationRoleSchema.optional(),
});

export const updateOrganizationMemberSchema = z.object({ role: organizationRoleSchema });
export const addOrganizationMemberSchema = z.object({
  member: z.string(),
  role: organizationRoleSchema.default('member'),
});

export type Organization = z.infer<typeof organizationSchema>;
export type OrganizationDeletion = z.infer<typeof organizationDeletionSchema>;
export type OrganizationSettings = z.infer<typeof organizationSettingsSchema>;
export type RegistryAccess = z.infer<typeof registryAccessSchema>;
export type OrganizationMember = z.infer<typeof organizationMemberSchema>;

const one = '/v2/orgs/{org}';
const members = `${one}/members`;
const tag = 'Organizations';
const answer = { 200: { description: 'The organization', schema: organizationSchema } };
const settings = { 200: { description: 'The settings', schema: organizationSettingsSchema } };
const access = { 200: { description: 'The settings', schema: registryAccessSchema } };
const member = { 200: { description: 'The member', schema: organizationMemberSchema } };

/** Organizations and who belongs to them. */
export const organizationRoutes = {
  own: contract({
    id: 'organization.own',
    method: 'GET',
    path: '/v2/user/orgs',
    tag,
    summary: 'List the organizations one belongs to',
    access: byAccount,
    query: pageQuerySchema,
    answers: {
      200: { description: 'A page of organizations', schema: pageSchema(organizationSchema) },
    },
  }),
  create: contract({
    id: 'organization.create',
    method: 'POST',
    path: '/v2/orgs',
    tag,
    summary: 'Create an organization',
    description: 'Any account may, unless the hub leaves it to its administrators.',
    access: byPassword,
    body: createOrganizationSchema,
    answers: { 201: { description: 'The organization', schema: organizationSchema } },
  }),
  read: contract({
    id: 'organization.read',
    method: 'GET',
    path: one,
    tag,
    summary: 'Get an organization',
    access: filtered,
    answers: answer,
  }),
  update: contract({
    id: 'organization.update',
    method: 'PATCH',
    path: one,
    tag,
    summary: 'Change an organization',
    access: byOrganization('owner'),
    body: updateOrganizationSchema,
    answers: answer,
  }),
  deletion: contract({
    id: 'organization.deletion',
    method: 'GET',
    path: `${one}/deletion`,
    tag,
    summary: 'See what deleting an organization would take with it',
    access: byOrganization('owner'),
    answers: { 200: { description: 'What would go', schema: organizationDeletionSchema } },
  }),
  delete: contract({
    id: 'organization.delete',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Delete an organization that has no repositories',
    description: 'Its name stays taken.',
    access: byOrganization('owner'),
    query: z.object({ confirm: z.string().describe('The name of the organization, typed') }),
    answers: { 204: { description: 'Deleted' } },
  }),
  settings: contract({
    id: 'organization.settings',
    method: 'GET',
    path: `${one}/settings`,
    tag,
    summary: "Get an organization's image access settings",
    access: byOrganization('member'),
    answers: settings,
  }),
  updateSettings: contract({
    id: 'organization.update-settings',
    method: 'PUT',
    path: `${one}/settings`,
    tag,
    summary: "Set an organization's image access settings",
    access: byOrganization('owner'),
    body: organizationSettingsSchema,
    answers: settings,
  }),
  registryAccess: contract({
    id: 'organization.registry-access',
    method: 'GET',
    path: `${one}/settings/registry-access-management`,
    tag,
    summary: "Get an organization's registry access settings",
    access: byOrganization('member'),
    answers: access,
  }),
  updateRegistryAccess: contract({
    id: 'organization.update-registry-access',
    method: 'PUT',
    path: `${one}/settings/registry-access-management`,
    tag,
    summary: "Set an organization's registry access settings",
    access: byOrganization('owner'),
    body: registryAccessSchema,
    answers: access,
  }),
  members: contract({
    id: 'organization.members',
    method: 'GET',
    path: members,
    tag,
    summary: 'List the members of an organization',
    access: byOrganization('member'),
    query: organizationMemberQuerySchema,
    answers: {
      200: { description: 'A page of members', schema: pageSchema(organizationMemberSchema) },
    },
  }),
  exportMembers: contract({
    id: 'organization.export-members',
    method: 'GET',
    path: `${members}/export`,
    tag,
    summary: 'Export the members of an organization as CSV',
    access: byOrganization('owner'),
    answers: { 200: { description: 'Members and people invited', mediaType: 'text/csv' } },
  }),
  addMember: contract({
    id: 'organization.add-member',
    method: 'POST',
    path: members,
    tag,
    summary: 'Make an account a member without an invitation',
    access: byAdministrator,
    body: addOrganizationMemberSchema,
    answers: { 201: { description: 'The member', schema: organizationMemberSchema } },
  }),
  updateMember: contract({
    id: 'organization.update-member',
    method: 'PUT',
    path: `${members}/{username}`,
    tag,
    summary: "Change a member's role",
    access: byOrganization('owner'),
    body: updateOrganizationMemberSchema,
    answers: member,
  }),
  removeMember: contract({
    id: 'organization.remove-member',
    method: 'DELETE',
    path: `${members}/{username}`,
    tag,
    summary: 'Remove a member from an organization and its teams',
    description: 'Owners remove anybody; everybody may leave. The last owner stays.',
    access: byOrganization('member'),
    answers: { 204: { description: 'Removed' } },
  }),
};
