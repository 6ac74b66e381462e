import { linkOpenidSchema, type OpenidIdentity } from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import { requireRecent } from '../sessions/recent-confirmation.ts';
import { unlinkOpenidIdentity } from './identity-commands.ts';
import type { OpenidParts } from './openid-area.ts';
import { OpenidError } from './openid-exchange.ts';
import { beginFlow, enabledProvider, ownPath } from './openid-sign-in.ts';

/** The identities that sign in to the caller's account. */
export async function listIdentities(
  { services }: OpenidParts,
  request: HubRequest,
): Promise<HubReply> {
  const rows = await services.database.query
    .selectFrom('hub_openid_identities as identity')
    .innerJoin('hub_openid_providers as provider', 'provider.id', 'identity.provider_id')
    .select(['identity.id', 'identity.subject', 'identity.email', 'identity.created_at'])
    .select(['identity.last_used_at', 'provider.slug', 'provider.name'])
    .where('identity.account_id', '=', request.accountId())
    .orderBy('identity.created_at')
    .orderBy('identity.id')
    .execute();
  const time = (at: number) => new Date(at).toISOString();
  const results = rows.map(
    (row): OpenidIdentity => ({
      ...{ id: row.id, provider: row.slug, provider_name: row.name },
      ...{ subject: row.subject, email: row.email, created_at: time(row.created_at) },
      last_used: row.last_used_at === null ? null : time(row.last_used_at),
    }),
  );
  return { status: 200, body: { count: rows.length, next: null, previous: null, results } };
}

/** Where to go so that a provider signs in to the caller's account from then on. */
export async function beginLink(parts: OpenidParts, request: HubRequest): Promise<HubReply> {
  const { services } = parts;
  requireRecent(request, services.clock());
  if (!request.session) {
    throw new ProblemError(409, 'only a browser that is signed in can go to the provider and back');
  }
  const asked = await request.json(linkOpenidSchema);
  const provider = await enabledProvider(services, asked.provider);
  const link = { accountId: request.accountId(), sessionId: request.session.id };
  const returnTo = ownPath(request, services.settings, asked.return_to);
  try {
    const { location, cookie } = await beginFlow(parts, request, { provider, returnTo, link });
    const headers = { 'cache-control': 'no-store', 'set-cookie': cookie };
    return { status: 200, body: { location }, headers };
  } catch (err) {
    if (!(err instanceof OpenidError)) throw err;
    services.log.warn({ err }, 'an OpenID identity could not be linked');
    throw new ProblemError(502, `${provider.name} cannot be asked now: try again later`);
  }
}

export async function unlink({ services }: OpenidParts, request: HubRequest): Promise<HubReply> {
  requireRecent(request, services.clock());
  const change = { origin: changeOrigin(services, request), id: request.param('id') };
  const outcome = await services.database.run(unlinkOpenidIdentity, change);
  if (outcome === 'unknown') throw new ProblemError(404, 'there is no such identity');
  if (outcome === 'last') {
    throw new ProblemError(
      409,
      'nothing else signs in to this account: set a password or add a passkey first',
    );
  }
  return { status: 204 };
}
