import { randomUUID } from 'node:crypto';
import {
  type AccessToken,
  type AccessTokenPage,
  accessTokenRoutes,
  createAccessTokenSchema,
  updateAccessTokenSchema,
} from '@slipway/api';
import type { Selectable } from 'kysely';
import type { z } from 'zod';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import type { AccessTokenRow } from '../tables.ts';
import {
  createAccessToken,
  deleteAccessToken,
  mostAccessTokens,
  updateAccessToken,
} from '../tokens/access-token-commands.ts';
import { accessTokenPrefix, newSecret, secretDigest } from '../tokens/secret.ts';
import { isActive, shownAccessTokens } from '../tokens/show-access-token.ts';
import type { HubReply, HubRequest } from './hub-request.ts';
import { implement } from './hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from './paging.ts';
import { ProblemError } from './problem-error.ts';

const noStore = { 'cache-control': 'no-store' };

/** An account's own personal access tokens. */
export function accessTokenArea(services: HubServices): HubArea {
  const routes = accessTokenRoutes;
  return {
    routes: [
      implement(routes.list, (request) => list(services, request)),
      implement(routes.create, (request) => create(services, request)),
      implement(routes.read, (request) => read(services, request)),
      implement(routes.update, (request) => update(services, request)),
      implement(routes.delete, (request) => remove(services, request, 204)),
      implement(routes.deleteOlder, (request) => remove(services, request, 202)),
      implement(routes.generate, (request) => generate(services, request)),
    ],
  };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const own = services.database.query
    .selectFrom('hub_access_tokens')
    .where('account_id', '=', request.accountId());
  const [rows, all] = await Promise.all([
    own
      .selectAll()
      .orderBy('created_at', 'desc')
      .orderBy('id')
      .limit(query.page_size)
      .offset(offsetOf(query))
      .execute(),
    own.select(['revoked_at', 'expires_at']).execute(),
  ]);
  const now = services.clock();
  const results = await shownAccessTokens(services, request.subject, rows);
  const body: AccessTokenPage = {
    ...pageAnswer(request, query, { count: all.length, results }),
    results,
    active_count: all.filter((row) => isActive(row, now)).length,
  };
  return { status: 200, body };
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createAccessTokenSchema);
  const body = await made(services, request, asked, 'manual');
  return { status: 201, body, headers: noStore };
}

/** What Docker's own clients make for themselves, once somebody has signed in with them. */
async function generate(services: HubServices, request: HubRequest): Promise<HubReply> {
  const label = `Generated for ${request.agent().slice(0, 80) || 'a client'}`;
  const asked = createAccessTokenSchema.parse({ token_label: label });
  const { token } = await made(services, request, asked, 'auto');
  return { status: 201, body: { data: { token } }, headers: noStore };
}

/** Makes a token; its secret is in the answer, and nowhere else. */
async function made(
  services: HubServices,
  request: HubRequest,
  asked: z.output<typeof createAccessTokenSchema>,
  generatedBy: AccessToken['generated_by'],
): Promise<AccessToken> {
  const now = services.clock();
  const expiresAt = asked.expires_at ? Date.parse(asked.expires_at) : null;
  if (expiresAt !== null && expiresAt <= now) {
    const problem = 'must be in the future';
    throw new ProblemError(400, `expires_at ${problem}`, { fields: { expires_at: [problem] } });
  }
  const repositories = asked.repositories ?? undefined;
  if (repositories === undefined && asked.public_read) {
    const problem = 'is for tokens that are limited to repositories: name some, or leave it out';
    throw new ProblemError(400, `public_read ${problem}`, { fields: { public_read: [problem] } });
  }
  const token = newSecret(accessTokenPrefix);
  const row: Selectable<AccessTokenRow> = {
    id: randomUUID(),
    account_id: request.accountId(),
    label: asked.token_label,
    scopes: JSON.stringify([...new Set(asked.scopes)]),
    secret_digest: secretDigest(token),
    created_at: now,
    expires_at: expiresAt,
    last_used_at: null,
    revoked_at: null,
    creator_ip: request.context.address,
    creator_ua: request.agent(),
    generated_by: generatedBy,
    restricted: repositories === undefined ? 0 : 1,
    public_read: asked.public_read ? 1 : 0,
  };
  const outcome = await services.database.run(createAccessToken, {
    ...{ row, repositories, subject: request.subject, actor: request.actor() },
  });
  if (outcome.kind === 'too-many') {
    throw new ProblemError(409, `an account has at most ${mostAccessTokens} tokens: delete some`);
  }
  if (outcome.kind === 'unknown-repositories') {
    const problems = outcome.names.map((name) => `${name}: there is none that you may see`);
    throw new ProblemError(400, problems.join('; '), { fields: { repositories: problems } });
  }
  const [shown] = await shownAccessTokens(services, request.subject, [row]);
  return { ...(shown as AccessToken), token };
}

async function read(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await services.database.query
    .selectFrom('hub_access_tokens')
    .selectAll()
    .where('id', '=', request.param('uuid'))
    .where('account_id', '=', request.accountId())
    .executeTakeFirst();
  if (!row) throw unknown();
  const [body] = await shownAccessTokens(services, request.subject, [row]);
  return { status: 200, body };
}

async function update(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateAccessTokenSchema);
  const id = request.param('uuid');
  const found = await services.database.run(updateAccessToken, {
    ...{ accountId: request.accountId(), id, actor: request.actor(), now: services.clock() },
    ...(asked.token_label === undefined ? {} : { label: asked.token_label }),
    ...(asked.is_active === undefined ? {} : { revoked: !asked.is_active }),
  });
  if (!found) throw unknown();
  services.live.tokens.forget(id);
  return read(services, request);
}

async function remove(
  services: HubServices,
  request: HubRequest,
  status: 202 | 204,
): Promise<HubReply> {
  const id = request.param('uuid');
  const found = await services.database.run(deleteAccessToken, {
    ...{ accountId: request.accountId(), id, actor: request.actor(), now: services.clock() },
  });
  if (!found) throw unknown();
  services.live.tokens.forget(id);
  return { status };
}

function unknown(): ProblemError {
  return new ProblemError(404, 'there is no such access token');
}
