import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAccount, byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';
import { repositoryPermissionSchema } from './team.ts';

/** Somebody with whom a personal repository is shared. */
export const collaboratorSchema = z.object({
  user: z.string(),
  full_name: z.string(),
  gravatar_url: z.string(),
  permission: repositoryPermissionSchema,
  created_at: z.iso.datetime(),
});

export const addCollaboratorSchema = z.object({
  user: z.string(),
  /** Docker Hub's collaborators pull and push. */
  permission: repositoryPermissionSchema.default('write'),
});

export const updateCollaboratorSchema = z.object({ permission: repositoryPermissionSchema });

/** A repository of somebody else that is shared with the caller. */
export const collaborationSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  description: z.string(),
  is_private: z.boolean(),
  permission: repositoryPermissionSchema,
});

export type Collaborator = z.infer<typeof collaboratorSchema>;
export type Collaboration = z.infer<typeof collaborationSchema>;

const list = '/v2/repositories/{namespace}/{repository}/collaborators';
const alsoList = '/v2/namespaces/{namespace}/repositories/{repository}/collaborators';
const one = { path: `${list}/{username}`, alsoAt: [`${alsoList}/{username}`] };
const tag = 'Collaborators';
const answer = { description: 'The collaborator', schema: collaboratorSchema };

/** Sharing of personal repositories. Those of organizations are shared with teams. */
export const collaboratorRoutes = {
  list: contract({
    id: 'collaborator.list',
    method: 'GET',
    path: list,
    alsoAt: [alsoList],
    tag,
    summary: 'List the collaborators of a repository',
    access: byRepository('administer'),
    query: pageQuerySchema,
    answers: {
      200: { description: 'A page of collaborators', schema: pageSchema(collaboratorSchema) },
    },
  }),
  add: contract({
    id: 'collaborator.add',
    method: 'POST',
    path: list,
    alsoAt: [alsoList],
    tag,
    summary: 'Share a repository with somebody',
    access: byRepository('administer'),
    body: addCollaboratorSchema,
    answers: { 201: answer },
  }),
  update: contract({
    id: 'collaborator.update',
    method: 'PATCH',
    ...one,
    tag,
    summary: "Change a collaborator's permission",
    access: byRepository('administer'),
    body: updateCollaboratorSchema,
    answers: { 200: answer },
  }),
  remove: contract({
    id: 'collaborator.remove',
    method: 'DELETE',
    ...one,
    tag,
    summary: 'Stop sharing a repository with somebody',
    description: 'Collaborators may leave by themselves.',
    access: byRepository('pull'),
    answers: { 204: { description: 'Removed' } },
  }),
  own: contract({
    id: 'collaborator.own',
    method: 'GET',
    path: '/v2/user/collaborations',
    tag,
    summary: 'List the repositories that others share with one',
    access: byAccount,
    query: pageQuerySchema,
    answers: {
      200: { description: 'A page of repositories', schema: pageSchema(collaborationSchema) },
    },
  }),
};
