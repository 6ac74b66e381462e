import type { Command } from '@slipway/database';
import { officialNamespace } from '@slipway/oci';
import type { Transaction } from 'kysely';
import { type AuditActor, hubItself, recordAudit } from '../audit/record-audit.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables, Visibility } from '../tables.ts';
import { administratorName } from './account-name.ts';

export interface CreateAccount {
  readonly name: string;
  /** null: nobody signs in with a password until one is chosen. */
  readonly passwordHash: string | null;
  readonly administrator: boolean;
  readonly defaultVisibility: Visibility | null;
  /** In lower case. */
  readonly email?: string | null | undefined;
  readonly emailVerified?: boolean | undefined;
  /** Whether the address must be confirmed before the account may do more than read. */
  readonly unverified?: boolean | undefined;
  readonly fullName?: string | undefined;
  /** Who makes it; the account itself where it is undefined. */
  readonly actor?: Omit<AuditActor, 'id'> & { readonly id?: number | null };
  readonly now: number;
}

/** Adds a personal account in a transaction; the name was checked before. */
export async function insertAccount(
  transaction: Transaction<HubTables>,
  input: CreateAccount,
): Promise<{ kind: 'created'; id: number } | { kind: 'taken' }> {
  const rests = await transaction
    .selectFrom('hub_reserved_names')
    .select('name')
    .where('name', '=', input.name)
    .where('until', '>', input.now)
    .executeTakeFirst();
  if (rests) return { kind: 'taken' };
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
      email: input.email ?? null,
      email_verified_at: input.emailVerified ? input.now : null,
      unverified: input.unverified ? 1 : 0,
    })
    .onConflict((conflict) => conflict.column('name').doNothing())
    .returning('id')
    .executeTakeFirst();
  if (!row) return { kind: 'taken' };
  const { id } = row;
  await transaction
    .insertInto('hub_profiles')
    .values({
      ...{ account_id: id, full_name: input.fullName ?? '', bio: '', location: '' },
      ...{ company: '', website: '', avatar_tag: null },
    })
    .execute();
  const actor = input.actor ?? hubItself;
  await recordAudit(transaction, {
    namespaceId: id,
    action: 'account.create',
    name: input.name,
    actor: { ...actor, id: actor.id === undefined ? id : actor.id },
    data: { administrator: input.administrator },
    at: input.now,
  });
  return { kind: 'created', id };
}

/** Adds a personal account. Names of closed accounts stay taken, those of deleted ones rest a while. */
export const createAccount: Command<
  HubTables,
  CreateAccount,
  { kind: 'created'; id: number } | { kind: 'taken' }
> = {
  name: 'hub.create-account',
  execute: (transaction, input) => insertAccount(transaction, input),
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

export interface SetPassword {
  readonly accountId: number;
  readonly passwordHash: string;
  /** The session that goes on: that of whoever changes his own password. */
  readonly keepSession?: string | undefined;
  readonly actor: AuditActor;
  /** `change`: by who knew the former one. `reset`: by a link. `set`: by an administrator. */
  readonly how: 'change' | 'reset' | 'set';
  /** Tells the account's owner. */
  readonly notice?: SealedLetter | undefined;
  readonly now: number;
}

/** Sets a password: sessions and what was issued for the one before end, access tokens stay. */
export const setPassword: Command<HubTables, SetPassword, void> = {
  name: 'hub.set-password',
  execute: (transaction, input) => replacePassword(transaction, input),
};

/** As {@link setPassword}, in a transaction. */
export async function replacePassword(
  transaction: Transaction<HubTables>,
  input: SetPassword,
): Promise<void> {
  const { accountId, keepSession, now } = input;
  const account = await transaction
    .updateTable('hub_accounts')
    .set((column) => ({
      password_hash: input.passwordHash,
      password_generation: column('password_generation', '+', 1),
    }))
    .where('id', '=', accountId)
    .returning(['name', 'password_generation'])
    .executeTakeFirst();
  if (!account) return;
  await voidPasswordTokens(transaction, accountId);
  await transaction
    .deleteFrom('hub_sessions')
    .where('account_id', '=', accountId)
    .where('id', '!=', keepSession ?? '')
    .execute();
  if (keepSession !== undefined) {
    await transaction
      .updateTable('hub_sessions')
      .set({ generation: account.password_generation, confirmed_at: now })
      .where('id', '=', keepSession)
      .where('account_id', '=', accountId)
      .execute();
  }
  if (input.notice) await postLetter(transaction, input.notice);
  await recordAudit(transaction, {
    namespaceId: accountId,
    action: `account.password.${input.how}`,
    ...{ name: account.name, actor: input.actor, at: now },
  });
}

/** Removes refresh tokens and links that a password had got, or that could replace it. */
async function voidPasswordTokens(
  transaction: Transaction<HubTables>,
  accountId: number,
): Promise<void> {
  await transaction
    .deleteFrom('hub_refresh_tokens')
    .where('account_id', '=', accountId)
    .where('access_token_id', 'is', null)
    .execute();
  await transaction
    .deleteFrom('hub_account_links')
    .where('account_id', '=', accountId)
    .where('kind', '=', 'reset-password')
    .execute();
}

export interface UpdateAccount {
  readonly accountId: number;
  readonly administrator?: boolean;
  readonly defaultVisibility?: Visibility | null;
  readonly closed?: boolean;
  readonly email?: string | null;
  readonly emailVerified?: boolean;
  readonly actor: AuditActor;
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
    const { accountId, now } = input;
    const account = await transaction
      .selectFrom('hub_accounts')
      .select(['name', 'is_administrator', 'closed_at', 'password_generation'])
      .where('id', '=', accountId)
      .where('kind', '=', 'personal')
      .executeTakeFirst();
    if (account === undefined) return 'unknown';
    const stops = input.administrator === false || input.closed === true;
    if (stops && account.is_administrator === 1 && !(await hasOther(transaction, accountId))) {
      return 'last-administrator';
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
        ...addressChange(input),
        ...(input.closed === false ? { closed_at: null } : {}),
        ...(closes ? { closed_at: now, password_generation: account.password_generation + 1 } : {}),
        // A statement needs something to set.
        name: (column) => column.ref('name'),
      })
      .where('id', '=', accountId)
      .execute();
    if (closes) await voidEverything(transaction, accountId, now);
    await recordAudit(transaction, {
      namespaceId: accountId,
      action: closes ? 'account.close' : input.closed === false ? 'account.open' : 'account.update',
      ...{ name: account.name, actor: input.actor, at: now },
      data: {
        ...(input.administrator === undefined ? {} : { administrator: input.administrator }),
        ...(input.defaultVisibility === undefined
          ? {}
          : { default_visibility: input.defaultVisibility }),
        ...(input.email === undefined ? {} : { email: input.email }),
        ...(input.emailVerified === undefined ? {} : { email_verified: input.emailVerified }),
      },
    });
    return 'updated';
  },
};

/** An administrator's word for an address holds; taking it back makes the account read only. */
function addressChange({ email, emailVerified, now }: UpdateAccount) {
  if (email === undefined && emailVerified === undefined) return {};
  const verified = emailVerified ?? email !== null;
  return {
    ...(email === undefined ? {} : { email }),
    email_verified_at: verified && email !== null ? now : null,
    unverified: emailVerified === false ? 1 : 0,
  };
}

async function hasOther(transaction: Transaction<HubTables>, accountId: number): Promise<boolean> {
  const other = await transaction
    .selectFrom('hub_accounts')
    .select('id')
    .where('is_administrator', '=', 1)
    .where('closed_at', 'is', null)
    .where('id', '!=', accountId)
    .limit(1)
    .executeTakeFirst();
  return other !== undefined;
}

/** Ends every session and voids every token that an account ever got. */
export async function voidEverything(
  transaction: Transaction<HubTables>,
  accountId: number,
  now: number,
): Promise<void> {
  for (const table of ['hub_refresh_tokens', 'hub_sessions', 'hub_account_links'] as const) {
    await transaction.deleteFrom(table).where('account_id', '=', accountId).execute();
  }
  await transaction
    .updateTable('hub_access_tokens')
    .set({ revoked_at: now })
    .where('account_id', '=', accountId)
    .where('revoked_at', 'is', null)
    .execute();
}
