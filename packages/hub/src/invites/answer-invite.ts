import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { recordAudit } from '../audit/record-audit.ts';
import { type Refusal, refuse } from '../organizations/refusal.ts';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import { unknownInvite } from './invite-commands.ts';
import type { InviteRow } from './invite-tables.ts';

/** The invitation somebody answers: his own by its id, or that of a link. */
export interface AnswerInvite {
  readonly origin: ChangeOrigin;
  readonly invite: { readonly id: string } | { readonly secretDigest: string };
  readonly answer: 'accept' | 'decline';
}

/** Joins the organization, or says no. The invitation is gone either way. */
export const answerInvite: Command<
  HubTables,
  AnswerInvite,
  Refusal | { kind: 'answered'; organization: number; account: number | undefined }
> = {
  name: 'hub.answer-invite',
  async execute(transaction, { origin, invite: named, answer }) {
    const { now } = origin;
    const subject = await subjectInTransaction(transaction, origin.subject, now);
    if (!subject) return refuse('denied', 'your sign-in is no longer valid: sign in again');
    const row = await openInvite(transaction, { subject, named, now });
    if (!row) return unknownInvite();
    const actor = actorOf({ ...origin, subject });
    const organization = row.organization_id;
    const account = subject.accountId;
    if (answer === 'accept' && (account === undefined || subject.reach < reach.account)) {
      return refuse('denied', 'sign in with your password to accept an invitation');
    }
    await transaction.deleteFrom('hub_invites').where('id', '=', row.id).execute();
    const common = { namespaceId: organization, name: row.email ?? subject.name, actor, at: now };
    if (answer === 'decline' || account === undefined) {
      await recordAudit(transaction, { ...common, action: 'org.member.invite.decline' });
      return { kind: 'answered', organization, account };
    }
    await join(transaction, { row, account, now });
    await recordAudit(transaction, {
      ...common,
      action: 'org.member.add',
      name: subject.name,
      data: { role: row.role, invited_by: row.inviter_name },
    });
    return { kind: 'answered', organization, account };
  },
};

async function join(
  transaction: Transaction<HubTables>,
  joining: {
    readonly row: InviteRow;
    readonly account: number;
    readonly now: number;
  },
): Promise<void> {
  const { row, account, now } = joining;
  await transaction
    .insertInto('hub_organization_members')
    .values({
      organization_id: row.organization_id,
      account_id: account,
      role: row.role,
      created_at: now,
    })
    // Whoever became a member meanwhile keeps his role: an invitation is no way to change it.
    .onConflict((conflict) => conflict.columns(['organization_id', 'account_id']).doNothing())
    .execute();
  if (row.team_id === null) return;
  await transaction
    .insertInto('hub_team_members')
    .values({ team_id: row.team_id, account_id: account, created_at: now })
    .onConflict((conflict) => conflict.columns(['team_id', 'account_id']).doNothing())
    .execute();
}

/** An invitation that still holds and is this subject's to answer. */
async function openInvite(
  transaction: Transaction<HubTables>,
  asked: {
    readonly subject: Subject;
    readonly named: AnswerInvite['invite'];
    readonly now: number;
  },
): Promise<InviteRow | undefined> {
  const { subject, named, now } = asked;
  const open = transaction
    .selectFrom('hub_invites as invite')
    .innerJoin('hub_accounts as organization', 'organization.id', 'invite.organization_id')
    .selectAll('invite')
    .where('organization.closed_at', 'is', null)
    .where('invite.expires_at', '>', now);
  if ('secretDigest' in named) {
    return open.where('invite.secret_digest', '=', named.secretDigest).executeTakeFirst();
  }
  const account = await transaction
    .selectFrom('hub_accounts')
    .select(['id', 'email', 'email_verified_at'])
    .where('id', '=', subject.accountId ?? 0)
    .executeTakeFirst();
  if (!account) return undefined;
  // Whoever merely states an address is not who was invited under it.
  const email = account.email_verified_at === null ? null : account.email;
  return open
    .where('invite.id', '=', named.id)
    .where((where) =>
      where.or([
        where('invite.account_id', '=', account.id),
        ...(email === null ? [] : [where('invite.email', '=', email)]),
      ]),
    )
    .executeTakeFirst();
}
