import { randomUUID } from 'node:crypto';
import { securityNoticeTo } from '../accounts/security-notice.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubServices } from '../hub-services.ts';
import type { HubSettings } from '../hub-settings.ts';
import type { LoginKeys } from '../ports/login-limiter.ts';
import type { FoundSession } from '../sessions/browser-sessions.ts';
import { TooManyAttemptsError } from '../sign-in/sign-in-error.ts';
import { reach } from '../tokens/scopes.ts';
import type { OpenidFlow } from './flow-cookie.ts';
import { linkOpenidIdentity, type SignedInAccount, signInByOpenid } from './identity-commands.ts';
import type { OpenidParts } from './openid-area.ts';
import { isAllowed, type OpenidClaims } from './openid-claims.ts';
import { OpenidError } from './openid-exchange.ts';
import { type OpenidProviderSettings, providerOf } from './openid-provider.ts';

/** What the sign-in page is told by a code; it has the words. */
type OpenidFailure =
  /** The browser did not begin this, or too long ago. */
  | 'expired'
  /** The provider could not be asked, or said what cannot be believed. */
  | 'failed'
  /** The user, or the provider for him, said no. */
  | 'refused'
  /** The provider's word is not enough for his address. */
  | 'not-allowed'
  /** Nobody here, and nobody may sign up through this provider. */
  | 'no-account'
  | 'closed'
  /** The identity signs in to another account. */
  | 'taken';

/** Sends the browser to a provider. */
export async function start(parts: OpenidParts, request: HubRequest): Promise<HubReply> {
  const { services } = parts;
  const keys = limitKeys(request);
  await mayTry(services, keys);
  const provider = await enabledProvider(services, request.param('slug'));
  const returnTo = ownPath(request, services.settings, request.query.get('return_to'));
  try {
    const { location, cookie } = await beginFlow(parts, request, {
      provider,
      returnTo,
      link: null,
    });
    return redirect(location, cookie);
  } catch (err) {
    if (!(err instanceof OpenidError)) throw err;
    services.log.warn({ err }, 'an OpenID sign-in could not begin');
    return failure(services, 'failed');
  } finally {
    await services.loginLimiter.succeeded(keys);
  }
}

/** Begins a flow: where to go, and the cookie that keeps it. */
export async function beginFlow(
  { services, exchange, flows }: OpenidParts,
  request: HubRequest,
  flow: { readonly provider: OpenidProviderSettings } & Pick<OpenidFlow, 'returnTo' | 'link'>,
): Promise<{ location: string; cookie: string }> {
  const { provider, returnTo, link } = flow;
  const redirectUri = redirectUriOf(request, services.settings, provider.slug);
  const { location, secrets } = await exchange.begin(provider, redirectUri);
  const { slug } = provider;
  return { location, cookie: flows.put({ slug, secrets, returnTo, link, redirectUri }) };
}

/** What a provider must know as its redirect URI. */
export function redirectUriOf(
  { context }: HubRequest,
  { pathPrefix }: HubSettings,
  slug: string,
): string {
  return `${context.origin}${pathPrefix}/v2/session/openid/${slug}/callback`;
}

/** Takes the browser back from a provider. */
export async function comeBack(parts: OpenidParts, request: HubRequest): Promise<HubReply> {
  const { services, flows, exchange } = parts;
  const slug = request.param('slug');
  const keys = limitKeys(request);
  await mayTry(services, keys);
  const flow = flows.take(request.header('cookie'), request.query.get('state') ?? '');
  const failed = async (code: OpenidFailure) => {
    // Who was really with a provider has guessed nothing, even if it did not let him in.
    const guessed = code === 'expired' || code === 'failed';
    await services.loginLimiter[guessed ? 'failed' : 'succeeded'](keys);
    return failure(services, code, flow && flows.remove(flow));
  };
  if (!flow || flow.slug !== slug) return failed('expired');
  const provider = await enabledProvider(services, slug);
  // The address that the provider was told: what proxies made of it on the way does not matter.
  const callback = new URL(flow.redirectUri);
  callback.search = request.query.toString();
  let claims: OpenidClaims;
  try {
    claims = await exchange.finish(provider, callback, flow.secrets);
  } catch (err) {
    if (!(err instanceof OpenidError)) throw err;
    services.log.warn({ err }, 'an OpenID sign-in failed');
    return failed(request.query.get('error') === 'access_denied' ? 'refused' : 'failed');
  }
  if (!isAllowed(claims, provider)) return failed('not-allowed');
  await services.loginLimiter.succeeded(keys);
  const finished = { provider, claims, flow };
  const session = flow.link ? await sessionOf(services, request) : undefined;
  const reply = flow.link
    ? await finishLink(services, request, { ...finished, session })
    : await finishSignIn(parts, request, finished);
  const answer = typeof reply === 'string' ? failure(services, reply) : reply;
  // Looking at a session may give it a new secret, which its browser must get.
  return withCookie(withCookie(answer, session?.cookie), flows.remove(flow));
}

interface Finished {
  readonly provider: OpenidProviderSettings;
  readonly claims: OpenidClaims;
  readonly flow: OpenidFlow;
}

async function finishSignIn(
  parts: OpenidParts,
  request: HubRequest,
  { provider, claims, flow }: Finished,
): Promise<HubReply | OpenidFailure> {
  const { services, tickets } = parts;
  const vouched = { provider, claims, ...originOf(services, request) };
  const account = await services.database.run(signInByOpenid, vouched);
  if (account.kind === 'closed') return 'closed';
  if (account.kind === 'unknown') {
    if (!provider.signUp) return 'no-account';
    const ticket = tickets.issue({ slug: provider.slug, claims, returnTo: flow.returnTo });
    return redirect(`${services.settings.pathPrefix}/sign-up/openid#${ticket}`);
  }
  const cookie = await openSession(services, request, account);
  return cookie === undefined ? 'closed' : redirect(flow.returnTo, cookie);
}

/** By the account that was signed in when the flow began, if it still is. */
async function finishLink(
  services: HubServices,
  request: HubRequest,
  finished: Finished & { readonly session: FoundSession | undefined },
): Promise<HubReply | OpenidFailure> {
  const { provider, claims, flow } = finished;
  if (finished.session === undefined) return 'expired';
  const { subject, session } = finished.session;
  const { accountId, sessionId } = flow.link ?? {};
  if (subject.accountId === undefined) return 'expired';
  if (subject.accountId !== accountId || session.id !== sessionId) return 'expired';
  if (subject.reach < reach.account) return 'expired';
  const what = `${provider.name} signs in to your account from now on.`;
  const outcome = await services.database.run(linkOpenidIdentity, {
    ...{ provider, claims, ...originOf(services, request), id: randomUUID() },
    notice: await securityNoticeTo(services, request, { accountId: subject.accountId, what }),
    origin: { ...changeOrigin(services, request), subject },
  });
  if (outcome === 'stale') return 'expired';
  return outcome === 'taken' ? 'taken' : redirect(flow.returnTo);
}

async function sessionOf(
  { sessions }: HubServices,
  request: HubRequest,
): Promise<FoundSession | undefined> {
  const { origin, address } = request.context;
  const cookieHeader = request.header('cookie');
  const found = await sessions.find({ cookieHeader, origin, address });
  return found === 'ended' ? undefined : found;
}

/** The Set-Cookie header of a new session, or undefined where the account is closed by now. */
export async function openSession(
  services: HubServices,
  request: HubRequest,
  { id, generation }: SignedInAccount,
): Promise<string | undefined> {
  const { origin, address } = request.context;
  const agent = request.header('user-agent') ?? '';
  const account = { id, generation, method: 'openid' };
  return (await services.sessions.open(account, { origin, address, agent }))?.cookie;
}

/** Where a request comes from, for commands. */
export function originOf(services: HubServices, request: HubRequest) {
  const { address, client, now } = changeOrigin(services, request);
  return { address, client, now };
}

/** A provider that signs in. Throws ProblemError 404. */
export async function enabledProvider(
  { database }: HubServices,
  slug: string,
): Promise<OpenidProviderSettings> {
  const row = await database.query
    .selectFrom('hub_openid_providers')
    .selectAll()
    .where('slug', '=', slug)
    .where('enabled', '=', 1)
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such provider');
  return providerOf(row);
}

/** A path of this hub's own pages, or its start: nobody is sent elsewhere. */
export function ownPath(
  request: HubRequest,
  { pathPrefix }: HubSettings,
  asked: string | null | undefined,
): string {
  const { origin } = request.context;
  const url = asked?.startsWith('/') ? URL.parse(asked, origin) : null;
  if (url === null || url.origin !== origin) return `${pathPrefix}/`;
  return `${url.pathname.replace(/^\/+/, '/')}${url.search}${url.hash}`;
}

/** The providers that the sign-in page offers. */
export async function listedProviders({
  database,
}: Pick<HubServices, 'database'>): Promise<{ slug: string; name: string }[]> {
  return await database.query
    .selectFrom('hub_openid_providers')
    .select(['slug', 'name'])
    .where('enabled', '=', 1)
    .orderBy('name')
    .orderBy('slug')
    .execute();
}

/** By address alone: whoever fails often must not keep others from their provider. */
export function limitKeys(request: HubRequest): LoginKeys {
  const { address } = request.context;
  return { account: `openid:${address}`, address };
}

/** Throws TooManyAttemptsError where too many have failed. */
export async function mayTry({ loginLimiter }: HubServices, keys: LoginKeys): Promise<void> {
  const { allowed, retryAfterSeconds } = await loginLimiter.check(keys);
  if (!allowed) throw new TooManyAttemptsError(Math.max(1, retryAfterSeconds));
}

function failure({ settings }: HubServices, code: OpenidFailure, cookie?: string): HubReply {
  return redirect(`${settings.pathPrefix}/sign-in?openid_error=${code}`, cookie);
}

function redirect(location: string, cookie?: string): HubReply {
  const headers = { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' };
  return withCookie({ status: 302, headers }, cookie);
}

function withCookie(reply: HubReply, cookie: string | undefined): HubReply {
  if (cookie === undefined) return reply;
  const before = reply.headers?.['set-cookie'] ?? [];
  return { ...reply, headers: { ...reply.headers, 'set-cookie': [before, cookie].flat() } };
}
