import {
  type AuditLogs,
  auditExportQuerySchema,
  auditQuerySchema,
  auditRoutes,
} from '@slipway/api';
import { judge, situation } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { visibleTo } from '../access/visible.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import { parsedQuery } from '../api/request-query.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { auditActions } from './audit-actions.ts';
import { exportAudit } from './export-audit.ts';
import { pruneAuditPeriodically } from './prune-audit.ts';
import { type AuditFilter, auditEvents, shownColumns, shownEvent } from './read-audit.ts';

/** What of a repository's events whoever may pull from it sees. */
const readersActions = [
  ...(['repo.create', 'repo.tag.push', 'repo.tag.delete', 'repo.tag.restore'] as const),
  ...(['repo.rename', 'repo.transfer', 'repo.archive', 'repo.unarchive'] as const),
];

const day = 24 * 3_600_000;
/** How far back one's own activity goes. */
const lately = 90 * day;

/** The audit log, and what a repository's and the home page show of it. */
export function auditArea(services: HubServices): HubArea {
  const { database, clock, settings } = services;
  const { list, actions, export: exported, listAll, exportAll, repository, own } = auditRoutes;
  return {
    routes: [
      implement(list, async (request) =>
        listed(services, request, await namespaceFilter(services, request)),
      ),
      implement(actions, async (request) => {
        await namespaceFilter(services, request);
        return { status: 200, body: auditActions() };
      }),
      implement(exported, async (request) =>
        download(services, request, {
          filter: await namespaceFilter(services, request),
          name: request.param('namespace'),
        }),
      ),
      implement(listAll, (request) => listed(services, request, {})),
      implement(exportAll, (request) => download(services, request, { filter: {}, name: 'hub' })),
      implement(repository, (request) => ofRepository(services, request)),
      implement(own, (request) => ownActivity(services, request)),
    ],
    periodic: [
      pruneAuditPeriodically({ database, clock, keepSeconds: settings.auditRetentionSeconds }),
    ],
  };
}

/** Who asks was let in by the route's own access. */
async function namespaceFilter(services: HubServices, request: HubRequest): Promise<AuditFilter> {
  const namespace = await services.database.query
    .selectFrom('hub_accounts')
    .select('id')
    .where('name', '=', request.param('namespace'))
    .executeTakeFirst();
  if (!namespace) throw new ProblemError(404, 'there is no such namespace');
  return { namespaceId: namespace.id };
}

/** Counting a log costs as much as reading it: one event more than the page says whether there is a next. */
async function listed(
  services: HubServices,
  request: HubRequest,
  base: AuditFilter,
): Promise<HubReply> {
  const asked = parsedQuery(request, auditQuerySchema);
  const { page, page_size: size } = asked;
  const rows = await auditEvents(services.database.query, { ...base, ...filterOf(asked) })
    .select(shownColumns)
    .orderBy('event.id', 'desc')
    .limit(size + 1)
    .offset((page - 1) * size)
    .execute();
  const link = (to: number) => {
    const target = new URLSearchParams(request.query);
    target.set('page', String(to));
    target.set('page_size', String(size));
    return `${request.context.origin}${request.path}?${target}`;
  };
  const body: AuditLogs = {
    logs: rows.slice(0, size).map((row) => shownEvent(row, true)),
    next: rows.length > size ? link(page + 1) : null,
    previous: page > 1 ? link(page - 1) : null,
  };
  return { status: 200, body };
}

async function download(
  services: HubServices,
  request: HubRequest,
  from: { readonly filter: AuditFilter; readonly name: string },
): Promise<HubReply> {
  const asked = parsedQuery(request, auditExportQuerySchema);
  const filter = { ...from.filter, ...filterOf(asked) };
  const csv = asked.format === 'csv';
  const today = new Date(services.clock()).toISOString().slice(0, 10);
  return {
    status: 200,
    body: exportAudit(services.database.query, filter, asked.format),
    headers: {
      'content-type': csv ? 'text/csv; charset=utf-8' : 'application/jsonl',
      'content-disposition': `attachment; filename="${from.name}-audit-${today}.${asked.format}"`,
      'cache-control': 'no-store',
    },
  };
}

function filterOf(asked: {
  readonly action?: string | undefined;
  readonly name?: string | undefined;
  readonly actor?: string | undefined;
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}): AuditFilter {
  const { action, name, actor, from, to } = asked;
  return {
    action: action || undefined,
    name: name || undefined,
    actor: actor || undefined,
    from: from === undefined ? undefined : Date.parse(from),
    to: to === undefined ? undefined : Date.parse(to),
  };
}

/** Pushes for readers; everything, and where it came from, for who administers it. */
async function ofRepository(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const found = await situation(services.live, request.subject, pathName(request));
  const { repository } = found.place;
  if (!repository) throw unknownRepository();
  const administers = judge(request.subject, found, 'administer').kind === 'granted';
  const events = auditEvents(services.database.query, {
    repositoryId: repository.id,
    action: request.query.get('action') ?? undefined,
    ...(administers ? {} : { actions: readersActions }),
  });
  const [rows, count] = await pageOfRows(
    query,
    events,
    events.select(shownColumns).orderBy('event.id', 'desc'),
  );
  const results = rows.map((row) => shownEvent(row, administers));
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

/** What happened lately in repositories that one may see and has to do with. */
async function ownActivity(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const { subject } = request;
  const events = auditEvents(services.database.query, {
    actions: readersActions,
    from: services.clock() - lately,
  }).where('event.repository_id', 'in', concerning(services, subject));
  const [rows, count] = await pageOfRows(
    query,
    events,
    events.select(shownColumns).orderBy('event.id', 'desc'),
  );
  const results = rows.map((row) => shownEvent(row, false));
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

/** Repositories of the own namespace, of organizations one belongs to, and those shared with one. */
function concerning(services: HubServices, subject: Subject) {
  const { query } = services.database;
  const account = subject.accountId ?? 0;
  return query
    .selectFrom('hub_repositories as repository')
    .select('repository.id')
    .where(visibleTo(subject) as never)
    .where((where) =>
      where.or([
        where('repository.namespace_id', '=', account),
        where('repository.namespace_id', 'in', (select) =>
          select
            .selectFrom('hub_organization_members')
            .select('organization_id')
            .where('account_id', '=', account),
        ),
        where('repository.id', 'in', (select) =>
          select
            .selectFrom('hub_collaborators')
            .select('repository_id')
            .where('account_id', '=', account),
        ),
      ]),
    );
}
