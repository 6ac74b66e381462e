import type { Caller, RepositoryHandle, RepositoryOwner } from '@slipway/registry';
import type { Transaction } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { judge } from '../access/policy.ts';
import { grantOf } from '../access/registry-grant.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import type { HubSettings } from '../hub-settings.ts';
import type { Clock } from '../ports/clock.ts';
import { refusePushOverQuota, refuseRepository } from '../quotas/refuse-over-quota.ts';
import type { HubTables } from '../tables.ts';
import { firstRefusal, pushHooks } from './push-hooks.ts';
import { nameProblem } from './repository-names.ts';
import { insertRepository, placeInTransaction } from './repository-rows.ts';

type OwnerSettings = Pick<HubSettings, 'defaultVisibility' | 'sparse' | 'quotas'>;

/** Either the repository of a push, or why there is none for it. */
type Ensured = Awaited<ReturnType<RepositoryOwner['ensureRepository']>>;

/**
 * The owner of repositories, for the registry's transactions. What the request was allowed half a
 * second ago is asked once more among the rows that the transaction sees: nothing is written for
 * a token revoked, a repository closed or a role taken away meanwhile.
 */
export function createRepositoryOwner(options: {
  settings: OwnerSettings;
  clock: Clock;
}): RepositoryOwner {
  return {
    async ensureRepository(transaction, caller, name): Promise<Ensured> {
      // biome-ignore lint/suspicious/noExplicitAny: the port leaves the owner's tables open
      return ensure({ transaction: transaction as Transaction<any>, caller, name, ...options });
    },
    refusePush: async (transaction, push) =>
      (await refusePushOverQuota(transaction, push, options.settings.quotas)) ??
      firstRefusal((each) => each.refusePush?.(transaction, push)),
    ...pushHooks,
  };
}

async function ensure(options: {
  transaction: Transaction<HubTables>;
  caller: Caller;
  name: string;
  settings: OwnerSettings;
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
  const { namespace } = place;
  const visibility =
    namespace.kind === 'official'
      ? 'public'
      : (namespace.defaultVisibility ?? settings.defaultVisibility);
  const problem =
    (await nameProblem(transaction, { path: name, namespaceId: namespace.id, now })) ??
    (await refuseRepository(transaction, {
      ...{ namespaceId: namespace.id, isNew: true, isPrivate: visibility === 'private' },
      defaults: settings.quotas,
    }));
  if (problem !== undefined) return refused(problem);
  const made = await insertRepository(transaction, {
    ...{ namespaceId: namespace.id, path: name, visibility, sparse: settings.sparse, now },
    actor: { id: caller.accountId ?? null, name: caller.name, address: '', client: '' },
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
