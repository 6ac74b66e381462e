import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables } from '../tables.ts';

/** Wrong codes in a row after which none is looked at for a while, from wherever they came. */
const failuresBeforeLock = 10;
const lockMilliseconds = 15 * 60_000;
/** Wrong codes that one sign-in may give. */
const failuresOfTicket = 5;

/** The password fits no more, or the account is closed. */
export type Stale = 'stale';

interface OwnChange {
  readonly subject: Subject;
  readonly actor: AuditActor;
  readonly now: number;
  /** Tells the account's owner, where there is an address. */
  readonly notice?: SealedLetter | undefined;
}

/** Begins anew to set up one-time passwords; what was begun before is forgotten. */
export const startTotp: Command<
  HubTables,
  OwnChange & { readonly sealedSeed: string },
  'started' | 'on' | Stale
> = {
  name: 'hub.start-totp',
  async execute(transaction, { subject, sealedSeed, now }) {
    const accountId = await current(transaction, subject, now);
    if (accountId === undefined) return 'stale';
    if (await confirmedRow(transaction, accountId)) return 'on';
    const values = {
      ...{ account_id: accountId, sealed_seed: sealedSeed, created_at: now, confirmed_at: null },
      ...{ last_step: 0, failures: 0, locked_until: 0 },
    };
    await transaction
      .insertInto('hub_totp')
      .values(values)
      .onConflict((conflict) => conflict.column('account_id').doUpdateSet(values))
      .execute();
    return 'started';
  },
};

/**
 * Turns two-factor authentication on, the code of this step having fit the seed. What the password
 * alone has got, and goes on without asking (refresh tokens), is void.
 */
export const confirmTotp: Command<
  HubTables,
  OwnChange & {
    readonly sealedSeed: string;
    readonly step: number;
    readonly codeDigests: readonly string[];
  },
  'confirmed' | 'changed' | Stale
> = {
  name: 'hub.confirm-totp',
  async execute(transaction, input) {
    const { subject, actor, sealedSeed, step, codeDigests, now, notice } = input;
    const accountId = await current(transaction, subject, now);
    if (accountId === undefined) return 'stale';
    const { numUpdatedRows } = await transaction
      .updateTable('hub_totp')
      .set({ confirmed_at: now, last_step: step })
      .where('account_id', '=', accountId)
      .where('sealed_seed', '=', sealedSeed)
      .where('confirmed_at', 'is', null)
      .executeTakeFirstOrThrow();
    if (Number(numUpdatedRows) === 0) return 'changed';
    await putRecoveryCodes(transaction, accountId, codeDigests, now);
    await transaction
      .deleteFrom('hub_refresh_tokens')
      .where('account_id', '=', accountId)
      .where('access_token_id', 'is', null)
      .execute();
    await note(transaction, { accountId, name: subject.name, actor, now }, 'enable');
    if (notice) await postLetter(transaction, notice);
    return 'confirmed';
  },
};

/** Turns it off: by its owner, or by an administrator for somebody who has lost everything. */
export const removeTotp: Command<
  HubTables,
  OwnChange & { readonly account: { readonly id: number; readonly name: string } },
  'removed' | 'off' | Stale
> = {
  name: 'hub.remove-totp',
  async execute(transaction, { subject, actor, account, now, notice }) {
    const caller = await subjectInTransaction(transaction, subject, now);
    if (!caller || (caller.accountId !== account.id && !caller.administrator)) return 'stale';
    const { numDeletedRows } = await transaction
      .deleteFrom('hub_totp')
      .where('account_id', '=', account.id)
      .where('confirmed_at', 'is not', null)
      .executeTakeFirstOrThrow();
    if (Number(numDeletedRows) === 0) return 'off';
    for (const table of ['hub_recovery_codes', 'hub_two_factor_tickets'] as const) {
      await transaction.deleteFrom(table).where('account_id', '=', account.id).execute();
    }
    await note(transaction, { accountId: account.id, name: account.name, actor, now }, 'disable');
    if (notice) await postLetter(transaction, notice);
    return 'removed';
  },
};

/** Replaces all recovery codes. */
export const replaceRecoveryCodes: Command<
  HubTables,
  OwnChange & { readonly codeDigests: readonly string[] },
  'replaced' | 'off' | Stale
> = {
  name: 'hub.replace-recovery-codes',
  async execute(transaction, { subject, actor, codeDigests, now, notice }) {
    const accountId = await current(transaction, subject, now);
    if (accountId === undefined) return 'stale';
    if (!(await confirmedRow(transaction, accountId))) return 'off';
    await putRecoveryCodes(transaction, accountId, codeDigests, now);
    await note(transaction, { accountId, name: subject.name, actor, now }, 'recovery_codes');
    if (notice) await postLetter(transaction, notice);
    return 'replaced';
  },
};

/** Notes that a password was right and the second factor is owed; expired tickets go. */
export const addTwoFactorTicket: Command<
  HubTables,
  {
    readonly digest: string;
    readonly accountId: number;
    readonly generation: number;
    readonly now: number;
    readonly expiresAt: number;
  },
  void
> = {
  name: 'hub.add-two-factor-ticket',
  async execute(transaction, { digest, accountId, generation, now, expiresAt }) {
    await transaction.deleteFrom('hub_two_factor_tickets').where('expires_at', '<=', now).execute();
    await transaction
      .insertInto('hub_two_factor_tickets')
      .values({ digest, account_id: accountId, generation, expires_at: expiresAt, failures: 0 })
      .execute();
  },
};

/** What a code turned out to be, before it is used up. */
export type TypedCode =
  | { readonly kind: 'totp'; readonly seededAt: number; readonly step: number }
  | { readonly kind: 'recovery'; readonly digest: string }
  | { readonly kind: 'wrong' };

export interface UseCode {
  readonly accountId: number;
  /** The ticket that is redeemed with it; it is good once. */
  readonly ticketDigest: string | null;
  readonly code: TypedCode;
  readonly actor: AuditActor;
  readonly now: number;
}

/**
 * Uses a code up, and the ticket with it: of two who show the same code at once, one gets in. A wrong
 * one is counted; `locked`: none is looked at now, but for recovery codes, which cannot be guessed.
 */
export const useTwoFactorCode: Command<
  HubTables,
  UseCode,
  { kind: 'right' } | { kind: 'wrong' } | { kind: 'locked'; until: number } | { kind: 'expired' }
> = {
  name: 'hub.use-two-factor-code',
  async execute(transaction, { accountId, ticketDigest, code, actor, now }) {
    const row = await confirmedRow(transaction, accountId);
    if (!row) return { kind: 'expired' };
    if (ticketDigest !== null && !(await ticketHolds(transaction, accountId, ticketDigest, now))) {
      return { kind: 'expired' };
    }
    if (row.locked_until > now && code.kind !== 'recovery') {
      return { kind: 'locked', until: row.locked_until };
    }
    const about = { accountId, name: row.name, actor, now };
    if (!(await takeCode(transaction, row, code, about))) {
      await countFailure(transaction, row, ticketDigest, about);
      return { kind: 'wrong' };
    }
    await transaction
      .updateTable('hub_totp')
      .set({ failures: 0, locked_until: 0 })
      .where('account_id', '=', accountId)
      .execute();
    if (ticketDigest !== null) {
      await transaction
        .deleteFrom('hub_two_factor_tickets')
        .where('digest', '=', ticketDigest)
        .execute();
    }
    return { kind: 'right' };
  },
};

interface About {
  readonly accountId: number;
  readonly name: string;
  readonly actor: AuditActor;
  readonly now: number;
}

async function takeCode(
  transaction: Transaction<HubTables>,
  row: { created_at: number; last_step: number },
  code: TypedCode,
  about: About,
): Promise<boolean> {
  if (code.kind === 'totp') {
    if (row.created_at !== code.seededAt || row.last_step >= code.step) return false;
    await transaction
      .updateTable('hub_totp')
      .set({ last_step: code.step })
      .where('account_id', '=', about.accountId)
      .execute();
    return true;
  }
  if (code.kind === 'wrong') return false;
  const { numDeletedRows } = await transaction
    .deleteFrom('hub_recovery_codes')
    .where('digest', '=', code.digest)
    .where('account_id', '=', about.accountId)
    .executeTakeFirstOrThrow();
  if (Number(numDeletedRows) === 0) return false;
  await note(transaction, about, 'recovery_code.use');
  return true;
}

async function countFailure(
  transaction: Transaction<HubTables>,
  row: { failures: number },
  ticketDigest: string | null,
  about: About,
): Promise<void> {
  const failures = row.failures + 1;
  const locks = failures % failuresBeforeLock === 0;
  await transaction
    .updateTable('hub_totp')
    .set({ failures, ...(locks ? { locked_until: about.now + lockMilliseconds } : {}) })
    .where('account_id', '=', about.accountId)
    .execute();
  if (locks) await note(transaction, about, 'lock');
  if (ticketDigest === null) return;
  await transaction
    .updateTable('hub_two_factor_tickets')
    .set((column) => ({ failures: column('failures', '+', 1) }))
    .where('digest', '=', ticketDigest)
    .execute();
}

async function ticketHolds(
  transaction: Transaction<HubTables>,
  accountId: number,
  digest: string,
  now: number,
): Promise<boolean> {
  const ticket = await transaction
    .selectFrom('hub_two_factor_tickets as ticket')
    .innerJoin('hub_accounts as account', 'account.id', 'ticket.account_id')
    .select('ticket.failures')
    .where('ticket.digest', '=', digest)
    .where('ticket.account_id', '=', accountId)
    .where('ticket.expires_at', '>', now)
    .where('account.closed_at', 'is', null)
    .whereRef('ticket.generation', '=', 'account.password_generation')
    .executeTakeFirst();
  return ticket !== undefined && ticket.failures < failuresOfTicket;
}

function confirmedRow(transaction: Transaction<HubTables>, accountId: number) {
  return transaction
    .selectFrom('hub_totp as totp')
    .innerJoin('hub_accounts as account', 'account.id', 'totp.account_id')
    .select(['totp.created_at', 'totp.last_step', 'totp.failures', 'totp.locked_until'])
    .select('account.name')
    .where('totp.account_id', '=', accountId)
    .where('totp.confirmed_at', 'is not', null)
    .executeTakeFirst();
}

async function current(
  transaction: Transaction<HubTables>,
  subject: Subject,
  now: number,
): Promise<number | undefined> {
  return (await subjectInTransaction(transaction, subject, now))?.accountId;
}

async function putRecoveryCodes(
  transaction: Transaction<HubTables>,
  accountId: number,
  digests: readonly string[],
  now: number,
): Promise<void> {
  await transaction.deleteFrom('hub_recovery_codes').where('account_id', '=', accountId).execute();
  await transaction
    .insertInto('hub_recovery_codes')
    .values(digests.map((digest) => ({ digest, account_id: accountId, created_at: now })))
    .execute();
}

async function note(
  transaction: Transaction<HubTables>,
  { accountId, name, actor, now }: About,
  what: string,
): Promise<void> {
  const action = `account.two_factor.${what}`;
  await recordAudit(transaction, { namespaceId: accountId, action, name, actor, at: now });
}

export const twoFactorCommands = commandList(
  startTotp,
  confirmTotp,
  removeTotp,
  replaceRecoveryCodes,
  addTwoFactorTicket,
  useTwoFactorCode,
);
