import type { Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';
import { reach, reachOfScopes } from '../tokens/scopes.ts';
import { readRestriction } from './restriction.ts';
import type { Subject } from './subject.ts';
import { bounded } from './unverified.ts';

/** The subject as the transaction's rows have him; undefined where his credential no longer holds. */
export async function subjectInTransaction(
  transaction: Transaction<HubTables>,
  subject: Subject,
  now: number,
): Promise<Subject | undefined> {
  const { accountId, credential } = subject;
  if (accountId === undefined || credential.kind === 'anonymous') return subject;
  const account = await transaction
    .selectFrom('hub_accounts')
    .select(['name', 'password_generation', 'is_administrator', 'closed_at', 'unverified'])
    .where('id', '=', accountId)
    .executeTakeFirst();
  if (account === undefined || account.closed_at !== null) return undefined;
  const verification = { unverified: account.unverified === 1 };
  const current = { ...subject, administrator: account.is_administrator === 1 };
  if (credential.kind === 'password') {
    if (account.password_generation !== credential.generation) return undefined;
    return bounded({ ...current, reach: reach.account }, verification);
  }
  if (credential.kind === 'session') {
    const session = await transaction
      .selectFrom('hub_sessions')
      .select(['generation', 'expires_at'])
      .where('id', '=', credential.id)
      .where('account_id', '=', accountId)
      .executeTakeFirst();
    if (session?.generation !== account.password_generation) return undefined;
    if (session.expires_at <= now) return undefined;
    return bounded({ ...current, reach: reach.account }, verification);
  }
  const token = await transaction
    .selectFrom('hub_access_tokens')
    .select(['scopes', 'revoked_at', 'expires_at', 'restricted', 'public_read'])
    .where('id', '=', credential.id)
    .where('account_id', '=', accountId)
    .executeTakeFirst();
  if (token === undefined || token.revoked_at !== null) return undefined;
  if (token.expires_at !== null && token.expires_at <= now) return undefined;
  const only = await readRestriction(transaction, { id: credential.id, ...token });
  return bounded({ ...current, reach: reachOfScopes(token.scopes), only }, verification);
}
