import type { OrganizationRole } from '@slipway/api';
import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import {
  managedOrganization,
  type OrganizationChange,
} from '../organizations/managed-organization.ts';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import type { HubTables } from '../tables.ts';
import { teamNamed, unknownTeam } from '../teams/team-commands.ts';
import type { InviteRow } from './invite-tables.ts';

/** Invitations of one organization that may wait at once. */
export const mostInvites = 1000;

/** Whom an invitation is for, and what it takes to send it. */
export interface InviteeToAsk {
  /** As it was written: a user name or an e-mail address. */
  readonly invitee: string;
  readonly id: string;
  /** For an address alone: the secret of its link, digested, and the letter. */
  readonly secretDigest: string | null;
  readonly letter: SealedLetter | null;
}

export interface Invite extends OrganizationChange {
  readonly role: OrganizationRole;
  readonly team: string | undefined;
  readonly invitees: readonly InviteeToAsk[];
  readonly expiresAt: number;
  /** Says what would happen, and changes nothing. */
  readonly dryRun: boolean;
}

export interface InvitedOne {
  readonly invitee: string;
  readonly status:
    | 'invited'
    | 'already_invited'
    | 'existing_org_member'
    | 'invalid_email_or_docker_id';
  readonly row: InviteRow | undefined;
}

/** Invites accounts and addresses to an organization, each for itself. */
export const invite: Command<
  HubTables,
  Invite,
  Refusal | { kind: 'invited'; each: InvitedOne[]; team: string }
> = {
  name: 'hub.invite',
  async execute(transaction, input) {
    const found = await managedOrganization(transaction, input, 'owner');
    if (found.kind === 'refused') return found;
    const team =
      input.team === undefined ? undefined : await teamNamed(transaction, found.id, input.team);
    if (input.team !== undefined && !team) return { ...unknownTeam(input.team), field: 'team' };
    const { now } = input.origin;
    await transaction
      .deleteFrom('hub_invites')
      .where('organization_id', '=', found.id)
      .where('expires_at', '<=', now)
      .execute();
    const { count } = await transaction
      .selectFrom('hub_invites')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('organization_id', '=', found.id)
      .executeTakeFirstOrThrow();
    if (Number(count) + input.invitees.length > mostInvites) {
      return refuse(
        'conflict',
        `an organization has at most ${mostInvites} invitations that wait: cancel some first`,
      );
    }
    const each: InvitedOne[] = [];
    for (const asked of input.invitees) {
      const target = await targetOf(transaction, found.id, asked.invitee);
      if (typeof target === 'string') {
        each.push({ invitee: asked.invitee, status: target, row: undefined });
        continue;
      }
      const row: InviteRow = {
        id: asked.id,
        organization_id: found.id,
        inviter_id: found.subject.accountId ?? 0,
        inviter_name: found.subject.name,
        ...target,
        role: input.role,
        team_id: team?.id ?? null,
        secret_digest: target.email === null ? null : asked.secretDigest,
        created_at: now,
        sent_at: now,
        expires_at: input.expiresAt,
      };
      if (!input.dryRun) {
        await transaction.insertInto('hub_invites').values(row).execute();
        if (asked.letter && target.email !== null) await postLetter(transaction, asked.letter);
        await recordAudit(transaction, {
          namespaceId: found.id,
          action: 'org.member.invite.send',
          name: asked.invitee,
          actor: found.actor,
          data: { role: input.role, ...(team ? { team: team.name } : {}) },
          at: now,
        });
      }
      each.push({ invitee: asked.invitee, status: 'invited', row });
    }
    return { kind: 'invited', each, team: team?.name ?? '' };
  },
};

/** Whom an invitee names, or why there is nobody to invite. */
async function targetOf(
  transaction: Transaction<HubTables>,
  organization: number,
  invitee: string,
): Promise<
  { account_id: number | null; email: string | null } | Exclude<InvitedOne['status'], 'invited'>
> {
  const email = emailOf(invitee);
  if (email === undefined) {
    const account = await transaction
      .selectFrom('hub_accounts')
      .select('id')
      .where('name', '=', invitee.toLowerCase())
      .where('kind', '=', 'personal')
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (!account) return 'invalid_email_or_docker_id';
    const key = { account_id: account.id, email: null };
    if (await isMember(transaction, organization, key)) return 'existing_org_member';
    return (await isInvited(transaction, organization, key)) ? 'already_invited' : key;
  }
  const key = { account_id: null, email };
  if (await isMember(transaction, organization, key)) return 'existing_org_member';
  return (await isInvited(transaction, organization, key)) ? 'already_invited' : key;
}

/** An e-mail address in lower case; undefined where the text is none. */
export function emailOf(text: string): string | undefined {
  const address = text.trim().toLowerCase();
  return address.length <= 320 &&
    /^[^\s@<>"(),:;\\]+@[^\s@<>"(),:;\\]+\.[^\s@<>"(),:;\\.]+$/.test(address)
    ? address
    : undefined;
}

type InviteKey = Pick<InviteRow, 'account_id' | 'email'>;

/** Whether the account, or the one whose confirmed address it is, belongs to the organization. */
async function isMember(
  transaction: Transaction<HubTables>,
  organization: number,
  key: InviteKey,
): Promise<boolean> {
  let query = transaction
    .selectFrom('hub_organization_members as member')
    .innerJoin('hub_accounts as account', 'account.id', 'member.account_id')
    .select('member.account_id')
    .where('member.organization_id', '=', organization);
  query =
    key.account_id === null
      ? query
          .where('account.email', '=', key.email)
          .where('account.email_verified_at', 'is not', null)
      : query.where('account.id', '=', key.account_id);
  return (await query.executeTakeFirst()) !== undefined;
}

async function isInvited(
  transaction: Transaction<HubTables>,
  organization: number,
  key: InviteKey,
): Promise<boolean> {
  let query = transaction
    .selectFrom('hub_invites')
    .select('id')
    .where('organization_id', '=', organization);
  query =
    key.account_id === null
      ? query.where('email', '=', key.email)
      : query.where('account_id', '=', key.account_id);
  return (await query.executeTakeFirst()) !== undefined;
}

/** A change of one invitation by the organization's owners. */
export interface InviteChange {
  readonly origin: ChangeOrigin;
  readonly id: string;
}

/** Takes an invitation back. */
export const cancelInvite: Command<HubTables, InviteChange, Refusal | { kind: 'cancelled' }> = {
  name: 'hub.cancel-invite',
  async execute(transaction, { origin, id }) {
    const found = await managedInvite(transaction, { origin, id });
    if (found.kind === 'refused') return found;
    await transaction.deleteFrom('hub_invites').where('id', '=', id).execute();
    await recordAudit(transaction, {
      namespaceId: found.row.organization_id,
      action: 'org.member.invite.cancel',
      name: found.invitee,
      actor: actorOf({ ...origin, subject: found.subject }),
      at: origin.now,
    });
    return { kind: 'cancelled' };
  },
};

export interface ResendInvite extends InviteChange {
  /** Anew, for an address: the former link works no more. */
  readonly secretDigest: string;
  readonly letter: SealedLetter | null;
  readonly expiresAt: number;
  /** The least time between two letters. */
  readonly pauseMs: number;
}

/** Sends an invitation again, so that it holds anew. */
export const resendInvite: Command<HubTables, ResendInvite, Refusal | { kind: 'sent' }> = {
  name: 'hub.resend-invite',
  async execute(transaction, input) {
    const { origin, id, letter } = input;
    const found = await managedInvite(transaction, { origin, id });
    if (found.kind === 'refused') return found;
    const { row } = found;
    if (row.sent_at + input.pauseMs > origin.now) {
      return refuse('conflict', 'it was sent a moment ago: wait a minute before the next letter');
    }
    await transaction
      .updateTable('hub_invites')
      .set({
        sent_at: origin.now,
        expires_at: input.expiresAt,
        ...(row.email === null ? {} : { secret_digest: input.secretDigest }),
      })
      .where('id', '=', id)
      .execute();
    if (letter && row.email !== null) await postLetter(transaction, letter);
    await recordAudit(transaction, {
      namespaceId: row.organization_id,
      action: 'org.member.invite.send',
      name: found.invitee,
      actor: actorOf({ ...origin, subject: found.subject }),
      data: { again: true },
      at: origin.now,
    });
    return { kind: 'sent' };
  },
};

interface ManagedInvite {
  readonly kind: 'found';
  readonly row: InviteRow;
  readonly invitee: string;
  readonly subject: Subject;
}

/** An invitation of an organization that the subject owns; to others there is none. */
async function managedInvite(
  transaction: Transaction<HubTables>,
  { origin, id }: InviteChange,
): Promise<Refusal | ManagedInvite> {
  const row = await transaction
    .selectFrom('hub_invites as invite')
    .innerJoin('hub_accounts as organization', 'organization.id', 'invite.organization_id')
    .leftJoin('hub_accounts as account', 'account.id', 'invite.account_id')
    .selectAll('invite')
    .select(['organization.name as organization', 'account.name as account_name'])
    .where('invite.id', '=', id)
    .executeTakeFirst();
  if (!row) return unknownInvite();
  const { organization, account_name, ...invited } = row;
  const found = await managedOrganization(transaction, { origin, organization }, 'owner');
  if (found.kind === 'refused') return unknownInvite();
  return {
    kind: 'found',
    row: invited,
    invitee: invited.email ?? account_name ?? '',
    subject: found.subject,
  };
}

export function unknownInvite(): Refusal {
  return refuse('absent', 'there is no such invitation (any more)');
}

/** Removes invitations that nobody answered in time. */
export const expireInvites: Command<HubTables, { readonly now: number }, number> = {
  name: 'hub.expire-invites',
  async execute(transaction, { now }) {
    const gone = await transaction
      .deleteFrom('hub_invites')
      .where('expires_at', '<=', now)
      .returning('id')
      .execute();
    return gone.length;
  },
};

export const inviteCommands = commandList(invite, cancelInvite, resendInvite, expireInvites);
