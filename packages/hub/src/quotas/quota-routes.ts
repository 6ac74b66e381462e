import { type NamespaceUsage, quotaRoutes, setQuotaSchema } from '@slipway/api';
import { sql } from 'kysely';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { setQuota } from './quota-commands.ts';
import { limitsOf, type QuotaLimits } from './quota-limits.ts';

/** What namespaces use, and may use. */
export function quotaRouteDefinitions(services: HubServices): RouteDefinition[] {
  return [
    implement(quotaRoutes.read, async (request) => usage(services, request.param('namespace'))),
    implement(quotaRoutes.set, async (request) => {
      const asked = await request.json(setQuotaSchema);
      const namespace = request.param('namespace');
      const outcome = await services.database.run(setQuota, {
        ...{ namespace, actor: request.actor(), now: services.clock() },
        storageBytes: asked.storage_bytes,
        repositories: asked.repositories,
        privateRepositories: asked.private_repositories,
      });
      if (outcome.kind !== 'set') throw unknownNamespace();
      return usage(services, namespace);
    }),
    implement(quotaRoutes.list, (request) => list(services, request)),
  ];
}

async function usage(services: HubServices, namespace: string): Promise<HubReply> {
  const row = await usages(services).where('account.name', '=', namespace).executeTakeFirst();
  if (!row) throw unknownNamespace();
  return { status: 200, body: shownUsage(row, services.settings.quotas) };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const [rows, { count }] = await Promise.all([
    usages(services)
      .orderBy('used_bytes', 'desc')
      .orderBy('account.name')
      .limit(query.page_size)
      .offset(offsetOf(query))
      .execute(),
    services.database.query
      .selectFrom('hub_accounts')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('closed_at', 'is', null)
      .executeTakeFirstOrThrow(),
  ]);
  const results = rows.map((row) => shownUsage(row, services.settings.quotas));
  return { status: 200, body: pageAnswer(request, query, { count: Number(count), results }) };
}

function usages({ database }: HubServices) {
  return database.query
    .selectFrom('hub_accounts as account')
    .leftJoin('hub_quotas as quota', 'quota.namespace_id', 'account.id')
    .selectAll('quota')
    .select('account.name')
    .select(({ selectFrom }) => [
      selectFrom('hub_repository_figures as figures')
        .select(sql<number>`coalesce(sum(figures.storage_bytes), 0)`.as('bytes'))
        .whereRef('figures.namespace_id', '=', 'account.id')
        .as('used_bytes'),
      selectFrom('hub_repositories as repository')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('repository.namespace_id', '=', 'account.id')
        .as('used_repositories'),
      selectFrom('hub_repositories as repository')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .whereRef('repository.namespace_id', '=', 'account.id')
        .where('repository.visibility', '=', 'private')
        .as('used_private'),
    ])
    .where('account.closed_at', 'is', null);
}

type UsageRow = Awaited<ReturnType<ReturnType<typeof usages>['executeTakeFirstOrThrow']>>;

function shownUsage(row: UsageRow, defaults: QuotaLimits): NamespaceUsage {
  const limits = limitsOf(row, defaults);
  const custom = [row.storage_is_custom, row.repositories_is_custom, row.private_is_custom];
  return {
    namespace: row.name,
    storage_bytes: { used: Number(row.used_bytes ?? 0), limit: limits.storageBytes },
    repositories: { used: Number(row.used_repositories ?? 0), limit: limits.repositories },
    private_repositories: {
      used: Number(row.used_private ?? 0),
      limit: limits.privateRepositories,
    },
    is_custom: custom.includes(1),
  };
}

function unknownNamespace(): ProblemError {
  return new ProblemError(404, 'there is no such namespace');
}
