import type { Command } from '@slipway/database';
import { officialNamespace } from '@slipway/oci';
import type { HubTables, Visibility } from '../tables.ts';
import { administratorName } from './account-name.ts';

export interface CreateAccount {
  readonly name: string;
  readonly passwordHash: string;
  readonly administrator: boolean;
  readonly defaultVisibility: Visibility | null;
  readonly now: number;
}

/** Adds a personal account; the name was checked before. Names of closed accounts stay taken. */
export const createAccount: Command<
  HubTables,
  CreateAccount,
  { kind: 'created'; id: number } | { kind: 'taken' }
> = {
  name: 'hub.create-account',
  async execute(transaction, input) {
    const row = await transaction
      .insertInto('hub_accounts')
      .values({
        name: input.name,
        kind: 'personal',
        password_hash: input.passwordHash,
        password_generation: 1,
        is_administrator: input.administrator ? 1 : 0,
        default_visibility: input.defaultVisibility,
        created_at: input.now,
        closed_at: null,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    return row ? { kind: 'created', id: row.id } : { kind: 'taken' };
  },
};

/** Makes the first administrator and the official namespace, unless they are there. */
export const bootstrapAccounts: Command<
  HubTables,
  { readonly passwordHash: string; readonly now: number },
  { created: boolean }
> = {
  name: 'hub.bootstrap-accounts',
  async execute(transaction, { passwordHash, now }) {
    const common = { default_visibility: null, created_at: now, closed_at: null };
    await transaction
      .insertInto('hub_accounts')
      .values({
        ...common,
        name: officialNamespace,
        kind: 'official',
        password_hash: null,
        password_generation: 0,
        is_administrator: 0,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .execute();
    const row = await transaction
      .insertInto('hub_accounts')
      .values({
        ...common,
        name: administratorName,
        kind: 'personal',
        password_hash: passwordHash,
        password_generation: 1,
        is_administrator: 1,
      })
      .onConflict((conflict) => conflict.column('name').doNothing())
      .returning('id')
      .executeTakeFirst();
    return { created: row !== undefined };
  },
};

/** Sets a password: what was issued for the one before is void, access tokens stay. */
export const setPassword: Command<
  HubTables,
  { readonly accountId: number; readonly passwordHash: string },
  void
> = {
  name: 'hub.set-password',
  async execute(transaction, { accountId, passwordHash }) {
    await transaction
      .updateTable('hub_accounts')
      .set((column) => ({
        password_hash: passwordHash,
        password_generation: column('password_generation', '+', 1),
      }))
      .where('id', '=', accountId)
      .execute();
    await transaction
      .deleteFrom('hub_refresh_tokens')
      .where('account_id', '=', accountId)
      .where('access_token_id', 'is', null)
      .execute();
  },
};

export interface UpdateAccount {
  readonly accountId: number;
  readonly administrator?: boolean;
  readonly defaultVisibility?: Visibility | null;
  readonly closed?: boolean;
  readonly now: number;
}

/**
 * Changes an account. Closing it voids all it ever got, also for a later opening; its name stays
 * taken. The last open administrator stays one: otherwise nobody could make another.
 */
export const updateAccount: Command<
  HubTables,
  UpdateAccount,
  'updated' | 'unknown' | 'last-administrator'
> = {
  name: 'hub.update-account',
  async execute(transaction, input) {
    const { accountId } = input;
    const account = await transaction
      .selectFrom('hub_accounts')
      .select(['is_administrator', 'closed_at', 'password_generation'])
      .where('id', '=', accountId)
      .where('kind', '=', 'personal')
      .executeTakeFirst();
    if (account === undefined) return 'unknown';
    if (input.administrator === false || input.closed === true) {
      const other = await transaction
        .selectFrom('hub_accounts')
        .select('id')
        .where('is_administrator', '=', 1)
        .where('closed_at', 'is', null)
        .where('id', '!=', accountId)
        .limit(1)
        .executeTakeFirst();
      if (account.is_administrator === 1 && other === undefined) return 'last-administrator';
    }
    const closes = input.closed === true && account.closed_at === null;
    await transaction
      .updateTable('hub_accounts')
      .set({
        ...(input.administrator === undefined
          ? {}
          : { is_administrator: input.administrator ? 1 : 0 }),
        ...(input.defaultVisibility === undefined
          ? {}
          : { default_visibility: input.defaultVisibility }),
        ...(input.closed === false ? { closed_at: null } : {}),
        ...(closes
          ? { closed_at: input.now, password_generation: account.password_generation + 1 }
          : {}),
        // A statement needs something to set.
        name: (column) => column.ref('name'),
      })
      .where('id', '=', accountId)
      .execute();
    if (closes) {
      await transaction
        .deleteFrom('hub_refresh_tokens')
        .where('account_id', '=', accountId)
        .execute();
      await transaction
        .updateTable('hub_access_tokens')
        .set({ revoked_at: input.now })
        .where('account_id', '=', accountId)
        .where('revoked_at', 'is', null)
        .execute();
    }
    return 'updated';
  },
};
