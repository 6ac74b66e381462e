import { randomUUID } from 'node:crypto';
import {
  createOrganizationTokenSchema,
  type OrganizationToken,
  type OrganizationTokenDetail,
  type OrganizationTokenResource,
  organizationTokenRoutes,
  updateOrganizationTokenSchema,
} from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { seenOrganization } from '../organizations/organization-access.ts';
import { accepted } from '../organizations/refusal.ts';
import { reachOfScopes } from '../tokens/scopes.ts';
import { newSecret, organizationTokenPrefix, secretDigest } from '../tokens/secret.ts';
import {
  createOrganizationToken,
  deleteOrganizationToken,
  updateOrganizationToken,
} from './organization-token-commands.ts';
import {
  inImageWords,
  isImageWord,
  publicResource,
  scopesOf,
  tokenReach,
} from './token-resources.ts';

/** Tokens that speak for an organization. */
export function organizationTokenArea(services: HubServices): HubArea {
  const { list: all, create: make, read, update: change, delete: drop } = organizationTokenRoutes;
  return {
    routes: [
      implement(all, (request) => list(services, request)),
      implement(make, (request) => create(services, request)),
      implement(read, async (request) => ({
        status: 200,
        body: await named(services, request, request.param('access_token_id')),
      })),
      implement(change, (request) => update(services, request)),
      implement(drop, async (request) => {
        const id = request.param('access_token_id');
        accepted(
          await services.database.run(deleteOrganizationToken, {
            ...changeOf(services, request),
            id,
          }),
        );
        services.live.tokens.forget(id);
        return { status: 204 };
      }),
    ],
  };
}

function changeOf(services: HubServices, request: HubRequest) {
  return { origin: changeOrigin(services, request), organization: request.param('org') };
}

function tokens(services: HubServices, organization: number) {
  return services.database.query
    .selectFrom('hub_access_tokens as token')
    .leftJoin('hub_organization_tokens as more', 'more.token_id', 'token.id')
    .where('token.account_id', '=', organization);
}

const columns = [
  ...(['token.id', 'token.label', 'token.created_at', 'token.expires_at'] as const),
  ...(['token.last_used_at', 'token.revoked_at', 'token.scopes'] as const),
  ...(['token.restricted', 'token.public_read', 'more.description', 'more.created_by'] as const),
  'more.image_scopes',
] as const;

interface TokenShown {
  readonly id: string;
  readonly label: string;
  readonly created_at: number;
  readonly expires_at: number | null;
  readonly last_used_at: number | null;
  readonly revoked_at: number | null;
  readonly scopes: string;
  readonly restricted: number;
  readonly public_read: number;
  readonly description: string | null;
  readonly created_by: string | null;
  readonly image_scopes: number | null;
}

function shown(row: TokenShown, now: number): OrganizationToken {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  const expired = row.expires_at !== null && row.expires_at <= now;
  return {
    id: row.id,
    label: row.label,
    description: row.description ?? '',
    created_by: row.created_by ?? '',
    is_active: row.revoked_at === null && !expired,
    created_at: new Date(row.created_at).toISOString(),
    expires_at: time(row.expires_at)?.replace('.000Z', 'Z') ?? null,
    last_used_at: time(row.last_used_at),
  };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const { id } = await seenOrganization(services, request.subject, request.param('org'));
  const found = tokens(services, id);
  const [rows, count] = await pageOfRows(
    query,
    found,
    found.select(columns).orderBy('token.created_at', 'desc').orderBy('token.id'),
  );
  const now = services.clock();
  const results = rows.map((row) => shown(row, now));
  const page = pageAnswer(request, query, { count, results });
  const { next, previous } = page;
  return { status: 200, body: { total: page.count, next, previous, results } };
}

/** A token with what it reaches, by the names that repositories have now. */
async function named(
  services: HubServices,
  request: HubRequest,
  id: string,
): Promise<OrganizationTokenDetail> {
  const organization = await seenOrganization(services, request.subject, request.param('org'));
  const row = await tokens(services, organization.id)
    .select(columns)
    .where('token.id', '=', id)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such access token');
  const chosen = await services.database.query
    .selectFrom('hub_access_token_repositories as chosen')
    .innerJoin('hub_repositories as repository', 'repository.id', 'chosen.repository_id')
    .select(['repository.path', 'chosen.reach'])
    .where('chosen.token_id', '=', id)
    .orderBy('repository.path')
    .execute();
  const resource = (path: string, scopes: string[]): OrganizationTokenResource => ({
    type: 'TYPE_REPO',
    path,
    scopes: row.image_scopes === 1 ? scopes.map(inImageWords) : scopes,
  });
  return {
    ...shown(row, services.clock()),
    resources: [
      ...(row.restricted === 1
        ? []
        : [resource(`${organization.name}/*`, scopesOf(reachOfScopes(row.scopes)))]),
      ...chosen.map(({ path, reach }) => resource(path, scopesOf(reach))),
      ...(row.public_read === 1 ? [resource(publicResource, ['repo-pull'])] : []),
    ],
  };
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createOrganizationTokenSchema);
  const input = changeOf(services, request);
  const expiresAt = asked.expires_at ? Date.parse(asked.expires_at) : null;
  if (expiresAt !== null && expiresAt <= input.origin.now) {
    const problem = 'must be in the future';
    throw new ProblemError(400, `expires_at ${problem}`, { fields: { expires_at: [problem] } });
  }
  const id = randomUUID();
  const token = newSecret(organizationTokenPrefix);
  accepted(
    await services.database.run(createOrganizationToken, {
      ...input,
      ...{ id, expiresAt, secretDigest: secretDigest(token) },
      ...{ label: asked.label, description: asked.description ?? '' },
      imageScopes: asked.resources.some(({ scopes }) => scopes.some(isImageWord)),
      reaches: accepted(tokenReach(input.organization, asked.resources)),
    }),
  );
  const body = { ...(await named(services, request, id)), token };
  return { status: 201, body, headers: { 'cache-control': 'no-store' } };
}

async function update(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateOrganizationTokenSchema);
  const id = request.param('access_token_id');
  const input = changeOf(services, request);
  const { label, description, resources, is_active: active } = asked;
  accepted(
    await services.database.run(updateOrganizationToken, {
      ...input,
      id,
      ...(label === undefined ? {} : { label }),
      ...(description === undefined ? {} : { description }),
      ...(active === undefined ? {} : { active }),
      ...(resources === undefined
        ? {}
        : { reaches: accepted(tokenReach(input.organization, resources)) }),
    }),
  );
  services.live.tokens.forget(id);
  return { status: 200, body: await named(services, request, id) };
}
