import { starRoutes } from '@slipway/api';
import { visibleTo } from '../access/visible.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import { entriesOf } from '../repositories/list-repositories.ts';
import { type RepositoryServices, viewerOf } from '../repositories/repository-access.ts';
import { setStar } from './star-commands.ts';

/** The caller's stars. */
export function starRouteDefinitions(services: RepositoryServices): RouteDefinition[] {
  return [
    implement(starRoutes.add, (request) => star(services, request, true)),
    implement(starRoutes.remove, (request) => star(services, request, false)),
    implement(starRoutes.list, (request) => list(services, request)),
  ];
}

async function star(
  services: RepositoryServices,
  request: HubRequest,
  starred: boolean,
): Promise<HubReply> {
  const outcome = await services.database.run(setStar, {
    ...{ subject: request.subject, path: pathName(request), starred, now: services.clock() },
  });
  if (outcome.kind === 'unknown') throw unknownRepository();
  return { status: 200, body: { star_count: outcome.stars, has_starred: starred } };
}

async function list(services: RepositoryServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const starred = services.database.query
    .selectFrom('hub_stars as star')
    .innerJoin('hub_repositories as repository', 'repository.id', 'star.repository_id')
    .innerJoin('hub_accounts as account', 'account.id', 'repository.namespace_id')
    .where('star.account_id', '=', request.accountId())
    .where('account.closed_at', 'is', null)
    .where(visibleTo(request.subject) as never);
  const [rows, count] = await pageOfRows(
    query,
    starred,
    starred
      .select('star.repository_id as id')
      .orderBy('star.created_at', 'desc')
      .orderBy('star.repository_id', 'desc'),
  );
  const ids = rows.map((row) => row.id);
  const results = await entriesOf(services.database, ids, await viewerOf(services, request));
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}
