import {
  addRepositoryTeamSchema,
  type RepositoryTeam,
  teamRoutes,
  updateRepositoryTeamSchema,
} from '@slipway/api';
import { situation } from '../access/policy.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { pathName, unknownRepository } from '../api/repository-path.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubServices } from '../hub-services.ts';
import type { RepositoryPermission } from '../organizations/organization-tables.ts';
import { acceptedFor } from '../organizations/repository-refusal.ts';
import { setTeamPermission } from './team-permission-commands.ts';

/** What teams may do with a repository of their organization. */
export function repositoryTeamRouteList(services: HubServices): RouteDefinition[] {
  const { ofRepository, addToRepository, onRepository } = teamRoutes;
  const { updateOnRepository, removeFromRepository } = teamRoutes;
  return [
    implement(ofRepository, (request) => list(services, request)),
    implement(addToRepository, async (request) => {
      const asked = await request.json(addRepositoryTeamSchema);
      return set(services, request, { ...asked, expects: 'any' });
    }),
    implement(onRepository, async (request) => {
      const group_id = teamId(request);
      const row = await granted(services, await repositoryId(services, request))
        .select(['team.id as group_id', 'team.name as group_name', 'granted.permission'])
        .where('team.id', '=', group_id)
        .executeTakeFirst();
      if (!row) throw new ProblemError(404, 'the team has no permission for this repository');
      return { status: 200, body: row satisfies RepositoryTeam };
    }),
    implement(updateOnRepository, async (request) => {
      const { permission } = await request.json(updateRepositoryTeamSchema);
      return set(services, request, {
        group_id: teamId(request),
        permission,
        expects: 'present',
      });
    }),
    implement(removeFromRepository, async (request) => {
      const group_id = teamId(request);
      await set(services, request, { group_id, permission: null, expects: 'present' });
      return { status: 204 };
    }),
  ];
}

function teamId(request: HubRequest): number {
  const text = request.param('group_id');
  if (!/^\d{1,15}$/.test(text)) throw new ProblemError(404, 'a team is named by its number here');
  return Number(text);
}

/** The route's own access has let in whoever asks. */
async function repositoryId(services: HubServices, request: HubRequest): Promise<number> {
  const { place } = await situation(services.live, request.subject, pathName(request));
  if (!place.repository) throw unknownRepository();
  return place.repository.id;
}

function granted(services: HubServices, repository: number) {
  return services.database.query
    .selectFrom('hub_team_repositories as granted')
    .innerJoin('hub_teams as team', 'team.id', 'granted.team_id')
    .where('granted.repository_id', '=', repository);
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const found = granted(services, await repositoryId(services, request));
  const [results, count] = await pageOfRows(
    query,
    found,
    found
      .select(['team.id as group_id', 'team.name as group_name', 'granted.permission'])
      .orderBy('team.name'),
  );
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

async function set(
  services: HubServices,
  request: HubRequest,
  asked: {
    readonly group_id: number;
    readonly permission: RepositoryPermission | null;
    readonly expects: 'present' | 'any';
  },
): Promise<HubReply> {
  const { group_id, permission, expects } = asked;
  const { name } = acceptedFor(
    await services.database.run(setTeamPermission, {
      origin: changeOrigin(services, request),
      path: pathName(request),
      team: group_id,
      permission,
      expects,
    }),
  );
  return { status: 200, body: { group_id, group_name: name, permission } };
}
