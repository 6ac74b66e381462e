import { sql, type Transaction } from 'kysely';
import type { HubTables } from '../tables.ts';
import { indexIfBetterKnown } from './index-repository.ts';

/** Adds pulls to what lists and search sort by. */
export async function notePulls<Tables extends HubTables>(
  transaction: Transaction<Tables>,
  { repositoryId, pulls }: { readonly repositoryId: number; readonly pulls: number },
): Promise<void> {
  const own = transaction as unknown as Transaction<HubTables>;
  await own
    .updateTable('hub_repository_figures')
    .set({ pulls: sql<number>`pulls + ${pulls}` })
    .where('repository_id', '=', repositoryId)
    .execute();
  await indexIfBetterKnown(own, repositoryId);
}
