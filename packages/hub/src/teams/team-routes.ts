import {
  addTeamMemberSchema,
  createTeamSchema,
  type Team,
  type TeamMember,
  type TeamRepository,
  teamRoutes,
  updateTeamSchema,
} from '@slipway/api';
import { sql } from 'kysely';
import { visibleTo } from '../access/visible.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubServices } from '../hub-services.ts';
import { foundBy } from '../organizations/list-members.ts';
import { type SeenOrganization, seenOrganization } from '../organizations/organization-access.ts';
import { anywhere, people, personColumns, shownPerson } from '../organizations/people.ts';
import { accepted } from '../organizations/refusal.ts';
import {
  addTeamMember,
  createTeam,
  deleteTeam,
  removeTeamMember,
  type UpdateTeam,
  updateTeam,
} from './team-commands.ts';

/** Teams and who is in them. */
export function teamRouteList(services: HubServices): RouteDefinition[] {
  const { list: all, create: make, read, replace, update, delete: drop } = teamRoutes;
  const { members, addMember, removeMember, repositories } = teamRoutes;
  return [
    implement(all, (request) => list(services, request)),
    implement(make, (request) => create(services, request)),
    implement(read, async (request) => ({ status: 200, body: await named(services, request) })),
    implement(replace, async (request) => {
      const { name, description = '' } = await request.json(createTeamSchema);
      return change(services, request, { name, description });
    }),
    implement(update, async (request) => {
      const { name, description } = await request.json(updateTeamSchema);
      return change(services, request, {
        ...(name === undefined ? {} : { name }),
        ...(description === undefined ? {} : { description }),
      });
    }),
    implement(drop, async (request) => {
      accepted(await services.database.run(deleteTeam, changeOf(services, request)));
      return { status: 204 };
    }),
    implement(members, (request) => listMembers(services, request)),
    implement(addMember, (request) => join(services, request)),
    implement(removeMember, async (request) => {
      const change = { ...changeOf(services, request), member: request.param('username') };
      accepted(await services.database.run(removeTeamMember, change));
      return { status: 204 };
    }),
    implement(repositories, (request) => listRepositories(services, request)),
  ];
}

function organizationOf(services: HubServices, request: HubRequest): Promise<SeenOrganization> {
  return seenOrganization(services, request.subject, request.param('org'));
}

function changeOf(services: HubServices, request: HubRequest) {
  return {
    origin: changeOrigin(services, request),
    organization: request.param('org'),
    team: request.param('group_name'),
  };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const { id } = await organizationOf(services, request);
  let found = teams(services).where('team.organization_id', '=', id);
  const search = request.query.get('search');
  if (search) {
    found = found.where(sql<boolean>`lower(team.name) like ${anywhere(search)} escape '\\'`);
  }
  const username = request.query.get('username');
  if (username) {
    found = found.where('team.id', 'in', (select) =>
      select
        .selectFrom('hub_team_members as joined')
        .innerJoin('hub_accounts as account', 'account.id', 'joined.account_id')
        .select('joined.team_id')
        .where('account.name', '=', username.toLowerCase()),
    );
  }
  const [rows, count] = await pageOfRows(
    query,
    found,
    found.select(teamColumns).orderBy('team.name'),
  );
  const results = rows.map(shownTeam);
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

function teams(services: HubServices) {
  return services.database.query.selectFrom('hub_teams as team');
}

const teamColumns = [
  ...(['team.id', 'team.name', 'team.description'] as const),
  sql<number>`(select count(*) from hub_team_members as counted where counted.team_id = team.id)`.as(
    'members',
  ),
] as const;

function shownTeam(row: {
  readonly id: number;
  readonly name: string;
  readonly description: string;
  readonly members: number;
}): Team {
  const { id, name, description } = row;
  return { id, uuid: teamUuid(id), name, description, member_count: Number(row.members) };
}

/** Clients keep it; the hub itself goes by the number. */
function teamUuid(id: number): string {
  return `00000000-0000-8000-8000-${id.toString(16).padStart(12, '0')}`;
}

async function named(services: HubServices, request: HubRequest, name?: string): Promise<Team> {
  const { id } = await organizationOf(services, request);
  const team = name ?? request.param('group_name');
  const row = await teams(services)
    .select(teamColumns)
    .where('team.organization_id', '=', id)
    .where('team.name', '=', team)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, `there is no team ${team}`);
  return shownTeam(row);
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { name, description = '' } = await request.json(createTeamSchema);
  const origin = changeOrigin(services, request);
  const organization = request.param('org');
  accepted(await services.database.run(createTeam, { origin, organization, name, description }));
  return { status: 201, body: await named(services, request, name) };
}

async function change(
  services: HubServices,
  request: HubRequest,
  asked: Pick<UpdateTeam, 'name' | 'description'>,
): Promise<HubReply> {
  const input = { ...changeOf(services, request), ...asked };
  accepted(await services.database.run(updateTeam, input));
  return { status: 200, body: await named(services, request, asked.name) };
}

async function listMembers(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const organization = await organizationOf(services, request);
  const team = await named(services, request);
  let found = membersOf(services, team.id);
  const search = request.query.get('search');
  if (search) found = found.where(foundBy(search, organization.owns));
  const [rows, count] = await pageOfRows(
    query,
    found,
    found.select([...personColumns, 'member.created_at']).orderBy('account.name'),
  );
  const view = { origin: request.context.origin, address: organization.owns };
  const results = rows.map(
    (row): TeamMember => ({
      ...shownPerson(row, view),
      type: 'User',
      date_joined: new Date(row.created_at).toISOString(),
    }),
  );
  // Docker's hub-tool, which is what it was when this was no page yet, reads a bare list.
  if (request.agent().startsWith('hub-tool/')) return { status: 200, body: results };
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

function membersOf(services: HubServices, team: number) {
  return people(services.database.query)
    .innerJoin('hub_team_members as member', 'member.account_id', 'account.id')
    .where('member.team_id', '=', team);
}

async function join(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(addTeamMemberSchema);
  const input = { ...changeOf(services, request), member: asked.member.toLowerCase() };
  const { team, account } = accepted(await services.database.run(addTeamMember, input));
  const row = await membersOf(services, team)
    .select([...personColumns, 'member.created_at'])
    .where('account.id', '=', account)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, `${input.member} is not in the team ${input.team}`);
  const body: TeamMember = {
    ...shownPerson(row, { origin: request.context.origin, address: true }),
    type: 'User',
    date_joined: new Date(row.created_at).toISOString(),
  };
  return { status: 200, body };
}

/** A team may be given what not every member of the organization may see. */
async function listRepositories(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const team = await named(services, request);
  const found = services.database.query
    .selectFrom('hub_team_repositories as granted')
    .innerJoin('hub_repositories as repository', 'repository.id', 'granted.repository_id')
    .where('granted.team_id', '=', team.id)
    .where(visibleTo(request.subject) as never);
  const [rows, count] = await pageOfRows(
    query,
    found,
    found
      .select(['repository.path', 'repository.visibility', 'granted.permission'])
      .orderBy('repository.path'),
  );
  const results = rows.map(({ path, visibility, permission }): TeamRepository => {
    const slash = path.indexOf('/');
    return {
      namespace: path.slice(0, slash),
      name: path.slice(slash + 1),
      is_private: visibility === 'private',
      permission,
    };
  });
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}
