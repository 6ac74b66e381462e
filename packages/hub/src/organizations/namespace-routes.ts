import { type Namespace, namespaceRoutes } from '@slipway/api';
import { mayCreate, situation } from '../access/policy.ts';
import { visibleTo } from '../access/visible.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubServices } from '../hub-services.ts';
import { reach } from '../tokens/scopes.ts';
import { seenOrganization } from './organization-access.ts';
import { countsOf } from './organization-counts.ts';
import { avatarUrl, people, personColumns } from './people.ts';

/** What a namespace's page shows, whatever kind it is of. */
export function namespaceRouteList(services: HubServices): RouteDefinition[] {
  return [implement(namespaceRoutes.read, (request) => read(services, request))];
}

async function read(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { subject } = request;
  const { query } = services.database;
  const name = request.param('namespace');
  const row = await people(query)
    .select([...personColumns, 'account.kind', 'profile.bio', 'account.created_at'])
    .where('account.name', '=', name)
    .where('account.closed_at', 'is', null)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such namespace');
  const organization =
    row.kind === 'organization' ? await seenOrganization(services, subject, name) : undefined;
  const [{ standing }, counts, visible] = await Promise.all([
    situation(services.live, subject, `${name}/`),
    organization?.inside ? countsOf(query, row.id) : undefined,
    query
      .selectFrom('hub_repositories as repository')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('repository.namespace_id', '=', row.id)
      .where(visibleTo(subject) as never)
      .executeTakeFirstOrThrow(),
  ]);
  const owns = organization?.owns ?? (subject.administrator || subject.accountId === row.id);
  const body: Namespace = {
    name,
    kind: row.kind,
    full_name: row.full_name ?? '',
    description: row.bio ?? '',
    company: row.company ?? '',
    location: row.location ?? '',
    website: row.website ?? '',
    avatar_url: avatarUrl(request.context.origin, row),
    date_joined: new Date(row.created_at).toISOString(),
    repository_count: Number(visible.count),
    member_count: counts?.members ?? null,
    team_count: counts?.teams ?? null,
    role: organization?.role ?? null,
    may_create: mayCreate(subject, standing),
    may_administer: owns && subject.reach >= reach.account,
  };
  return { status: 200, body };
}
