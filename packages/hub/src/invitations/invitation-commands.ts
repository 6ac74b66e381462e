import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { InvitationRow } from '../accounts/account-tables.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables } from '../tables.ts';

export interface AddInvitation {
  readonly row: InvitationRow;
  readonly letter: SealedLetter | undefined;
  readonly actor: AuditActor;
}

/** Adds an invitation to sign up, and has its letter sent. */
export const addInvitation: Command<HubTables, AddInvitation, void> = {
  name: 'hub.add-invitation',
  async execute(transaction, { row, letter, actor }) {
    await transaction.insertInto('hub_sign_up_invitations').values(row).execute();
    if (letter) await postLetter(transaction, letter);
    await recordAudit(transaction, {
      namespaceId: row.created_by,
      action: 'invitation.create',
      ...{ name: row.email ?? row.id, actor, at: row.created_at },
      data: { id: row.id, most_uses: row.most_uses, expires_at: row.expires_at },
    });
  },
};

/** Withdraws an invitation. Says whether there was one. */
export const withdrawInvitation: Command<
  HubTables,
  { readonly id: string; readonly actor: AuditActor; readonly now: number },
  boolean
> = {
  name: 'hub.withdraw-invitation',
  async execute(transaction, { id, actor, now }) {
    const row = await transaction
      .updateTable('hub_sign_up_invitations')
      .set({ withdrawn_at: now })
      .where('id', '=', id)
      .where('withdrawn_at', 'is', null)
      .returning(['created_by', 'email'])
      .executeTakeFirst();
    if (!row) return false;
    await recordAudit(transaction, {
      namespaceId: row.created_by,
      action: 'invitation.withdraw',
      ...{ name: row.email ?? id, actor, data: { id }, at: now },
    });
    return true;
  },
};

/** Whether an invitation may still be used. */
export function isOpen(
  row: Pick<InvitationRow, 'withdrawn_at' | 'uses' | 'most_uses' | 'expires_at'>,
  now: number,
): boolean {
  return row.withdrawn_at === null && row.uses < row.most_uses && row.expires_at > now;
}

/** The open invitation of a code, in a transaction. */
export async function openInvitation(
  transaction: Transaction<HubTables>,
  digest: string,
  now: number,
): Promise<InvitationRow | undefined> {
  const row = await transaction
    .selectFrom('hub_sign_up_invitations')
    .selectAll()
    .where('digest', '=', digest)
    .executeTakeFirst();
  return row && isOpen(row, now) ? row : undefined;
}

/** Uses an invitation once, in the transaction that makes its account. */
export async function countInvitation(
  transaction: Transaction<HubTables>,
  id: string,
): Promise<void> {
  await transaction
    .updateTable('hub_sign_up_invitations')
    .set((column) => ({ uses: column('uses', '+', 1) }))
    .where('id', '=', id)
    .execute();
}

export const invitationCommands = commandList(addInvitation, withdrawInvitation);
