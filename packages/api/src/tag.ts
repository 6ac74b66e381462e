import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

/** A tag, as far as the hub knows it without opening images. */
export const tagSchema = z.object({
  name: z.string(),
  digest: z.string(),
  media_type: z.string(),
  last_updated: z.iso.datetime(),
  tag_last_pushed: z.iso.datetime(),
  tag_status: z.literal('active'),
  v2: z.literal(true),
});

export const tagPageSchema = pageSchema(tagSchema);

export type Tag = z.infer<typeof tagSchema>;

/** Tags of a repository. */
export const tagRoutes = {
  list: contract({
    id: 'tag.list',
    method: 'GET',
    path: '/v2/namespaces/{namespace}/repositories/{repository}/tags',
    alsoAt: ['/v2/repositories/{namespace}/{repository}/tags'],
    tag: 'Tags',
    summary: 'List tags of a repository',
    access: byRepository('pull'),
    query: pageQuerySchema,
    answers: { 200: { description: 'A page of tags', schema: tagPageSchema } },
  }),
};
