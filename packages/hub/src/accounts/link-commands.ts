import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables } from '../tables.ts';
import { replacePassword } from './account-commands.ts';
import type { AccountLinkRow } from './account-tables.ts';

/** One account is sent a letter with a link of one kind this seldom. */
const betweenLetters = 60_000;
/** Links of one kind that are good at once; older ones go. */
const mostLinks = 3;

export interface AddLink {
  readonly link: AccountLinkRow;
  /** Undefined where the link is handed over otherwise. */
  readonly letter: SealedLetter | undefined;
  /** Tells the account's owner of it, at the address that he has. */
  readonly notice?: SealedLetter | undefined;
  readonly actor: AuditActor;
}

/** Adds a link, and has its letter sent. `too-soon`: the letter before went out a moment ago. */
export const addLink: Command<HubTables, AddLink, 'added' | 'too-soon' | 'unknown'> = {
  name: 'hub.add-account-link',
  async execute(transaction, { link, letter, notice, actor }) {
    const account = await transaction
      .selectFrom('hub_accounts')
      .select('name')
      .where('id', '=', link.account_id)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (!account) return 'unknown';
    const former = await transaction
      .selectFrom('hub_account_links')
      .select(['digest', 'created_at', 'email'])
      .where('account_id', '=', link.account_id)
      .where('kind', '=', link.kind)
      .orderBy('created_at', 'desc')
      .execute();
    const last = former.find(({ email }) => email === link.email);
    if (letter && last && link.created_at - last.created_at < betweenLetters) return 'too-soon';
    const gone = former.slice(mostLinks - 1).map(({ digest }) => digest);
    if (gone.length > 0) {
      await transaction.deleteFrom('hub_account_links').where('digest', 'in', gone).execute();
    }
    await transaction.insertInto('hub_account_links').values(link).execute();
    if (letter) await postLetter(transaction, letter);
    if (notice) await postLetter(transaction, notice);
    const action = link.kind === 'reset-password' ? 'account.password.link' : 'account.email.link';
    await recordAudit(transaction, {
      ...{ namespaceId: link.account_id, action, name: account.name, actor },
      data: { mailed: letter !== undefined },
      at: link.created_at,
    });
    return 'added';
  },
};

export interface UseLink {
  readonly digest: string;
  readonly address: string;
  readonly client: string;
  readonly now: number;
}

/** Confirms the address that a letter was sent to. Undefined where the link is none, or none any more. */
export const verifyEmail: Command<
  HubTables,
  UseLink,
  { readonly id: number; readonly username: string; readonly email: string } | undefined
> = {
  name: 'hub.verify-email',
  async execute(transaction, input) {
    const link = await takeLink(transaction, input, 'verify-email');
    if (!link || link.email === null) return undefined;
    const { email } = link;
    await transaction
      .updateTable('hub_accounts')
      .set({ email, email_verified_at: input.now, unverified: 0 })
      .where('id', '=', link.account_id)
      .execute();
    await transaction
      .deleteFrom('hub_account_links')
      .where('account_id', '=', link.account_id)
      .where('kind', '=', 'verify-email')
      .execute();
    await recordAudit(transaction, {
      namespaceId: link.account_id,
      action: 'account.email.verify',
      name: link.name,
      actor: actorOf(link, input),
      data: { email },
      at: input.now,
    });
    return { id: link.account_id, username: link.name, email };
  },
};

/** Sets the password that was chosen by a link. Whoever read his letter has shown his address as well. */
export const resetPassword: Command<
  HubTables,
  UseLink & { readonly passwordHash: string; readonly notice: SealedLetter | undefined },
  { readonly id: number } | undefined
> = {
  name: 'hub.reset-password',
  async execute(transaction, input) {
    const link = await takeLink(transaction, input, 'reset-password');
    if (!link) return undefined;
    await replacePassword(transaction, {
      ...{ accountId: link.account_id, passwordHash: input.passwordHash, how: 'reset' },
      ...{ actor: actorOf(link, input), notice: input.notice, now: input.now },
    });
    if (link.email !== null) {
      await transaction
        .updateTable('hub_accounts')
        .set({ email_verified_at: input.now, unverified: 0 })
        .where('id', '=', link.account_id)
        .where('email', '=', link.email)
        .execute();
    }
    return { id: link.account_id };
  },
};

export interface ChangeEmail {
  readonly accountId: number;
  /** Where no letter confirms it, it holds at once. */
  readonly email: string;
  readonly actor: AuditActor;
  readonly now: number;
}

/** Sets an address that is not to be confirmed: the hub sends no mail. */
export const changeEmail: Command<HubTables, ChangeEmail, void> = {
  name: 'hub.change-email',
  async execute(transaction, { accountId, email, actor, now }) {
    await transaction
      .updateTable('hub_accounts')
      .set({ email, email_verified_at: null })
      .where('id', '=', accountId)
      .execute();
    await recordAudit(transaction, {
      namespaceId: accountId,
      action: 'account.email.change',
      ...{ name: actor.name, actor, data: { email }, at: now },
    });
  },
};

/** Removes links that are good no more. Answers how many. */
export const pruneLinks: Command<HubTables, { readonly now: number }, number> = {
  name: 'hub.prune-account-links',
  async execute(transaction, { now }) {
    const { numDeletedRows } = await transaction
      .deleteFrom('hub_account_links')
      .where('expires_at', '<=', now)
      .executeTakeFirstOrThrow();
    return Number(numDeletedRows);
  },
};

/** Takes a link out of the table: it is good once. */
async function takeLink(
  transaction: Transaction<HubTables>,
  { digest, now }: UseLink,
  kind: AccountLinkRow['kind'],
) {
  const row = await transaction
    .selectFrom('hub_account_links as link')
    .innerJoin('hub_accounts as account', 'account.id', 'link.account_id')
    .select(['link.account_id', 'link.email', 'account.name'])
    .where('link.digest', '=', digest)
    .where('link.kind', '=', kind)
    .where('link.expires_at', '>', now)
    .where('account.closed_at', 'is', null)
    .executeTakeFirst();
  if (row) await transaction.deleteFrom('hub_account_links').where('digest', '=', digest).execute();
  return row;
}

function actorOf(
  link: { readonly account_id: number; readonly name: string },
  { address, client }: UseLink,
): AuditActor {
  return { id: link.account_id, name: link.name, address, client };
}

export const linkCommands = commandList(
  addLink,
  verifyEmail,
  resetPassword,
  changeEmail,
  pruneLinks,
);
