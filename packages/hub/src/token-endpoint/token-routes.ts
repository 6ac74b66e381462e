import { type RegistryTokenAnswer, registryTokenRoutes } from '@slipway/api';
import { anonymous, type Subject } from '../access/subject.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { serviceName } from '../hub-settings.ts';
import { InvalidCredentialsError } from '../sign-in/sign-in-error.ts';
import { basicCredentials } from './basic-credentials.ts';
import { grantAccess } from './grant-access.ts';
import { requestedAccess } from './requested-access.ts';
import { answerTokenErrors, tokenError } from './token-error.ts';

interface TokenRequest {
  readonly subject: Subject;
  readonly scopes: readonly string[];
  readonly service: string | null;
  readonly clientId: string;
  /** Whether a refresh token is wanted, or the one that was used, to give back. */
  readonly refresh: boolean | string;
}

/**
 * Docker's token endpoint: `GET` with Basic or nothing, `POST` as OAuth2, and the published keys.
 * https://distribution.github.io/distribution/spec/auth/token/ and …/auth/oauth/
 */
export function tokenArea(services: HubServices): HubArea {
  const keys = async (): Promise<HubReply> => ({
    status: 200,
    body: await services.keys.published(),
    headers: { 'cache-control': 'public, max-age=30' },
  });
  const { get, post, keys: published, wellKnownKeys } = registryTokenRoutes;
  return {
    routes: [
      implement(get, (request) => answerTokenErrors(request, () => byQuery(services, request))),
      implement(post, (request) => answerTokenErrors(request, () => byForm(services, request))),
      implement(published, keys),
      implement(wellKnownKeys, keys),
    ],
  };
}

async function byQuery(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { query } = request;
  const basic = basicCredentials(request.header('authorization'));
  if (basic === 'malformed') {
    return tokenError({
      status: 401,
      code: 'UNAUTHORIZED',
      message: 'the Authorization header is not Basic credentials',
    });
  }
  const address = request.context.address;
  // Clients that keep an identity token send it, by this name, as the password.
  const identityToken = basic?.name === '<token>';
  const subject =
    basic === undefined
      ? anonymous
      : identityToken
        ? await redeemed(services, basic.secret)
        : await services.signIn.signIn({ ...basic, address });
  return issue(services, {
    subject,
    scopes: query.getAll('scope'),
    service: query.get('service'),
    clientId: query.get('client_id') ?? '',
    refresh: !identityToken && query.get('offline_token') === 'true',
  });
}

async function byForm(services: HubServices, request: HubRequest): Promise<HubReply> {
  const form = await request.form();
  const common = {
    scopes: form.getAll('scope'),
    service: form.get('service'),
    clientId: form.get('client_id') ?? '',
  };
  const grantType = form.get('grant_type');
  if (grantType === 'password') {
    const subject = await services.signIn.signIn({
      name: form.get('username') ?? '',
      secret: form.get('password') ?? '',
      address: request.context.address,
    });
    return issue(services, { ...common, subject, refresh: form.get('access_type') === 'offline' });
  }
  if (grantType === 'refresh_token') {
    const token = form.get('refresh_token') ?? '';
    return issue(services, {
      ...common,
      subject: await redeemed(services, token),
      refresh: token,
    });
  }
  return tokenError({
    status: 400,
    code: 'UNSUPPORTED',
    message: 'grant_type must be "password" or "refresh_token"',
    oauth: 'unsupported_grant_type',
  });
}

async function redeemed(services: HubServices, token: string): Promise<Subject> {
  const subject = await services.refreshTokens.redeem(token);
  if (!subject) throw new InvalidCredentialsError();
  return subject;
}

async function issue(services: HubServices, asked: TokenRequest): Promise<HubReply> {
  const service = serviceName(services.settings);
  // A token for us must not be had in another's name: whoever else's challenge led here.
  if (asked.service !== null && asked.service !== '' && asked.service !== service) {
    return tokenError({
      status: 400,
      code: 'UNSUPPORTED',
      message: `this hub gives tokens for the service ${JSON.stringify(service)} only`,
      oauth: 'invalid_request',
    });
  }
  const { subject } = asked;
  const access = await grantAccess(subject, requestedAccess(asked.scopes), services.live);
  const issued = await services.tokens.registry(subject, access);
  const refreshToken =
    typeof asked.refresh === 'string'
      ? asked.refresh
      : asked.refresh
        ? await services.refreshTokens.issue(subject, asked.clientId)
        : undefined;
  const body: RegistryTokenAnswer = {
    token: issued.token,
    access_token: issued.token,
    expires_in: issued.expiresInSeconds,
    issued_at: new Date(issued.issuedAt).toISOString(),
    scope: access
      .map(({ type, name, actions }) => `${type}:${name}:${actions.join(',')}`)
      .join(' '),
    ...(refreshToken === undefined ? {} : { refresh_token: refreshToken }),
  };
  return { status: 200, body, headers: { 'cache-control': 'no-store' } };
}
