import type { RetentionPolicy } from '@slipway/api';
import type { Command } from '@slipway/database';
import type { RegistryTables } from '@slipway/registry';
import type { Transaction } from 'kysely';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { type AuditActor, hubItself, recordAudit } from '../audit/record-audit.ts';
import { carryOut } from '../images/delete-images.ts';
import type { HubTables } from '../tables.ts';
import { type Asking, permitted, type Refused } from '../tags/permitted.ts';
import { reach } from '../tokens/scopes.ts';
import { planRetention } from './plan-retention.ts';
import { effectiveRetention } from './retention-policies.ts';

type Tables = HubTables & RegistryTables;

export interface SetRetention extends Asking {
  /** null: its namespace's is to hold. */
  readonly policy: RetentionPolicy | null;
  readonly actor: AuditActor;
}

/** Gives a repository a policy of its own, or takes it. */
export const setRepositoryRetention: Command<
  HubTables,
  SetRetention,
  Refused | { readonly kind: 'set' }
> = {
  name: 'hub.set-repository-retention',
  async execute(transaction, input) {
    const found = await permitted(transaction, input, 'administer');
    if (found.kind !== 'found') return found;
    const { policy, actor, now } = input;
    await transaction
      .deleteFrom('hub_repository_retention')
      .where('repository_id', '=', found.id)
      .execute();
    if (policy) {
      await transaction
        .insertInto('hub_repository_retention')
        .values({ repository_id: found.id, policy: JSON.stringify(policy) })
        .execute();
    }
    await recordAudit(transaction, {
      ...{ namespaceId: found.namespaceId, repositoryId: found.id, name: found.path },
      ...{ action: 'repo.retention.updated', actor, data: { policy }, at: now },
    });
    return { kind: 'set' };
  },
};

export interface SetNamespaceRetention extends Omit<SetRetention, 'path'> {
  readonly namespace: string;
  readonly policy: RetentionPolicy;
}

/** Changes what holds for repositories of a namespace that have no policy of their own. */
export const setNamespaceRetention: Command<
  HubTables,
  SetNamespaceRetention,
  Refused | { readonly kind: 'set' }
> = {
  name: 'hub.set-namespace-retention',
  async execute(transaction, { subject: asked, namespace: name, policy, actor, now }) {
    const subject = await subjectInTransaction(transaction, asked, now);
    const namespace = await transaction
      .selectFrom('hub_accounts')
      .select('id')
      .where('name', '=', name)
      .where('closed_at', 'is', null)
      .executeTakeFirst();
    if (!subject || !namespace || subject.reach < reach.account) return { kind: 'unknown' };
    if (!subject.administrator && subject.accountId !== namespace.id) {
      const member = await transaction
        .selectFrom('hub_organization_members')
        .select('role')
        .where('organization_id', '=', namespace.id)
        .where('account_id', '=', subject.accountId ?? 0)
        .executeTakeFirst();
      if (member?.role !== 'owner') {
        return { kind: 'denied', message: `only owners of ${name} may change its retention rules` };
      }
    }
    const row = { policy: JSON.stringify(policy) };
    await transaction
      .insertInto('hub_namespace_retention')
      .values({ namespace_id: namespace.id, ...row })
      .onConflict((conflict) => conflict.column('namespace_id').doUpdateSet(row))
      .execute();
    await recordAudit(transaction, {
      ...{ namespaceId: namespace.id, name, action: 'namespace.retention.updated' },
      ...{ actor, data: { policy }, at: now },
    });
    return { kind: 'set' };
  },
};

export interface ApplyRetention {
  readonly repositoryId: number;
  readonly now: number;
  /** At most so many tags go in one transaction, with their manifests: others wait for it. */
  readonly limit: number;
}

/** What one command did; `hasMore`: there is more to go. */
export interface AppliedRetention {
  readonly tags: number;
  readonly manifests: number;
  readonly reclaimedBytes: number;
  readonly hasMore: boolean;
}

const nothing: AppliedRetention = { tags: 0, manifests: 0, reclaimedBytes: 0, hasMore: false };

/**
 * Deletes what the policy of a repository lets go. It is decided here, among the rows of the deletion
 * itself: what was pushed, pulled or made immutable meanwhile is taken into account.
 */
export const applyRetention: Command<Tables, ApplyRetention, AppliedRetention> = {
  name: 'hub.apply-retention',
  async execute(transaction, { repositoryId, now, limit }) {
    const hub = transaction as unknown as Transaction<HubTables>;
    const repository = await hub
      .selectFrom('hub_repositories')
      .select(['namespace_id', 'path', 'archived_at'])
      .where('id', '=', repositoryId)
      .executeTakeFirst();
    // An archived repository is left as it is.
    if (!repository || repository.archived_at !== null) return nothing;
    const place = { id: repositoryId, namespaceId: repository.namespace_id };
    const policy = await effectiveRetention(hub, place);
    if (!policy.enabled) return nothing;
    const plan = await planRetention(transaction, repositoryId, { policy, now, limit });
    if (plan.tags.length + plan.manifests.length === 0) return nothing;
    await carryOut(transaction, {
      ...{ repositoryId, now, client: undefined },
      plan: {
        tags: plan.tags.map(({ name }) => name),
        manifests: plan.manifests.map(({ digest }) => ({ digest, reason: 'asked', of: null })),
      },
      caller: { accountId: undefined, name: 'retention', grant: null },
    });
    const done = {
      tags: plan.tags.length,
      manifests: plan.manifests.length,
      reclaimedBytes: plan.reclaimedBytes,
    };
    await hub
      .insertInto('hub_retention_runs')
      .values({
        ...{ repository_id: repositoryId, at: now, tags: done.tags, manifests: done.manifests },
        reclaimed_bytes: done.reclaimedBytes,
      })
      .execute();
    await recordAudit(hub, {
      ...{ namespaceId: repository.namespace_id, repositoryId, name: repository.path },
      ...{ action: 'repo.retention.run', actor: hubItself, data: done, at: now },
    });
    return { ...done, hasMore: plan.hasMore };
  },
};
