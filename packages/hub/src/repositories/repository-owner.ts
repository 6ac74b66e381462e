import type { Caller, RepositoryHandle, RepositoryOwner } from '@slipway/registry';
import type { Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { judge } from '../access/policy.ts';
import { grantOf } from '../access/registry-grant.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { HubSettings } from '../hub-settings.ts';
import type { Clock } from '../ports/clock.ts';
import type { HubTables } from '../tables.ts';
import type { PushParticipant } from './push-participant.ts';
import { pushParticipants } from './push-participants.ts';
import { insertRepository, placeInTransaction } from './repository-rows.ts';

/** Either the repository of a push, or why there is none for it. */
type Ensured = Awaited<ReturnType<RepositoryOwner['ensureRepository']>>;

/**
 * The owner of repositories, for the registry's transactions. What the request was allowed half a
 * second ago is asked once more among the rows that the transaction sees: nothing is written for
 * a token revoked, a repository closed or a role taken away meanwhile.
 */
export function createRepositoryOwner(options: {
  settings: Pick<HubSettings, 'defaultVisibility' | 'sparse'>;
  clock: Clock;
}): RepositoryOwner {
  return {
    async ensureRepository(transaction, caller, name): Promise<Ensured> {
      // biome-ignore lint/suspicious/noExplicitAny: the port leaves the owner's tables open
      return ensure({ transaction: transaction as Transaction<any>, caller, name, ...options });
    },
    refusePush: (transaction, push) => firstRefusal((each) => each.refusePush?.(transaction, push)),
    refuseTagChange: (transaction, change) =>
      firstRefusal((each) => each.refuseTagChange?.(transaction, change)),
    async pushed(transaction, event) {
      for (const each of pushParticipants) await each.pushed?.(transaction, event);
    },
    async deleted(transaction, event) {
      for (const each of pushParticipants) await each.deleted?.(transaction, event);
    },
  };
}

async function firstRefusal(
  ask: (participant: PushParticipant) => Promise<string | undefined> | undefined,
): Promise<string | undefined> {
  for (const each of pushParticipants) {
    const refusal = await ask(each);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
}

async function ensure(options: {
  transaction: Transaction<HubTables>;
  caller: Caller;
  name: string;
  settings: Pick<HubSettings, 'defaultVisibility' | 'sparse'>;
  clock: Clock;
}): Promise<Ensured> {
  const { transaction, caller, name, settings, clock } = options;
  const now = clock();
  const subject = await subjectInTransaction(transaction, grantOf(caller).subject, now);
  if (!subject) return refused('your sign-in is no longer valid: sign in again');
  const place = await placeInTransaction(transaction, name);
  const standing = await standingInTransaction(transaction, subject, place);
  const verdict = judge(subject, { place, standing }, 'push');
  if (verdict.kind === 'denied') return refused(verdict.message);
  if (verdict.kind === 'hidden' || place.namespace === undefined) {
    return refused(`there is no repository ${name} that you may push to`);
  }
  if (verdict.repository) return ready(verdict.repository, false);
  const made = await insertRepository(transaction, {
    namespaceId: place.namespace.id,
    path: name,
    visibility:
      place.namespace.kind === 'official'
        ? 'public'
        : (place.namespace.defaultVisibility ?? settings.defaultVisibility),
    sparse: settings.sparse,
    now,
  });
  return ready(made, true);
}

function ready(repository: RepositoryHandle, created: boolean): Ensured {
  const { id, name, sparse, canonicalName } = repository;
  const handle = { id, name, sparse, ...(canonicalName === undefined ? {} : { canonicalName }) };
  return { kind: 'ready', repository: handle, created };
}

function refused(message: string): Ensured {
  return { kind: 'refused', message };
}
