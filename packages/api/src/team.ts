import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byOrganization, byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

export const repositoryPermissionSchema = z.enum(['read', 'write', 'admin']);

const name = z
  .string()
  .min(1)
  .max(60)
  .regex(/^[A-Za-z0-9]+(?:[._-][A-Za-z0-9]+)*$/, 'letters and digits, with single . _ - between');
const description = z.string().max(300);

/** A team, which Docker Hub's API calls a group. */
export const teamSchema = z.object({
  id: z.number().int(),
  uuid: z.string(),
  name: z.string(),
  description: z.string(),
  member_count: z.number().int(),
});

export const createTeamSchema = z.object({ name, description: description.optional() });
export const updateTeamSchema = createTeamSchema.partial();

/** A member of a team, in Docker Hub's shape. Addresses are for owners; others read an empty one. */
export const teamMemberSchema = z.object({
  id: z.string(),
  username: z.string(),
  full_name: z.string(),
  email: z.string(),
  company: z.string(),
  location: z.string(),
  profile_url: z.string(),
  gravatar_email: z.literal(''),
  gravatar_url: z.string(),
  type: z.literal('User'),
  date_joined: z.iso.datetime(),
});

/** A repository that a team has a permission for. */
export const teamRepositorySchema = z.object({
  namespace: z.string(),
  name: z.string(),
  is_private: z.boolean(),
  permission: repositoryPermissionSchema,
});

/** What a team may do with a repository. */
export const repositoryTeamSchema = z.object({
  group_id: z.number().int(),
  group_name: z.string(),
  permission: repositoryPermissionSchema,
});

export const addRepositoryTeamSchema = z.object({
  group_id: z.number().int(),
  permission: repositoryPermissionSchema,
});
export const updateRepositoryTeamSchema = z.object({ permission: repositoryPermissionSchema });
export const addTeamMemberSchema = z.object({ member: z.string() });

export type RepositoryPermissionName = z.infer<typeof repositoryPermissionSchema>;
export type Team = z.infer<typeof teamSchema>;
export type TeamMember = z.infer<typeof teamMemberSchema>;
export type TeamRepository = z.infer<typeof teamRepositorySchema>;
export type RepositoryTeam = z.infer<typeof repositoryTeamSchema>;

const list = '/v2/orgs/{org}/groups';
const one = `${list}/{group_name}`;
const ofRepository = '/v2/repositories/{namespace}/{repository}/groups';
const alsoOfRepository = '/v2/namespaces/{namespace}/repositories/{repository}/groups';
const tag = 'Teams';
const answer = { 200: { description: 'The team', schema: teamSchema } };
const permission = { 200: { description: 'The permission', schema: repositoryTeamSchema } };

/** Teams of organizations, and what they may do with repositories. */
export const teamRoutes = {
  list: contract({
    id: 'team.list',
    method: 'GET',
    path: list,
    tag,
    summary: 'List the teams of an organization',
    access: byOrganization('member'),
    query: pageQuerySchema.extend({
      /** Only teams of this member. */
      username: z.string().optional(),
      /** Part of a team's name. */
      search: z.string().optional(),
    }),
    answers: { 200: { description: 'A page of teams', schema: pageSchema(teamSchema) } },
  }),
  create: contract({
    id: 'team.create',
    method: 'POST',
    path: list,
    tag,
    summary: 'Create a team',
    access: byOrganization('owner'),
    body: createTeamSchema,
    answers: { 201: { description: 'The team', schema: teamSchema } },
  }),
  read: contract({
    id: 'team.read',
    method: 'GET',
    path: one,
    tag,
    summary: 'Get a team',
    access: byOrganization('member'),
    answers: answer,
  }),
  replace: contract({
    id: 'team.replace',
    method: 'PUT',
    path: one,
    tag,
    summary: "Set a team's name and description",
    access: byOrganization('owner'),
    body: createTeamSchema,
    answers: answer,
  }),
  update: contract({
    id: 'team.update',
    method: 'PATCH',
    path: one,
    tag,
    summary: "Change a team's name or description",
    access: byOrganization('owner'),
    body: updateTeamSchema,
    answers: answer,
  }),
  delete: contract({
    id: 'team.delete',
    method: 'DELETE',
    path: one,
    tag,
    summary: 'Delete a team',
    access: byOrganization('owner'),
    answers: { 204: { description: 'Deleted' } },
  }),
  members: contract({
    id: 'team.members',
    method: 'GET',
    path: `${one}/members`,
    tag,
    summary: 'List the members of a team',
    access: byOrganization('member'),
    query: pageQuerySchema.extend({ search: z.string().optional() }),
    answers: {
      200: {
        description: "A page of members; only Docker's hub-tool gets the bare list that it reads",
        schema: pageSchema(teamMemberSchema),
      },
    },
  }),
  addMember: contract({
    id: 'team.add-member',
    method: 'POST',
    path: `${one}/members`,
    tag,
    summary: 'Add a member of the organization to a team',
    access: byOrganization('owner'),
    body: addTeamMemberSchema,
    answers: { 200: { description: 'The member', schema: teamMemberSchema } },
  }),
  removeMember: contract({
    id: 'team.remove-member',
    method: 'DELETE',
    path: `${one}/members/{username}`,
    tag,
    summary: 'Remove a member from a team',
    description: 'Owners remove anybody; everybody may leave.',
    access: byOrganization('member'),
    answers: { 204: { description: 'Removed' } },
  }),
  repositories: contract({
    id: 'team.repositories',
    method: 'GET',
    path: `${one}/repositories`,
    tag,
    summary: 'List the repositories that a team has a permission for',
    description: 'Only those that the caller may see.',
    access: byOrganization('member'),
    query: pageQuerySchema,
    answers: {
      200: { description: 'A page of repositories', schema: pageSchema(teamRepositorySchema) },
    },
  }),
  ofRepository: contract({
    id: 'repository-team.list',
    method: 'GET',
    path: ofRepository,
    alsoAt: [alsoOfRepository],
    tag,
    summary: 'List the teams that have a permission for a repository',
    access: byRepository('administer'),
    query: pageQuerySchema,
    answers: {
      200: { description: 'A page of permissions', schema: pageSchema(repositoryTeamSchema) },
    },
  }),
  addToRepository: contract({
    id: 'repository-team.add',
    method: 'POST',
    path: ofRepository,
    alsoAt: [alsoOfRepository],
    tag,
    summary: 'Give a team a permission for a repository',
    access: byRepository('administer'),
    body: addRepositoryTeamSchema,
    answers: permission,
  }),
  onRepository: contract({
    id: 'repository-team.read',
    method: 'GET',
    path: `${ofRepository}/{group_id}`,
    alsoAt: [`${alsoOfRepository}/{group_id}`],
    tag,
    summary: "Get a team's permission for a repository",
    access: byRepository('administer'),
    answers: permission,
  }),
  updateOnRepository: contract({
    id: 'repository-team.update',
    method: 'PATCH',
    path: `${ofRepository}/{group_id}`,
    alsoAt: [`${alsoOfRepository}/{group_id}`],
    tag,
    summary: "Change a team's permission for a repository",
    access: byRepository('administer'),
    body: updateRepositoryTeamSchema,
    answers: permission,
  }),
  removeFromRepository: contract({
    id: 'repository-team.remove',
    method: 'DELETE',
    path: `${ofRepository}/{group_id}`,
    alsoAt: [`${alsoOfRepository}/{group_id}`],
    tag,
    summary: "Take a team's permission for a repository away",
    access: byRepository('administer'),
    answers: { 204: { description: 'Taken away' } },
  }),
};
