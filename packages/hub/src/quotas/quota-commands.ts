import type { Command } from '@slipway/database';
import { type AuditActor, recordAudit } from '../audit/record-audit.ts';
import { namespaceInTransaction } from '../repositories/repository-rows.ts';
import type { HubTables } from '../tables.ts';

/** A limit, none, or the hub's own. */
export type QuotaChange = number | null | 'default';

export interface SetQuota {
  readonly namespace: string;
  readonly storageBytes: QuotaChange | undefined;
  readonly repositories: QuotaChange | undefined;
  readonly privateRepositories: QuotaChange | undefined;
  readonly actor: AuditActor;
  readonly now: number;
}

/** Limits what a namespace may use; what is undefined stays as it is. For administrators. */
export const setQuota: Command<HubTables, SetQuota, { kind: 'unknown' } | { kind: 'set' }> = {
  name: 'hub.set-quota',
  async execute(transaction, input) {
    const namespace = await namespaceInTransaction(transaction, input.namespace);
    if (!namespace) return { kind: 'unknown' };
    const before = await transaction
      .selectFrom('hub_quotas')
      .selectAll()
      .where('namespace_id', '=', namespace.id)
      .executeTakeFirst();
    const storage = changed(input.storageBytes, before?.storage_bytes, before?.storage_is_custom);
    const all = changed(input.repositories, before?.repositories, before?.repositories_is_custom);
    const secret = changed(
      input.privateRepositories,
      before?.private_repositories,
      before?.private_is_custom,
    );
    const row = {
      ...{ storage_bytes: storage.limit, storage_is_custom: storage.custom },
      ...{ repositories: all.limit, repositories_is_custom: all.custom },
      ...{ private_repositories: secret.limit, private_is_custom: secret.custom },
    };
    await transaction
      .insertInto('hub_quotas')
      .values({ namespace_id: namespace.id, ...row })
      .onConflict((conflict) => conflict.column('namespace_id').doUpdateSet(row))
      .execute();
    const { actor, now: at, storageBytes, repositories, privateRepositories } = input;
    await recordAudit(transaction, {
      ...{ namespaceId: namespace.id, action: 'namespace.quota.updated', name: input.namespace },
      ...{ actor, at, data: { storageBytes, repositories, privateRepositories } },
    });
    return { kind: 'set' };
  },
};

function changed(
  change: QuotaChange | undefined,
  limit: number | null | undefined,
  custom: number | undefined,
): { readonly limit: number | null; readonly custom: number } {
  if (change === undefined) return { limit: limit ?? null, custom: custom ?? 0 };
  return change === 'default' ? { limit: null, custom: 0 } : { limit: change, custom: 1 };
}
