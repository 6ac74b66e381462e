import type { Digest } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { RegistryTables } from '../schema/tables.ts';

/**
 * Whether bytes that were there may have been removed since: a removal of them is under way, or has
 * ended that is not the one which `removal` names (null: none).
 */
export async function isRemovedSince(
  transaction: Transaction<RegistryTables>,
  { digest, removal }: { readonly digest: Digest; readonly removal: string | null },
): Promise<boolean> {
  const row = await transaction
    .selectFrom('registry_removals')
    .select(['token', 'finished_at'])
    .where('digest', '=', digest)
    .executeTakeFirst();
  if (!row) return removal !== null;
  return row.finished_at === null || row.token !== removal;
}
