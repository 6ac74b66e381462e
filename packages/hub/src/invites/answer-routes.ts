import { inviteCodeSchema, inviteRoutes, type OwnInvite } from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement, type RouteDefinition } from '../api/hub-router.ts';
import { pageAnswer, pageOfRows, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubServices } from '../hub-services.ts';
import { accepted } from '../organizations/refusal.ts';
import { secretDigest } from '../tokens/secret.ts';
import { type AnswerInvite, answerInvite } from './answer-invite.ts';
import { type InviteShown, inviteColumns, openInvites, shownInvite } from './open-invites.ts';

type Answer = AnswerInvite['answer'];

/** What the invited see and answer. */
export function answerRouteList(services: HubServices): RouteDefinition[] {
  const { own, accept, decline, readLink, acceptLink, declineLink } = inviteRoutes;
  return [
    implement(own, (request) => listOwn(services, request)),
    implement(accept, (request) => answerOwn(services, request, 'accept')),
    implement(decline, (request) => answerOwn(services, request, 'decline')),
    implement(readLink, (request) => behindLink(services, request)),
    implement(acceptLink, (request) => answerLink(services, request, 'accept')),
    implement(declineLink, (request) => answerLink(services, request, 'decline')),
  ];
}

async function listOwn(services: HubServices, request: HubRequest): Promise<HubReply> {
  const query = pageQuery(request);
  const accountId = request.accountId();
  const account = await services.database.query
    .selectFrom('hub_accounts')
    .select(['email', 'email_verified_at'])
    .where('id', '=', accountId)
    .executeTakeFirstOrThrow();
  // Whoever merely states an address is not who was invited under it.
  const email = account.email_verified_at === null ? null : account.email;
  const found = openInvites(services).where((where) =>
    where.or([
      where('invite.account_id', '=', accountId),
      ...(email === null ? [] : [where('invite.email', '=', email)]),
    ]),
  );
  const [rows, count] = await pageOfRows(
    query,
    found,
    found.select(inviteColumns).orderBy('invite.created_at', 'desc').orderBy('invite.id'),
  );
  const results = rows.map(shownToInvited);
  return { status: 200, body: pageAnswer(request, query, { count, results }) };
}

function shownToInvited(row: InviteShown): OwnInvite {
  return { ...shownInvite(row), org_full_name: row.full_name ?? '' };
}

async function behindLink(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { code } = await request.json(inviteCodeSchema);
  const row = await openInvites(services)
    .select(inviteColumns)
    .where('invite.secret_digest', '=', secretDigest(code))
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such invitation (any more)');
  return {
    status: 200,
    body: shownToInvited(row),
    headers: { 'cache-control': 'no-store' },
  };
}

function answerOwn(services: HubServices, request: HubRequest, answer: Answer): Promise<HubReply> {
  return settle(services, request, { invite: { id: request.param('id') }, answer });
}

async function answerLink(
  services: HubServices,
  request: HubRequest,
  answer: Answer,
): Promise<HubReply> {
  const { code } = await request.json(inviteCodeSchema);
  return settle(services, request, { invite: { secretDigest: secretDigest(code) }, answer });
}

async function settle(
  services: HubServices,
  request: HubRequest,
  asked: Pick<AnswerInvite, 'invite' | 'answer'>,
): Promise<HubReply> {
  const origin = changeOrigin(services, request);
  const done = accepted(await services.database.run(answerInvite, { origin, ...asked }));
  if (done.account !== undefined) {
    services.live.grants.forget(`${done.account} ${done.organization} 0`);
  }
  return { status: 204 };
}
