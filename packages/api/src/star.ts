import { z } from 'zod';
import { pageQuerySchema } from './page.ts';
import { repositoryPageSchema } from './repository.ts';
import { byAccount } from './route-access.ts';
import { contract } from './route-contract.ts';

const tag = 'Stars';
const one = '/v2/namespaces/{namespace}/repositories/{repository}/stars';
const older = '/v2/repositories/{namespace}/{repository}/stars';
const starsSchema = z.object({ star_count: z.number().int(), has_starred: z.boolean() });

/** Stars, one of each account for a repository that it may pull from. */
export const starRoutes = {
  add: contract({
    id: 'star.add',
    method: 'POST',
    path: one,
    alsoAt: [older],
    tag,
    summary: 'Star a repository',
    access: byAccount,
    answers: { 200: { description: 'Its stars', schema: starsSchema } },
  }),
  remove: contract({
    id: 'star.remove',
    method: 'DELETE',
    path: one,
    alsoAt: [older],
    tag,
    summary: 'Take the own star from a repository',
    access: byAccount,
    answers: { 200: { description: 'Its stars', schema: starsSchema } },
  }),
  list: contract({
    id: 'star.list',
    method: 'GET',
    path: '/v2/user/starred',
    tag,
    summary: 'List the repositories that one has starred, newest star first',
    access: byAccount,
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of repositories', schema: repositoryPageSchema } },
  }),
};
