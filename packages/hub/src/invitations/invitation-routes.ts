import { randomUUID } from 'node:crypto';
import {
  createInvitationSchema,
  type Invitation,
  invitationRoutes,
  type MadeInvitation,
} from '@slipway/api';
import type { InvitationRow } from '../accounts/account-tables.ts';
import { emailAddress } from '../accounts/email-address.ts';
import { siteUrl } from '../accounts/site-url.ts';
import type { HubReply, HubRequest } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import { ProblemError } from '../api/problem-error.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { sealLetter } from '../mail/post-letter.ts';
import { newSecret, secretDigest } from '../tokens/secret.ts';
import { addInvitation, isOpen, withdrawInvitation } from './invitation-commands.ts';

const day = 24 * 3_600_000;
const mostListed = 200;

/** Administrators' invitations to sign up. */
export function invitationArea(services: HubServices): HubArea {
  return {
    routes: [
      implement(invitationRoutes.list, () => list(services)),
      implement(invitationRoutes.create, (request) => create(services, request)),
      implement(invitationRoutes.withdraw, (request) => withdraw(services, request)),
    ],
  };
}

async function list(services: HubServices): Promise<HubReply> {
  const rows = await services.database.query
    .selectFrom('hub_sign_up_invitations')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .limit(mostListed)
    .execute();
  const now = services.clock();
  return { status: 200, body: { results: rows.map((row) => shown(row, now)) } };
}

async function create(services: HubServices, request: HubRequest): Promise<HubReply> {
  const asked = await request.json(createInvitationSchema);
  const email = asked.email === undefined ? null : emailAddress(asked.email);
  if (email !== null && asked.most_uses > 1) {
    const problem = 'an invitation for one address is used once';
    throw new ProblemError(400, problem, { fields: { most_uses: [problem] } });
  }
  const code = newSecret('');
  const now = services.clock();
  const link = `${siteUrl(services, request)}/sign-up#${code}`;
  const letter =
    email !== null && services.mailer
      ? sealLetter(services.secrets, {
          to: email,
          letter: {
            ...{ kind: 'invitation', inviter: request.subject.name, link },
            days: asked.expires_in_days,
          },
        })
      : undefined;
  const row: InvitationRow = {
    ...{ id: randomUUID(), digest: secretDigest(code), email, note: asked.note },
    ...{ created_by: request.accountId(), created_by_name: request.subject.name, created_at: now },
    expires_at: now + asked.expires_in_days * day,
    ...{ most_uses: asked.most_uses, uses: 0, withdrawn_at: null },
  };
  await services.database.run(addInvitation, { row, letter, actor: request.actor() });
  const body: MadeInvitation = { ...shown(row, now), link, mailed: letter !== undefined };
  return { status: 201, body, headers: { 'cache-control': 'no-store' } };
}

async function withdraw(services: HubServices, request: HubRequest): Promise<HubReply> {
  const found = await services.database.run(withdrawInvitation, {
    ...{ id: request.param('id'), actor: request.actor(), now: services.clock() },
  });
  if (!found) throw new ProblemError(404, 'there is no such invitation (any more)');
  return { status: 204 };
}

function shown(row: InvitationRow, now: number): Invitation {
  const time = (at: number) => new Date(at).toISOString();
  return {
    ...{ id: row.id, email: row.email, note: row.note, created_by: row.created_by_name },
    ...{ created_at: time(row.created_at), expires_at: time(row.expires_at) },
    ...{ most_uses: row.most_uses, uses: row.uses },
    state:
      row.withdrawn_at !== null
        ? 'withdrawn'
        : row.uses >= row.most_uses
          ? 'used'
          : isOpen(row, now)
            ? 'open'
            : 'expired',
  };
}
