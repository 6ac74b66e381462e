import type { Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';

/** What a namespace may use; null where there is no limit. */
export interface QuotaLimits {
  readonly storageBytes: number | null;
  readonly repositories: number | null;
  readonly privateRepositories: number | null;
}

/** What a namespace may use: what an administrator set for it, else the hub's own limits. */
export async function limitsInTransaction(
  transaction: Transaction<HubTables>,
  namespaceId: number,
  defaults: QuotaLimits,
): Promise<QuotaLimits> {
  const row = await transaction
    .selectFrom('hub_quotas')
    .selectAll()
    .where('namespace_id', '=', namespaceId)
    .executeTakeFirst();
  return limitsOf(row, defaults);
}

/** The limits that a row sets beside the hub's own. */
export function limitsOf(
  row:
    | {
        readonly storage_bytes: number | null;
        readonly storage_is_custom: number | null;
        readonly repositories: number | null;
        readonly repositories_is_custom: number | null;
        readonly private_repositories: number | null;
        readonly private_is_custom: number | null;
      }
    | undefined,
  defaults: QuotaLimits,
): QuotaLimits {
  return {
    storageBytes: row?.storage_is_custom === 1 ? row.storage_bytes : defaults.storageBytes,
    repositories: row?.repositories_is_custom === 1 ? row.repositories : defaults.repositories,
    privateRepositories:
      row?.private_is_custom === 1 ? row.private_repositories : defaults.privateRepositories,
  };
}
