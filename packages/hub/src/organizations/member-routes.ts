import {
  addOrganizationMemberSchema,
  type OrganizationMember,
  organizationMemberQuerySchema,
  organizationRoutes,
  updateOrganizationMemberSchema,
} from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { offsetOf, pageAnswer } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { parsedQuery } from '../api/request-query.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import { csvLine } from '../audit/csv.ts';
import type { HubServices } from '../hub-services.ts';
import { listInvitees } from './list-invitees.ts';
import { countMembers, listMembers, type MemberView } from './list-members.ts';
import {
  addMember,
  type ChangedMember,
  type MemberChange,
  removeMember,
  updateMember,
} from './member-commands.ts';
import { seenOrganization } from './organization-access.ts';
import { accepted } from './refusal.ts';

/** Who belongs to an organization. */
export function memberRouteList(services: HubServices): RouteDefinition[] {
  const { members, exportMembers, addMember: add } = organizationRoutes;
  const { updateMember: update, removeMember: remove } = organizationRoutes;
  return [
    implement(members, (request) => list(services, request)),
    implement(exportMembers, (request) => exported(services, request)),
    implement(add, async (request) => {
      const asked = await request.json(addOrganizationMemberSchema);
      const member = asked.member.toLowerCase();
      const change = { ...changeOf(services, request, member), role: asked.role };
      forget(services, accepted(await services.database.run(addMember, change)));
      return { status: 201, body: await shown(services, request, member) };
    }),
    implement(update, async (request) => {
      const { role } = await request.json(updateOrganizationMemberSchema);
      const member = request.param('username');
      const change = { ...changeOf(services, request, member), role };
      forget(services, accepted(await services.database.run(updateMember, change)));
      return { status: 200, body: await shown(services, request, member) };
    }),
    implement(remove, async (request) => {
      const change = changeOf(services, request, request.param('username'));
      forget(services, accepted(await services.database.run(removeMember, change)));
      return { status: 204 };
    }),
  ];
}

function changeOf(services: HubServices, request: HubRequest, member: string): MemberChange {
  return {
    origin: changeOrigin(services, request),
    organization: request.param('org'),
    member,
  };
}

function forget(services: HubServices, { organization, account }: ChangedMember): void {
  services.live.grants.forget(`${account} ${organization} 0`);
}

async function viewOf(services: HubServices, request: HubRequest): Promise<MemberView> {
  const organization = await seenOrganization(services, request.subject, request.param('org'));
  return { organization, origin: request.context.origin };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = parsedQuery(request, organizationMemberQuerySchema);
  const view = await viewOf(services, request);
  const { query } = services.database;
  const { type = asked.invites === 'true' ? 'all' : 'member' } = asked;
  // Whom owners invite is theirs to know.
  const invitees =
    type === 'member' || !view.organization.owns
      ? []
      : await listInvitees(query, view, { ...asked, now: services.clock() });
  const count = type === 'invitee' ? 0 : await countMembers(query, view.organization, asked);
  const offset = offsetOf(asked);
  const limit = Math.min(asked.page_size, Math.max(0, count - offset));
  const members = await listMembers(query, view, { ...asked, limit, offset });
  const rest = invitees.slice(Math.max(0, offset - count), offset + asked.page_size - count);
  const results = offset + asked.page_size > count ? [...members, ...rest] : members;
  const found = { count: count + invitees.length, results };
  return { status: 200, body: pageAnswer(request, asked, found) };
}

async function shown(
  services: HubServices,
  request: HubRequest,
  name: string,
): Promise<OrganizationMember> {
  const view = await viewOf(services, request);
  const asked = { search: name, limit: 1000, offset: 0 };
  const found = await listMembers(services.database.query, view, asked);
  const member = found.find(({ username }) => username === name);
  if (!member) throw new ProblemError(404, `${name} is no member of ${view.organization.name}`);
  return member;
}

const columns = ['Name', 'Username', 'Email', 'Type', 'Role', 'Teams', 'Date Joined'];
const atOnce = 200;

async function exported(services: HubServices, request: HubRequest): Promise<HubReply> {
  const view = await viewOf(services, request);
  const now = services.clock();
  const stamp = new Date(now).toISOString().replaceAll(/[-:]|\.\d+/g, '');
  const { name } = view.organization;
  return {
    status: 200,
    body: memberLines(services, view, now),
    headers: {
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': `attachment;filename="${name}-members-${stamp}.csv"`,
      'cache-control': 'no-store',
    },
  };
}

async function* memberLines(
  services: HubServices,
  view: MemberView,
  now: number,
): AsyncGenerator<string> {
  const { query } = services.database;
  yield csvLine(columns);
  for (let offset = 0; ; offset += atOnce) {
    const members = await listMembers(query, view, { limit: atOnce, offset });
    if (members.length > 0) yield members.map(memberLine).join('');
    if (members.length < atOnce) break;
  }
  yield (await listInvitees(query, view, { now })).map(memberLine).join('');
}

function memberLine(member: OrganizationMember): string {
  return csvLine([
    ...[member.full_name, member.username, member.email, member.type, member.role],
    ...[member.groups.join(', '), member.date_joined],
  ]);
}
