import {
  type CheckedOpenidProvider,
  createOpenidProviderSchema,
  type OpenidProvider,
  updateOpenidProviderSchema,
} from '@slipway/api';
import type { Selectable } from 'kysely';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import { EgressError } from '../egress/egress-error.ts';
import type { HubServices } from '../hub-services.ts';
import { openidClientSecret, sealedContext } from '../secrets/sealed-columns.ts';
import type { OpenidParts } from './openid-area.ts';
import { OpenidError } from './openid-exchange.ts';
import { providerOf } from './openid-provider.ts';
import { redirectUriOf } from './openid-sign-in.ts';
import type { OpenidProviderRow } from './openid-tables.ts';
import {
  addOpenidProvider,
  removeOpenidProvider,
  updateOpenidProvider,
} from './provider-commands.ts';

export async function listProviders(
  { services }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const rows = await services.database.query
    .selectFrom('hub_openid_providers')
    .selectAll()
    .orderBy('slug')
    .execute();
  const results = rows.map((row) => shown(services, request, row));
  return { status: 200, body: { count: rows.length, next: null, previous: null, results } };
}

export async function readProvider(
  { services }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const row = await named(services, request.param('slug'));
  return { status: 200, body: shown(services, request, row) };
}

export async function createProvider(
  { services }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const asked = await request.json(createOpenidProviderSchema);
  await requireReachable(services, asked.issuer);
  const { slug, client_secret: secret, ...settings } = asked;
  const outcome = await services.database.run(addOpenidProvider, {
    origin: changeOrigin(services, request),
    slug,
    settings: {
      ...{ name: settings.name, issuer: settings.issuer, client_id: settings.client_id },
      ...{ groups_claim: settings.groups_claim, scopes: JSON.stringify(settings.scopes) },
      ...{ teams: JSON.stringify(settings.teams), sign_up: settings.sign_up ? 1 : 0 },
      allowed_domains: JSON.stringify(settings.allowed_domains),
      enabled: settings.is_enabled ? 1 : 0,
      sealed_client_secret: secret ? sealed(services, slug, secret) : null,
    },
  });
  if (outcome === 'denied') throw denied();
  if (outcome === 'taken') {
    const problem = `there is a provider ${slug} already`;
    throw new ProblemError(409, problem, { fields: { slug: [problem] } });
  }
  return { status: 201, body: shown(services, request, await named(services, slug)) };
}

export async function updateProvider(
  { services }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const asked = await request.json(updateOpenidProviderSchema);
  if (asked.issuer !== undefined) await requireReachable(services, asked.issuer);
  const slug = request.param('slug');
  const secret = asked.client_secret;
  const settings: Partial<OpenidProviderRow> = {
    ...(asked.name === undefined ? {} : { name: asked.name }),
    ...(asked.issuer === undefined ? {} : { issuer: asked.issuer }),
    ...(asked.client_id === undefined ? {} : { client_id: asked.client_id }),
    ...(asked.groups_claim === undefined ? {} : { groups_claim: asked.groups_claim }),
    ...(asked.scopes === undefined ? {} : { scopes: JSON.stringify(asked.scopes) }),
    ...(asked.teams === undefined ? {} : { teams: JSON.stringify(asked.teams) }),
    ...(asked.sign_up === undefined ? {} : { sign_up: asked.sign_up ? 1 : 0 }),
    ...(asked.is_enabled === undefined ? {} : { enabled: asked.is_enabled ? 1 : 0 }),
    ...(asked.allowed_domains === undefined
      ? {}
      : { allowed_domains: JSON.stringify(asked.allowed_domains) }),
    ...(secret === undefined
      ? {}
      : { sealed_client_secret: secret === null ? null : sealed(services, slug, secret) }),
  };
  const origin = changeOrigin(services, request);
  const outcome = await services.database.run(updateOpenidProvider, { origin, slug, settings });
  if (outcome === 'denied') throw denied();
  if (outcome === 'unknown') throw unknown();
  return { status: 200, body: shown(services, request, await named(services, slug)) };
}

export async function removeProvider(
  { services }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const change = { origin: changeOrigin(services, request), slug: request.param('slug') };
  const outcome = await services.database.run(removeOpenidProvider, change);
  if (outcome === 'denied') throw denied();
  if (outcome === 'unknown') throw unknown();
  return { status: 204 };
}

/** Whether the provider can be used, in its own words. */
export async function checkProvider(
  { services, exchange }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const provider = providerOf(await named(services, request.param('slug')));
  try {
    const metadata = await exchange.check(provider);
    const body: CheckedOpenidProvider = {
      issuer: metadata.issuer,
      authorization_endpoint: metadata.authorization_endpoint ?? '',
      token_endpoint: metadata.token_endpoint ?? '',
      has_userinfo: metadata.userinfo_endpoint !== undefined,
    };
    return { status: 200, body };
  } catch (error) {
    if (error instanceof OpenidError) throw new ProblemError(422, error.message);
    throw error;
  }
}

async function requireReachable({ egress }: HubServices, issuer: string): Promise<void> {
  try {
    const allowed = await egress.isAllowedPlace(issuer);
    if (allowed || issuer.startsWith('https:')) return;
    throw badIssuer('an issuer without TLS must be among egress.allow (SLIPWAY_EGRESS_ALLOW)');
  } catch (error) {
    // One that does not answer now may be set up before it does; one that is refused never works.
    if (error instanceof EgressError && error.code === 'EGRESS_REFUSED') {
      throw badIssuer(error.message);
    }
    if (!(error instanceof EgressError)) throw error;
  }
}

function badIssuer(problem: string): ProblemError {
  return new ProblemError(400, problem, { fields: { issuer: [problem] } });
}

function sealed({ secrets }: HubServices, slug: string, secret: string): string {
  return secrets.seal(secret, sealedContext(openidClientSecret, slug));
}

async function named(
  { database }: HubServices,
  slug: string,
): Promise<Selectable<OpenidProviderRow>> {
  const row = await database.query
    .selectFrom('hub_openid_providers')
    .selectAll()
    .where('slug', '=', slug)
    .executeTakeFirst();
  if (!row) throw unknown();
  return row;
}

function unknown(): ProblemError {
  return new ProblemError(404, 'there is no such provider');
}

function denied(): ProblemError {
  return new ProblemError(403, 'only administrators may do this');
}

function shown(
  services: HubServices,
  request: HubRequest,
  row: Selectable<OpenidProviderRow>,
): OpenidProvider {
  const provider = providerOf(row);
  return {
    ...{ slug: provider.slug, name: provider.name, issuer: provider.issuer },
    ...{ client_id: provider.clientId, has_client_secret: provider.sealedClientSecret !== null },
    ...{ scopes: [...provider.scopes], groups_claim: provider.groupsClaim },
    ...{ teams: [...provider.teams], sign_up: provider.signUp, is_enabled: provider.enabled },
    allowed_domains: [...provider.allowedDomains],
    redirect_uri: redirectUriOf(request, services.settings, provider.slug),
    created_at: new Date(row.created_at).toISOString(),
    updated_at: new Date(row.updated_at).toISOString(),
  };
}
