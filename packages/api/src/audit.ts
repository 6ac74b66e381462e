import { z } from 'zod';
import { pageQuerySchema, pageSchema } from './page.ts';
import { byAccount, byAdministrator, byNamespaceOwner, byRepository } from './route-access.ts';
import { contract } from './route-contract.ts';

/** Something that was done, in Docker Hub's shape with where it came from added. */
export const auditLogSchema = z.object({
  id: z.number().int(),
  /** The namespace that it concerns; empty where it is gone. */
  account: z.string(),
  /** `repo.tag.push` */
  action: z.string(),
  /** What it was done to: `kirtan/my-app`, a member's or a team's name. */
  name: z.string(),
  actor: z.string(),
  data: z.record(z.string(), z.string()),
  timestamp: z.iso.datetime(),
  action_description: z.string(),
  /** The client's address; null where the caller may not know. */
  address: z.string().nullable(),
  /** The User-Agent; null as above. */
  client: z.string().nullable(),
});

const time = z.iso.datetime({ offset: true });

export const auditFilterSchema = z.object({
  /** One action, or the first parts of several: `repo.tag`. */
  action: z.string().optional(),
  name: z.string().optional(),
  actor: z.string().optional(),
  from: time.optional(),
  to: time.optional(),
});

export const auditQuerySchema = auditFilterSchema.extend({
  page: pageQuerySchema.shape.page,
  page_size: z.coerce
    .number()
    .int()
    .min(1)
    .catch(25)
    .transform((value) => Math.min(value, 100))
    .default(25),
});

export const auditExportQuerySchema = auditFilterSchema.extend({
  format: z.enum(['csv', 'jsonl']).default('csv'),
});

/** Newest first. Docker Hub's answer is `logs` alone. */
export const auditLogsSchema = z.object({
  logs: z.array(auditLogSchema),
  next: z.string().nullable(),
  previous: z.string().nullable(),
});

export const auditActionsSchema = z.object({
  actions: z.record(
    z.string(),
    z.object({
      label: z.string(),
      actions: z.array(z.object({ name: z.string(), label: z.string(), description: z.string() })),
    }),
  ),
});

export type AuditLog = z.infer<typeof auditLogSchema>;
export type AuditLogs = z.infer<typeof auditLogsSchema>;
export type AuditActions = z.infer<typeof auditActionsSchema>;

const ofNamespace = '/v2/auditlogs/{namespace}';
const tag = 'Audit log';
const logs = { 200: { description: 'Events, newest first', schema: auditLogsSchema } };
const page = {
  200: { description: 'A page of events, newest first', schema: pageSchema(auditLogSchema) },
};
const exported = {
  200: {
    description: 'Events, newest first: CSV, or a JSON object on each line',
    mediaType: 'text/csv',
  },
};

/** What was done, by whom and from where. */
export const auditRoutes = {
  list: contract({
    id: 'audit.list',
    method: 'GET',
    path: ofNamespace,
    tag,
    summary: 'List what was done in a namespace',
    access: byNamespaceOwner,
    query: auditQuerySchema,
    answers: logs,
  }),
  actions: contract({
    id: 'audit.actions',
    method: 'GET',
    path: `${ofNamespace}/actions`,
    tag,
    summary: 'List the actions that can be filtered by',
    access: byNamespaceOwner,
    answers: { 200: { description: 'Actions by subject', schema: auditActionsSchema } },
  }),
  export: contract({
    id: 'audit.export',
    method: 'GET',
    path: `${ofNamespace}/export`,
    tag,
    summary: 'Export what was done in a namespace',
    access: byNamespaceOwner,
    query: auditExportQuerySchema,
    answers: exported,
  }),
  listAll: contract({
    id: 'audit.list-all',
    method: 'GET',
    path: '/v2/auditlogs',
    tag,
    summary: 'List what was done in the whole hub',
    access: byAdministrator,
    query: auditQuerySchema,
    answers: logs,
  }),
  exportAll: contract({
    id: 'audit.export-all',
    method: 'GET',
    // No account can have this name.
    path: '/v2/auditlogs/_all/export',
    tag,
    summary: 'Export what was done in the whole hub',
    access: byAdministrator,
    query: auditExportQuerySchema,
    answers: exported,
  }),
  repository: contract({
    id: 'audit.repository',
    method: 'GET',
    path: '/v2/namespaces/{namespace}/repositories/{repository}/activity',
    alsoAt: ['/v2/repositories/{namespace}/{repository}/auditlogs'],
    tag,
    summary: 'List what was done with a repository',
    description:
      'Readers see pushes and deletions of tags. Changes of settings and where things came from are shown to who administers it.',
    access: byRepository('pull'),
    query: pageQuerySchema.extend({ action: z.string().optional() }),
    answers: page,
  }),
  own: contract({
    id: 'audit.own',
    method: 'GET',
    path: '/v2/user/activity',
    tag,
    summary: 'List what happened lately where one takes part',
    description:
      "Pushes and changes in one's own repositories, one's organizations' and those shared with one.",
    access: byAccount,
    query: pageQuerySchema,
    answers: page,
  }),
};
