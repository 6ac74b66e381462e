import { randomUUID } from 'node:crypto';
import {
  bulkInviteSchema,
  type Invite as InviteAnswer,
  type Invitee,
  inviteRoutes,
  organizationRoles,
} from '@slipway/api';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import { changeOrigin } from '../audit/change-origin.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { type SealedLetter, sealLetter } from '../mail/post-letter.ts';
import { seenOrganization } from '../organizations/organization-access.ts';
import { accepted } from '../organizations/refusal.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import { answerRouteList } from './answer-routes.ts';
import {
  cancelInvite,
  emailOf,
  expireInvites,
  type InviteeToAsk,
  invite,
  resendInvite,
} from './invite-commands.ts';
import { inviteColumns, openInvites, shownInvite } from './open-invites.ts';

/** What the secrets of invitations' links begin with. */
const inviteSecretPrefix = 'slp_inv_';
/** Between two letters of one invitation. */
const pauseMs = 60_000;
const day = 24 * 3600;

/** Invitations to organizations: sending, answering, expiry. */
export function inviteArea(services: HubServices): HubArea {
  const { list: all, bulk, cancel, resend } = inviteRoutes;
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
      ...answerRouteList(services),
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

async function list(services: HubServices, request: HubRequest): Promise<HubReply> {
  const { id } = await seenOrganization(services, request.subject, request.param('org'));
  const rows = await openInvites(services)
    .select(inviteColumns)
    .where('invite.organization_id', '=', id)
    .orderBy('invite.created_at', 'desc')
    .orderBy('invite.id')
    .execute();
  const data = rows.map(
    (row): InviteAnswer => ({ ...shownInvite(row), invitee: row.email ?? row.account ?? '' }),
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
      invite: { ...shownInvite(shown), invitee },
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
  return `${request.context.origin}${services.settings.pathPrefix}/invite#${secret}`;
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
  const row = await openInvites(services)
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
