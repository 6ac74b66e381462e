import { z } from 'zod';
import { byNamespaceOwner, byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

/** The data of an event `change`: what happened, for a page to read anew what it shows of it. */
export const changeEventSchema = z.object({
  /** As the audit log names it: `repo.tag.push`, `repo.update`. */
  action: z.string(),
  /** `kirtan/my-app`. */
  name: z.string(),
  tag: z.string().nullable(),
  digest: z.string().nullable(),
  at: z.iso.datetime(),
});

export type ChangeEvent = z.infer<typeof changeEventSchema>;

const common = { method: 'GET', tag: 'Live changes' } as const;
const answers = {
  200: {
    description:
      'Server-sent events `change`, each with the JSON of a change; comments in between keep the connection open',
    mediaType: 'text/event-stream',
  },
} as const;

/** Changes as they happen, for pages that are open. */
export const eventRoutes = {
  repository: contract({
    ...common,
    id: 'event.repository',
    path: '/v2/namespaces/{namespace}/repositories/{repository}/events',
    summary: 'Follow the changes of a repository',
    access: byRepository('pull'),
    answers,
  }),
  namespace: contract({
    ...common,
    id: 'event.namespace',
    path: '/v2/namespaces/{namespace}/events',
    summary: 'Follow the changes of all repositories of a namespace',
    access: byNamespaceOwner,
    answers,
  }),
};
