import type { Clock } from '../ports/clock.ts';
import { reach } from '../tokens/scopes.ts';
import type { TokenIdentity } from '../tokens/signed-tokens.ts';
import type { LiveState } from './live-state.ts';
import { anonymous, type Subject } from './subject.ts';
import { bounded } from './unverified.ts';

/** A subject, and since when it is known to be so. */
export interface LiveSubject {
  readonly subject: Subject;
  readonly readAt: number;
}

/**
 * Whoever an issued token is of, as he is now: undefined where his account is closed, his password
 * another one, or his access token revoked or expired. At most half a second old.
 */
export async function liveSubject(
  identity: TokenIdentity,
  live: LiveState,
  clock: Clock,
): Promise<LiveSubject | undefined> {
  const { accountId, credential } = identity;
  if (accountId === undefined || credential.kind === 'anonymous') {
    return { subject: anonymous, readAt: clock() };
  }
  let held = await live.accounts.get(accountId);
  if (credential.kind !== 'access-token' && (held.value?.generation ?? 0) < credential.generation) {
    // Another worker has changed the password since, and signed him in with the new one.
    live.accounts.forget(accountId);
    held = await live.accounts.get(accountId);
  }
  const { value: account, readAt } = held;
  if (account === undefined || account.closed) return undefined;
  const { name, administrator, organization } = account;
  const common = { accountId, name, administrator, organization };
  if (credential.kind === 'password') {
    if (account.generation !== credential.generation) return undefined;
    return { subject: bounded({ ...common, reach: reach.account, credential }, account), readAt };
  }
  if (credential.kind === 'session') {
    const session = await live.sessions.get(credential.id);
    if (session.value?.accountId !== accountId) return undefined;
    if (session.value.generation !== account.generation) return undefined;
    if (session.value.expiresAt <= clock()) return undefined;
    return {
      subject: bounded({ ...common, reach: reach.account, credential }, account),
      readAt: Math.min(readAt, session.readAt),
    };
  }
  const known = await live.tokens.get(credential.id);
  const token = known.value;
  if (token === undefined || token.accountId !== accountId || token.revoked) return undefined;
  if (token.expiresAt !== undefined && token.expiresAt <= clock()) return undefined;
  return {
    subject: bounded({ ...common, reach: token.reach, only: token.only, credential }, account),
    readAt: Math.min(readAt, known.readAt),
  };
}
