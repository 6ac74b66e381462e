import type { Command } from '@slipway/database';
import type { Insertable, Transaction } from 'kysely';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import type { HubTables } from '../tables.ts';
import type { SessionRow } from './session-tables.ts';

/** One account keeps at most so many: those used longest ago go. */
const mostSessions = 100;

/** Signs a browser in. Says no where the account was closed or its password changed meanwhile. */
export const openSession: Command<
  HubTables,
  { readonly row: Insertable<SessionRow> },
  'opened' | 'stale'
> = {
  name: 'hub.open-session',
  async execute(transaction, { row }) {
    const account = await transaction
      .selectFrom('hub_accounts')
      .select(['name', 'closed_at', 'password_generation'])
      .where('id', '=', row.account_id)
      .where('kind', '=', 'personal')
      .executeTakeFirst();
    if (account?.closed_at !== null) return 'stale';
    if (account.password_generation !== row.generation) return 'stale';
    await transaction
      .deleteFrom('hub_sessions')
      .where('account_id', '=', row.account_id)
      .where((where) =>
        where.or([
          where('expires_at', '<=', row.created_at),
          where('generation', '!=', row.generation),
          where(
            'id',
            'in',
            where
              .selectFrom('hub_sessions as kept')
              .select('kept.id')
              .where('kept.account_id', '=', row.account_id)
              .orderBy('kept.last_seen_at', 'desc')
              .orderBy('kept.id')
              .limit(1000)
              .offset(mostSessions - 1),
          ),
        ]),
      )
      .execute();
    await transaction.insertInto('hub_sessions').values(row).execute();
    await recordAudit(transaction, {
      namespaceId: row.account_id,
      action: 'account.sign_in',
      name: account.name,
      actor: {
        ...{ id: row.account_id, name: account.name },
        ...{ address: row.address, client: row.user_agent },
      },
      data: { method: row.method },
      at: row.created_at,
    });
    return 'opened';
  },
};

export interface TouchSession {
  readonly id: string;
  /** The secret's digest that the browser showed. */
  readonly shownDigest: string;
  /** The next secret's; undefined: it stays. */
  readonly nextDigest: string | undefined;
  readonly address: string;
  readonly now: number;
  readonly expiresAt: number;
}

/** Notes that a session is used, and replaces its secret. Of two requests at once one does it. */
export const touchSession: Command<HubTables, TouchSession, boolean> = {
  name: 'hub.touch-session',
  async execute(transaction, input) {
    const { numUpdatedRows } = await transaction
      .updateTable('hub_sessions')
      .set({
        ...{ last_seen_at: input.now, expires_at: input.expiresAt, address: input.address },
        ...(input.nextDigest === undefined
          ? {}
          : {
              ...{ secret_digest: input.nextDigest, previous_digest: input.shownDigest },
              rotated_at: input.now,
            }),
      })
      .where('id', '=', input.id)
      .where('secret_digest', '=', input.shownDigest)
      .executeTakeFirstOrThrow();
    return Number(numUpdatedRows) > 0;
  },
};

/** Notes that the password was shown once more. */
export const confirmSession: Command<
  HubTables,
  { readonly id: string; readonly now: number },
  void
> = {
  name: 'hub.confirm-session',
  async execute(transaction, { id, now }) {
    await transaction
      .updateTable('hub_sessions')
      .set({ confirmed_at: now })
      .where('id', '=', id)
      .execute();
  },
};

export interface EndSessions {
  readonly accountId: number;
  /** One of them; all where it is undefined. */
  readonly id?: string | undefined;
  readonly actor: AuditActor;
  readonly now: number;
}

/** Ends an account's sessions, all with what its password had got. Answers their ids. */
export const endSessions: Command<HubTables, EndSessions, string[]> = {
  name: 'hub.end-sessions',
  async execute(transaction, { accountId, id, actor, now }) {
    let found = transaction.deleteFrom('hub_sessions').where('account_id', '=', accountId);
    if (id !== undefined) found = found.where('id', '=', id);
    const ended = await found.returning('id').execute();
    if (id === undefined) await voidPasswordTokens(transaction, accountId);
    const account = await transaction
      .selectFrom('hub_accounts')
      .select('name')
      .where('id', '=', accountId)
      .executeTakeFirst();
    if (account !== undefined && (ended.length > 0 || id === undefined)) {
      await recordAudit(transaction, {
        namespaceId: accountId,
        action: id === undefined ? 'account.sign_out_everywhere' : 'account.sign_out',
        ...{ name: account.name, actor, at: now },
      });
    }
    return ended.map((row) => row.id);
  },
};

/** Also API tokens rest on the password's generation: with a new one they are void. */
async function voidPasswordTokens(
  transaction: Transaction<HubTables>,
  accountId: number,
): Promise<void> {
  await transaction
    .updateTable('hub_accounts')
    .set((column) => ({ password_generation: column('password_generation', '+', 1) }))
    .where('id', '=', accountId)
    .execute();
  await transaction
    .deleteFrom('hub_refresh_tokens')
    .where('account_id', '=', accountId)
    .where('access_token_id', 'is', null)
    .execute();
}

/** Removes what has expired. Answers how many. */
export const pruneSessions: Command<HubTables, { readonly now: number }, number> = {
  name: 'hub.prune-sessions',
  async execute(transaction, { now }) {
    const { numDeletedRows } = await transaction
      .deleteFrom('hub_sessions')
      .where('expires_at', '<=', now)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};

export const sessionCommands = commandList(
  openSession,
  touchSession,
  confirmSession,
  endSessions,
  pruneSessions,
);
