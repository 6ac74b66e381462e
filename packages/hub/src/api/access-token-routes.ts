import { randomUUID } from 'node:crypto';
import {
  type AccessToken,
  type AccessTokenPage,
  accessTokenRoutes,
  createAccessTokenSchema,
  updateAccessTokenSchema,
} from '@slipway/api';
import type { Selectable } from 'kysely';
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
import type { HubReply, HubRequest } from './hub-request.ts';
import { implement } from './hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from './paging.ts';
import { ProblemError } from './problem-error.ts';

/** An account's own personal access tokens. */
export function accessTokenArea(services: HubServices): HubArea {
  const { list: all, create: make, read: one, update: change, delete: drop } = accessTokenRoutes;
  return {
    routes: [
      implement(all, (request) => list(services, request)),
      implement(make, (request) => create(services, request)),
      implement(one, (request) => read(services, request)),
      implement(change, (request) => update(services, request)),
      implement(drop, (request) => remove(services, request)),
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
  const body: AccessTokenPage = {
    ...pageAnswer(request, query, {
      count: all.length,
      results: rows.map((row) => shown(row, now)),
    }),
    results: rows.map((row) => shown(row, now)),
    active_count: all.filter((row) => isActive(row, now)).length,
  };
  return { status: 200, body };
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createAccessTokenSchema);
  const now = services.clock();
  const expiresAt = asked.expires_at ? Date.parse(asked.expires_at) : null;
  if (expiresAt !== null && expiresAt <= now) {
    const problem = 'must be in the future';
    throw new ProblemError(400, `expires_at ${problem}`, { fields: { expires_at: [problem] } });
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
    creator_ua: (request.header('user-agent') ?? '').slice(0, 300),
    generated_by: 'manual',
    restricted: 0,
    public_read: 0,
  };
  if ((await services.database.run(createAccessToken, row)) === 'too-many') {
    throw new ProblemError(409, `an account has at most ${mostAccessTokens} tokens: delete some`);
  }
  const body = { ...shown(row, now), token };
  return { status: 201, body, headers: { 'cache-control': 'no-store' } };
}

async function read(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await services.database.query
    .selectFrom('hub_access_tokens')
    .selectAll()
    .where('id', '=', request.param('uuid'))
    .where('account_id', '=', request.accountId())
    .executeTakeFirst();
  if (!row) throw unknown();
  return { status: 200, body: shown(row, services.clock()) };
}

async function update(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(updateAccessTokenSchema);
  const id = request.param('uuid');
  const found = await services.database.run(updateAccessToken, {
    accountId: request.accountId(),
    id,
    ...(asked.token_label === undefined ? {} : { label: asked.token_label }),
    ...(asked.is_active === undefined ? {} : { revoked: !asked.is_active }),
    now: services.clock(),
  });
  if (!found) throw unknown();
  services.live.tokens.forget(id);
  return read(services, request);
}

async function remove(services: HubServices, request: HubRequest): Promise<HubReply> {
  const id = request.param('uuid');
  const accountId = request.accountId();
  const found = await services.database.run(deleteAccessToken, { accountId, id });
  if (!found) throw unknown();
  services.live.tokens.forget(id);
  return { status: 204 };
}

function unknown(): ProblemError {
  return new ProblemError(404, 'there is no such access token');
}

function isActive(row: Pick<AccessTokenRow, 'revoked_at' | 'expires_at'>, now: number): boolean {
  return row.revoked_at === null && (row.expires_at === null || row.expires_at > now);
}

function shown(row: Selectable<AccessTokenRow>, now: number): AccessToken {
  const time = (at: number | null) => (at === null ? null : new Date(at).toISOString());
  return {
    uuid: row.id,
    client_id: 'HUB',
    creator_ip: row.creator_ip,
    creator_ua: row.creator_ua,
    created_at: new Date(row.created_at).toISOString(),
    last_used: time(row.last_used_at),
    expires_at: time(row.expires_at),
    generated_by: row.generated_by,
    is_active: isActive(row, now),
    token: '',
    token_label: row.label,
    scopes: JSON.parse(row.scopes) as AccessToken['scopes'],
    repositories: null,
    public_read: row.public_read === 1,
  };
}
