import type { Command } from '@slipway/database';
import type { Transaction } from 'kysely';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { insertAccount } from '../accounts/account-commands.ts';
import { actorOf, type ChangeOrigin } from '../audit/change-origin.ts';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { commandList } from '../command-list.ts';
import { postLetter, type SealedLetter } from '../mail/post-letter.ts';
import type { HubTables } from '../tables.ts';
import type { OpenidClaims } from './openid-claims.ts';
import type { GroupTeam } from './openid-provider.ts';
import { syncGroups } from './sync-groups.ts';

/** Somebody whom a provider vouches for, and from where he comes. */
interface Vouched {
  readonly provider: {
    readonly id: number;
    readonly slug: string;
    readonly teams: readonly GroupTeam[];
  };
  readonly claims: OpenidClaims;
  readonly address: string;
  readonly client: string;
  readonly now: number;
}

/** An account that may be signed in to. */
export interface SignedInAccount {
  readonly kind: 'account';
  readonly id: number;
  readonly name: string;
  readonly generation: number;
}

/** Signs in to the account of an identity, by issuer and subject alone: an address proves nothing. */
export const signInByOpenid: Command<
  HubTables,
  Vouched,
  SignedInAccount | { kind: 'unknown' } | { kind: 'closed' }
> = {
  name: 'hub.sign-in-by-openid',
  async execute(transaction, vouched) {
    const { provider, claims, now } = vouched;
    const found = await identityOf(transaction, vouched);
    if (!found) return { kind: 'unknown' };
    if (found.closed_at !== null) return { kind: 'closed' };
    await transaction
      .updateTable('hub_openid_identities')
      .set({ last_used_at: now, email: claims.email })
      .where('id', '=', found.identity)
      .execute();
    const account = { id: found.id, name: found.name };
    await syncGroups(transaction, {
      ...{ providerId: provider.id, mapping: provider.teams, groups: claims.groups },
      ...{ account, actor: providerActor(vouched), now },
    });
    return { kind: 'account', ...account, generation: found.generation };
  },
};

/** Lets an identity sign in to an account that is signed in already. */
export const linkOpenidIdentity: Command<
  HubTables,
  Vouched & {
    readonly id: string;
    readonly origin: ChangeOrigin;
    readonly notice: SealedLetter | undefined;
  },
  'linked' | 'taken' | 'stale'
> = {
  name: 'hub.link-openid-identity',
  async execute(transaction, { id, origin, notice, ...vouched }) {
    const subject = await subjectInTransaction(transaction, origin.subject, origin.now);
    if (subject?.accountId === undefined) return 'stale';
    const found = await identityOf(transaction, vouched);
    if (found) return found.id === subject.accountId ? 'linked' : 'taken';
    const account = { id: subject.accountId, name: subject.name };
    await addIdentity(transaction, vouched, { id, account, actor: actorOf(origin) });
    if (notice) await postLetter(transaction, notice);
    return 'linked';
  },
};

/** Makes an account that a provider vouches for; its name was checked, but for being free. */
export const signUpByOpenid: Command<
  HubTables,
  Vouched & { readonly id: string; readonly username: string },
  SignedInAccount | { kind: 'taken' } | { kind: 'known' }
> = {
  name: 'hub.sign-up-by-openid',
  async execute(transaction, { id, username, ...vouched }) {
    const { claims, now } = vouched;
    if (await identityOf(transaction, vouched)) return { kind: 'known' };
    const confirmed = await transaction
      .selectFrom('hub_accounts')
      .select('id')
      .where('email', '=', claims.email)
      .where('email_verified_at', 'is not', null)
      .limit(1)
      .executeTakeFirst();
    // An address that another account has confirmed stays that one's.
    const email = confirmed ? null : claims.email;
    const { address, client } = vouched;
    const made = await insertAccount(transaction, {
      ...{ name: username, passwordHash: null, administrator: false, defaultVisibility: null },
      ...{ email, emailVerified: email !== null, fullName: claims.fullName, now },
      actor: { name: username, address, client },
    });
    if (made.kind === 'taken') return made;
    const account = { id: made.id, name: username };
    const actor = { ...providerActor(vouched), id: made.id, name: username };
    await addIdentity(transaction, vouched, { id, account, actor });
    return { kind: 'account', ...account, generation: 1 };
  },
};

/** Ends what {@link linkOpenidIdentity} began; not where nothing else would sign in any more. */
export const unlinkOpenidIdentity: Command<
  HubTables,
  { readonly origin: ChangeOrigin; readonly id: string },
  'unlinked' | 'unknown' | 'last'
> = {
  name: 'hub.unlink-openid-identity',
  async execute(transaction, { origin, id }) {
    const subject = await subjectInTransaction(transaction, origin.subject, origin.now);
    if (subject?.accountId === undefined) return 'unknown';
    const account = { id: subject.accountId, name: subject.name };
    const identity = await transaction
      .selectFrom('hub_openid_identities as identity')
      .innerJoin('hub_openid_providers as provider', 'provider.id', 'identity.provider_id')
      .select(['provider.id', 'provider.slug'])
      .where('identity.id', '=', id)
      .where('identity.account_id', '=', account.id)
      .executeTakeFirst();
    if (!identity) return 'unknown';
    if (!(await hasOtherWay(transaction, account.id, id))) return 'last';
    await transaction.deleteFrom('hub_openid_identities').where('id', '=', id).execute();
    const actor = actorOf(origin);
    await syncGroups(transaction, {
      ...{ providerId: identity.id, mapping: [], groups: [], account, actor, now: origin.now },
    });
    await recordAudit(transaction, {
      ...{ namespaceId: account.id, action: 'account.openid.unlink', name: account.name, actor },
      ...{ data: { provider: identity.slug }, at: origin.now },
    });
    return 'unlinked';
  },
};

/** Whether the account has a password, a passkey or another identity. */
async function hasOtherWay(
  transaction: Transaction<HubTables>,
  accountId: number,
  identityId: string,
): Promise<boolean> {
  const account = await transaction
    .selectFrom('hub_accounts')
    .select('password_hash')
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (account?.password_hash) return true;
  const passkey = await transaction
    .selectFrom('hub_passkeys')
    .select('id')
    .where('account_id', '=', accountId)
    .limit(1)
    .executeTakeFirst();
  const other = await transaction
    .selectFrom('hub_openid_identities')
    .select('id')
    .where('account_id', '=', accountId)
    .where('id', '!=', identityId)
    .limit(1)
    .executeTakeFirst();
  return passkey !== undefined || other !== undefined;
}

function identityOf(transaction: Transaction<HubTables>, { provider, claims }: Vouched) {
  return transaction
    .selectFrom('hub_openid_identities as identity')
    .innerJoin('hub_accounts as account', 'account.id', 'identity.account_id')
    .select(['identity.id as identity', 'account.id', 'account.name', 'account.closed_at'])
    .select('account.password_generation as generation')
    .where('identity.provider_id', '=', provider.id)
    .where('identity.issuer', '=', claims.issuer)
    .where('identity.subject', '=', claims.subject)
    .executeTakeFirst();
}

async function addIdentity(
  transaction: Transaction<HubTables>,
  vouched: Vouched,
  link: {
    readonly id: string;
    readonly account: { readonly id: number; readonly name: string };
    readonly actor: AuditActor;
  },
): Promise<void> {
  const { provider, claims, now } = vouched;
  const { id, account, actor } = link;
  await transaction
    .insertInto('hub_openid_identities')
    .values({
      ...{ id, provider_id: provider.id, issuer: claims.issuer, subject: claims.subject },
      ...{ account_id: account.id, email: claims.email, created_at: now, last_used_at: now },
    })
    .execute();
  await recordAudit(transaction, {
    ...{ namespaceId: account.id, action: 'account.openid.link', name: account.name, actor },
    ...{ data: { provider: provider.slug }, at: now },
  });
  await syncGroups(transaction, {
    ...{ providerId: provider.id, mapping: provider.teams, groups: claims.groups },
    ...{ account, actor: providerActor(vouched), now },
  });
}

/** Whom the audit log names for what a provider's word changed. */
function providerActor({ provider, address, client }: Vouched): AuditActor {
  return { id: null, name: `openid:${provider.slug}`, address, client };
}

export const openidIdentityCommands = commandList(
  signInByOpenid,
  linkOpenidIdentity,
  signUpByOpenid,
  unlinkOpenidIdentity,
);
