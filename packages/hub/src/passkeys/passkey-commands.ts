import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables } from '../tables.ts';
import type { AnsweredChallenge } from './passkey-challenges.ts';
import type { PasskeyRow } from './passkey-tables.ts';

/** One account has at most so many. */
export const mostPasskeys = 25;

interface OwnChange {
  readonly subject: Subject;
  readonly actor: AuditActor;
  readonly now: number;
  /** Tells the account's owner, where there is an address. */
  readonly notice?: SealedLetter | undefined;
}

/** Adds a passkey whose proof was right. */
export const addPasskey: Command<
  HubTables,
  OwnChange & { readonly row: PasskeyRow; readonly challenge: AnsweredChallenge },
  'added' | 'stale' | 'used-challenge' | 'taken' | 'too-many'
> = {
  name: 'hub.add-passkey',
  async execute(transaction, { subject, actor, now, row, challenge, notice }) {
    const caller = await subjectInTransaction(transaction, subject, now);
    if (caller?.accountId !== row.account_id) return 'stale';
    if (!(await useChallenge(transaction, challenge, now))) return 'used-challenge';
    const { count } = await transaction
      .selectFrom('hub_passkeys')
      .select((select) => select.fn.countAll<number>().as('count'))
      .where('account_id', '=', row.account_id)
      .executeTakeFirstOrThrow();
    if (Number(count) >= mostPasskeys) return 'too-many';
    const { numInsertedOrUpdatedRows } = await transaction
      .insertInto('hub_passkeys')
      .values(row)
      .onConflict((conflict) => conflict.column('credential_id').doNothing())
      .executeTakeFirstOrThrow();
    if (Number(numInsertedOrUpdatedRows) === 0) return 'taken';
    await note(transaction, { subject, actor, now }, { action: 'add', name: row.name });
    if (notice) await postLetter(transaction, notice);
    return 'added';
  },
};

/** Notes a sign-in: the challenge is used up, the authenticator's count kept. */
export const usePasskey: Command<
  HubTables,
  {
    readonly credentialId: string;
    readonly counter: number;
    readonly synced: boolean;
    readonly challenge: AnsweredChallenge;
    readonly now: number;
  },
  'used' | 'used-challenge' | 'gone'
> = {
  name: 'hub.use-passkey',
  async execute(transaction, { credentialId, counter, synced, challenge, now }) {
    if (!(await useChallenge(transaction, challenge, now))) return 'used-challenge';
    const { numUpdatedRows } = await transaction
      .updateTable('hub_passkeys')
      .set({ counter, synced: synced ? 1 : 0, last_used_at: now })
      .where('credential_id', '=', credentialId)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows) > 0 ? 'used' : 'gone';
  },
};

/** Renames a passkey of the account. */
export const renamePasskey: Command<
  HubTables,
  OwnChange & { readonly id: string; readonly name: string },
  boolean
> = {
  name: 'hub.rename-passkey',
  async execute(transaction, { id, name, ...change }) {
    const caller = await subjectInTransaction(transaction, change.subject, change.now);
    if (caller?.accountId === undefined) return false;
    const { numUpdatedRows } = await transaction
      .updateTable('hub_passkeys')
      .set({ name })
      .where('id', '=', id)
      .where('account_id', '=', caller.accountId)
      .executeTakeFirstOrThrow();
    if (Number(numUpdatedRows) === 0) return false;
    await note(transaction, change, { action: 'rename', name });
    return true;
  },
};

/** Deletes a passkey of the account. */
export const removePasskey: Command<HubTables, OwnChange & { readonly id: string }, boolean> = {
  name: 'hub.remove-passkey',
  async execute(transaction, { id, ...change }) {
    const caller = await subjectInTransaction(transaction, change.subject, change.now);
    if (caller?.accountId === undefined) return false;
    const [removed] = await transaction
      .deleteFrom('hub_passkeys')
      .where('id', '=', id)
      .where('account_id', '=', caller.accountId)
      .returning('name')
      .execute();
    if (!removed) return false;
    await note(transaction, change, { action: 'delete', name: removed.name });
    if (change.notice) await postLetter(transaction, change.notice);
    return true;
  },
};

/** Of two answers to one challenge, one counts. */
async function useChallenge(
  transaction: Transaction<HubTables>,
  { digest, expiresAt }: AnsweredChallenge,
  now: number,
): Promise<boolean> {
  await transaction.deleteFrom('hub_used_challenges').where('expires_at', '<=', now).execute();
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto('hub_used_challenges')
    .values({ digest, expires_at: expiresAt })
    .onConflict((conflict) => conflict.column('digest').doNothing())
    .executeTakeFirstOrThrow();
  return Number(numInsertedOrUpdatedRows) > 0;
}

async function note(
  transaction: Transaction<HubTables>,
  { subject, actor, now }: OwnChange,
  { action, name }: { readonly action: string; readonly name: string },
): Promise<void> {
  await recordAudit(transaction, {
    namespaceId: subject.accountId ?? 0,
    ...{ action: `account.passkey.${action}`, name: subject.name, actor, at: now },
    data: { passkey: name },
  });
}

export const passkeyCommands = commandList(addPasskey, usePasskey, renamePasskey, removePasskey);
