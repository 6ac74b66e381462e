import {
  createOrganizationSchema,
  type Organization,
  type OrganizationDeletion,
  type OrganizationSettings,
  organizationRoutes,
  organizationSettingsSchema,
  type RegistryAccess,
  registryAccessSchema,
  updateOrganizationSchema,
} from '@slipway/api';
import { accountNameProblem } from '../accounts/account-name.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubServices } from '../hub-services.ts';
import { type SeenOrganization, seenOrganization } from './organization-access.ts';
import {
  createOrganization,
  deleteOrganization,
  type OrganizationProfile,
  setOrganizationSettings,
  updateOrganization,
} from './organization-commands.ts';
import { countsOf } from './organization-counts.ts';
import { avatarUrl, people, personColumns } from './people.ts';
import { accepted } from './refusal.ts';

/** Organizations themselves. */
export function organizationRouteList(services: HubServices): RouteDefinition[] {
  const { own, create, read, update, deletion, delete: drop } = organizationRoutes;
  const { settings, updateSettings, registryAccess, updateRegistryAccess } = organizationRoutes;
  return [
    implement(own, (request) => listOwn(services, request)),
    implement(create, (request) => make(services, request)),
    implement(read, async (request) => ({
      status: 200,
      body: await shown(services, request, await named(services, request)),
    })),
    implement(update, (request) => change(services, request)),
    implement(deletion, (request) => preview(services, request)),
    implement(drop, (request) => remove(services, request)),
    implement(settings, async (request) => ({
      status: 200,
      body: await restrictedImages(services, request),
    })),
    implement(updateSettings, async (request) => {
      const asked = await request.json(organizationSettingsSchema);
      const restricted = JSON.stringify(asked.restricted_images);
      await set(services, request, { restricted_images: restricted });
      return { status: 200, body: await restrictedImages(services, request) };
    }),
    implement(registryAccess, async (request) => ({
      status: 200,
      body: await registries(services, request),
    })),
    implement(updateRegistryAccess, async (request) => {
      const asked = await request.json(registryAccessSchema);
      await set(services, request, { registry_access: JSON.stringify(asked) });
      return { status: 200, body: await registries(services, request) };
    }),
  ];
}

function named(services: HubServices, request: HubRequest): Promise<SeenOrganization> {
  return seenOrganization(services, request.subject, request.param('org'));
}

async function listOwn(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const mine = services.database.query
    .selectFrom('hub_organization_members as member')
    .innerJoin('hub_accounts as organization', 'organization.id', 'member.organization_id')
    .where('member.account_id', '=', request.accountId())
    .where('organization.closed_at', 'is', null);
  const [rows, count] = await pageOfRows(
    query,
    mine,
    mine.select('organization.name').orderBy('organization.name'),
  );
  const results: Organization[] = [];
  for (const { name } of rows) {
    const seen = await seenOrganization(services, request.subject, name);
    results.push(await shown(services, request, seen));
  }
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

async function make(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createOrganizationSchema);
  const problem = accountNameProblem(asked.orgname);
  if (problem) throw new ProblemError(400, problem, { fields: { orgname: [problem] } });
  const made = accepted(
    await services.database.run(createOrganization, {
      origin: changeOrigin(services, request),
      name: asked.orgname,
      profile: {
        full_name: '',
        bio: '',
        company: '',
        location: '',
        website: '',
        ...profileOf(asked),
      },
      defaultVisibility: asked.default_visibility ?? null,
      owner: asked.owner,
      administratorsOnly: services.settings.organizationsByAdministrators,
    }),
  );
  services.live.grants.forget(`${made.owner} ${made.id} 0`);
  const seen = await seenOrganization(services, request.subject, asked.orgname);
  return { status: 201, body: await shown(services, request, seen) };
}

async function change(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateOrganizationSchema);
  accepted(
    await services.database.run(updateOrganization, {
      origin: changeOrigin(services, request),
      organization: request.param('org'),
      profile: profileOf(asked),
      ...(asked.default_visibility === undefined
        ? {}
        : { defaultVisibility: asked.default_visibility }),
    }),
  );
  return { status: 200, body: await shown(services, request, await named(services, request)) };
}

function profileOf(asked: {
  readonly full_name?: string | undefined;
  readonly description?: string | undefined;
  readonly company?: string | undefined;
  readonly location?: string | undefined;
  readonly profile_url?: string | undefined;
}): Partial<OrganizationProfile> {
  const { full_name, description, company, location, profile_url } = asked;
  const given = { full_name, bio: description, company, location, website: profile_url };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function preview(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { id, name } = await named(services, request);
  const counts = await countsOf(services.database.query, id);
  const body: OrganizationDeletion = {
    orgname: name,
    repository_count: counts.repositories,
    member_count: counts.members,
    team_count: counts.teams,
    access_token_count: counts.tokens,
    invite_count: counts.invites,
    can_delete: counts.repositories === 0,
  };
  return { status: 200, body };
}

async function remove(services: HubServices, request: HubRequest): Promise<HubReply> {
  const organization = request.param('org');
  if (request.query.get('confirm') !== organization) {
    const problem = 'must be the name of the organization, to say that you mean it';
    throw new ProblemError(400, `confirm ${problem}`, { fields: { confirm: [problem] } });
  }
  const origin = changeOrigin(services, request);
  const done = accepted(await services.database.run(deleteOrganization, { origin, organization }));
  for (const member of done.members) services.live.grants.forget(`${member} ${done.id} 0`);
  for (const token of done.tokens) services.live.tokens.forget(token);
  services.live.accounts.forget(done.id);
  return { status: 204 };
}

async function set(
  services: HubServices,
  request: HubRequest,
  settings: { restricted_images: string } | { registry_access: string },
): Promise<void> {
  const origin = changeOrigin(services, request);
  const organization = request.param('org');
  accepted(
    await services.database.run(setOrganizationSettings, { origin, organization, settings }),
  );
}

async function settingsRow(services: HubServices, request: HubRequest) {
  const { id } = await named(services, request);
  return services.database.query
    .selectFrom('hub_organizations')
    .select(['restricted_images', 'registry_access'])
    .where('organization_id', '=', id)
    .executeTakeFirst();
}

async function restrictedImages(
  services: HubServices,
  request: HubRequest,
): Promise<OrganizationSettings> {
  const row = await settingsRow(services, request);
  return {
    restricted_images: row?.restricted_images
      ? JSON.parse(row.restricted_images)
      : { enabled: false, allow_official_images: true, allow_verified_publishers: true },
  };
}

async function registries(services: HubServices, request: HubRequest): Promise<RegistryAccess> {
  const row = await settingsRow(services, request);
  if (row?.registry_access) return JSON.parse(row.registry_access);
  return {
    enabled: false,
    standard_registries: [{ id: 'DockerHub', allowed: true }],
    custom_registries: [],
  };
}

async function shown(
  services: HubServices,
  request: HubRequest,
  seen: SeenOrganization,
): Promise<Organization> {
  const { query } = services.database;
  const [row, counts] = await Promise.all([
    people(query)
      .select([...personColumns, 'profile.bio', 'account.created_at', 'account.default_visibility'])
      .where('account.id', '=', seen.id)
      .executeTakeFirstOrThrow(),
    seen.inside ? countsOf(query, seen.id) : undefined,
  ]);
  return {
    id: String(seen.id),
    orgname: seen.name,
    full_name: row.full_name ?? '',
    description: row.bio ?? '',
    company: row.company ?? '',
    location: row.location ?? '',
    profile_url: row.website ?? '',
    gravatar_email: '',
    gravatar_url: avatarUrl(request.context.origin, row),
    type: 'Organization',
    date_joined: new Date(row.created_at).toISOString(),
    is_active: true,
    default_visibility: seen.inside ? row.default_visibility : null,
    role: seen.role,
    member_count: counts?.members ?? null,
    team_count: counts?.teams ?? null,
  };
}
