import { randomUUID } from 'node:crypto';
import {
  bulkInviteSchema,
  type Invite as InviteAnswer,
  type Invitee,
  inviteRoutes,
  type OrganizationRole,
  type OwnInvite,
  organizationRoles,
} from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { offsetOf, pageAnswer, pageQuery } from '../api/paging.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { type SealedLetter, sealLetter } from '../mail/post-letter.ts';
import { seenOrganization } from '../organizations/organization-access.ts';
import { accepted } from '../organizations/refusal.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import { answerInvite } from './answer-invite.ts';
import {
  cancelInvite,
  emailOf,
  expireInvites,
  type InviteeToAsk,
  invite,
  resendInvite,
} from './invite-commands.ts';

/** What the secrets of invitations' links begin with. */
const inviteSecretPrefix = 'slp_inv_';
/** Between two letters of one invitation. */
const pauseMs = 60_000;
const day = 24 * 3600;

/** Invitations to organizations: sending, answering, expiry. */
export function inviteArea(services: HubServices): HubArea {
  const { list: all, bulk, cancel, resend, own, accept, decline } = inviteRoutes;
  const { readLink, acceptLink, declineLink } = inviteRoutes;
  const { database, clock } = services;
  return {
    routes: [
      implement(all, (request) => list(services, request)),
      implement(bulk, (request) => ask(services, request)),
      implement(cancel, async (request) => {
        const origin = changeOrigin(services, request);
        accepted(await database.run(cancelInvite, { origin, id: request.param('id') }));
        return { status: 204 };
      }),
      implement(resend, (request) => again(services, request)),
      implement(own, (request) => listOwn(services, request)),
      implement(accept, (request) => answerOwn(services, request, 'accept')),
      implement(decline, (request) => answerOwn(services, request, 'decline')),
      implement(readLink, (request) => behindLink(services, request)),
      implement(acceptLink, (request) => answerLink(services, request, 'accept')),
      implement(declineLink, (request) => answerLink(services, request, 'decline')),
    ],
    periodic: [
      {
        name: 'hub.expire-invites',
        about: 'Removes invitations to organizations that nobody answered in time',
        everyMs: 3_600_000,
        run: async () => `${await database.run(expireInvites, { now: clock() })} removed`,
      },
    ],
  };
}

function invites(services: HubServices) {
  return services.database.query
    .selectFrom('hub_invites as invite')
    .innerJoin('hub_accounts as organization', 'organization.id', 'invite.organization_id')
    .leftJoin('hub_profiles as profile', 'profile.account_id', 'organization.id')
    .leftJoin('hub_accounts as account', 'account.id', 'invite.account_id')
    .leftJoin('hub_teams as team', 'team.id', 'invite.team_id')
    .where('organization.closed_at', 'is', null)
    .where('invite.expires_at', '>', services.clock());
}

const columns = [
  ...(['invite.id', 'invite.inviter_name', 'invite.email', 'invite.role'] as const),
  ...(['invite.created_at', 'invite.expires_at', 'account.name as account'] as const),
  ...(['organization.name as org', 'team.name as team', 'profile.full_name'] as const),
] as const;

interface InviteShown {
  readonly id: string;
  readonly inviter_name: string;
  readonly email: string | null;
  readonly role: OrganizationRole;
  readonly created_at: number;
  readonly expires_at: number;
  readonly account: string | null;
  readonly org: string;
  readonly team: string | null;
  readonly full_name: string | null;
}

function common(row: Omit<InviteShown, 'email' | 'account' | 'full_name'>) {
  return {
    id: row.id,
    inviter_username: row.inviter_name,
    org: row.org,
    team: row.team ?? '',
    role: row.role,
    created_at: new Date(row.created_at).toISOString(),
    expires_at: new Date(row.expires_at).toISOString(),
  };
}

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { id } = await seenOrganization(services, request.subject, request.param('org'));
  const rows = await invites(services)
    .select(columns)
    .where('invite.organization_id', '=', id)
    .orderBy('invite.created_at', 'desc')
    .orderBy('invite.id')
    .execute();
  const data = rows.map(
    (row): InviteAnswer => ({ ...common(row), invitee: row.email ?? row.account ?? '' }),
  );
  return { status: 200, body: { data } };
}

async function ask(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(bulkInviteSchema);
  const { role, team } = roleAndTeam(asked);
  const secrets = new Map<string, string>();
  const inviteSeconds = services.settings.inviteSeconds;
  const invitees = [...new Set(asked.invitees.map((text) => text.trim()))].map(
    (invitee): InviteeToAsk => {
      const id = randomUUID();
      const email = emailOf(invitee);
      if (email === undefined) return { id, invitee, secretDigest: null, letter: null };
      const secret = newSecret(inviteSecretPrefix);
      secrets.set(invitee, secret);
      const letter = letterTo(services, request, {
        ...{ email, secret, organization: asked.org },
        inviter: request.subject.name,
      });
      return { id, invitee, secretDigest: secretDigest(secret), letter };
    },
  );
  const dryRun = asked.dry_run ?? false;
  const origin = changeOrigin(services, request);
  const done = accepted(
    await services.database.run(invite, {
      ...{ origin, organization: asked.org, role, team, invitees, dryRun },
      expiresAt: origin.now + inviteSeconds * 1000,
    }),
  );
  const results = done.each.map(({ invitee, status, row }): Invitee => {
    if (!row || dryRun) return { invitee, status };
    const secret = secrets.get(invitee);
    const shown = { ...row, org: asked.org, team: done.team };
    return {
      invitee,
      status,
      invite: { ...common(shown), invitee },
      ...(secret === undefined ? {} : { link: linkOf(services, request, secret) }),
    };
  });
  return {
    status: 202,
    body: { invitees: results },
    headers: { 'cache-control': 'no-store' },
  };
}

/** On Docker Hub owners are a team of that name. */
function roleAndTeam(asked: {
  readonly role?: string | undefined;
  readonly team?: string | undefined;
}) {
  const team = asked.team === '' ? undefined : asked.team;
  if (team === 'owners') return { role: 'owner' as const, team: undefined };
  const name = (asked.role || 'member').toLowerCase();
  const role = organizationRoles.find((each) => each === name);
  if (role !== undefined) return { role, team };
  const problem = `must be one of ${organizationRoles.join(', ')}`;
  throw new ProblemError(400, `role ${problem}`, { fields: { role: [problem] } });
}

function linkOf(services: HubServices, request: HubRequest, secret: string): string {
  return `${request.context.origin}${services.settings.pathPrefix}/invites/${secret}`;
}

/** The letter that brings the link; null where the hub sends no mail. */
function letterTo(
  services: HubServices,
  request: HubRequest,
  to: {
    readonly email: string;
    readonly secret: string;
    readonly organization: string;
    readonly inviter: string;
  },
): SealedLetter | null {
  if (services.mailer === undefined) return null;
  return sealLetter(services.secrets, {
    to: to.email,
    letter: {
      kind: 'invitation',
      inviter: to.inviter,
      organization: to.organization,
      link: linkOf(services, request, to.secret),
      days: Math.max(1, Math.round(services.settings.inviteSeconds / day)),
    },
  });
}

async function again(services: HubServices, request: HubRequest): Promise<HubReply> {
  const id = request.param('id');
  // Whether it is the caller's to send again is asked in the transaction.
  const row = await invites(services)
    .select(['invite.email', 'organization.name'])
    .where('invite.id', '=', id)
    .executeTakeFirst();
  const secret = newSecret(inviteSecretPrefix);
  const letter = row?.email
    ? letterTo(services, request, {
        ...{ email: row.email, secret, organization: row.name },
        inviter: request.subject.name,
      })
    : null;
  const origin = changeOrigin(services, request);
  accepted(
    await services.database.run(resendInvite, {
      ...{ origin, id, letter, pauseMs, secretDigest: secretDigest(secret) },
      expiresAt: origin.now + services.settings.inviteSeconds * 1000,
    }),
  );
  return { status: 204 };
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
  const found = invites(services).where((where) =>
    where.or([
      where('invite.account_id', '=', accountId),
      ...(email === null ? [] : [where('invite.email', '=', email)]),
    ]),
  );
  const [rows, { count }] = await Promise.all([
    found
      .select(columns)
      .orderBy('invite.created_at', 'desc')
      .orderBy('invite.id')
      .limit(query.page_size)
      .offset(offsetOf(query))
      .execute(),
    found.select((select) => select.fn.countAll<number>().as('count')).executeTakeFirstOrThrow(),
  ]);
  const results = rows.map(shownToInvited);
  return { status: 200, body: pageAnswer(request, query, { count: Number(count), results }) };
}

function shownToInvited(row: InviteShown): OwnInvite {
  return { ...common(row), org_full_name: row.full_name ?? '' };
}

async function behindLink(services: HubServices, request: HubRequest): Promise<HubReply> {
  const row = await invites(services)
    .select(columns)
    .where('invite.secret_digest', '=', secretDigest(request.param('secret')))
    .executeTakeFirst();
  if (!row) throw new ProblemError(404, 'there is no such invitation (any more)');
  return {
    status: 200,
    body: shownToInvited(row),
    headers: { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  };
}

function answerOwn(
  services: HubServices,
  request: HubRequest,
  answer: 'accept' | 'decline',
): Promise<HubReply> {
  return settle(services, request, { invite: { id: request.param('id') }, answer });
}

function answerLink(
  services: HubServices,
  request: HubRequest,
  answer: 'accept' | 'decline',
): Promise<HubReply> {
  const digest = secretDigest(request.param('secret'));
  return settle(services, request, { invite: { secretDigest: digest }, answer });
}

async function settle(
  services: HubServices,
  request: HubRequest,
  asked: {
    readonly invite: { readonly id: string } | { readonly secretDigest: string };
    readonly answer: 'accept' | 'decline';
  },
): Promise<HubReply> {
  const origin = changeOrigin(services, request);
  const done = accepted(await services.database.run(answerInvite, { origin, ...asked }));
  if (done.account !== undefined) {
    services.live.grants.forget(`${done.account} ${done.organization} 0`);
  }
  return { status: 204 };
}
