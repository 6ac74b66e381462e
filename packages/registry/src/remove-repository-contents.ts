import type { Transaction } from 'kysely';
import type { RegistryTables } from './schema/tables.ts';

/**
 * Removes all that a repository holds, in the owner's own transaction. Blobs' bytes stay in the store
 * for others; uploads become abandoned at once, so that `expireUploads` removes their bytes.
 */
export async function removeRepositoryContents<Tables extends RegistryTables>(
  transaction: Transaction<Tables>,
  repositoryId: number,
): Promise<void> {
  const own = transaction as unknown as Transaction<RegistryTables>;
  for (const table of [
    'registry_tags',
    'registry_tag_history',
    'registry_manifest_references',
    'registry_manifests',
    'registry_blob_links',
  ] as const) {
    await own.deleteFrom(table).where('repository_id', '=', repositoryId).execute();
  }
  await own
    .updateTable('registry_uploads')
    .set({ updated_at: 0 })
    .where('repository_id', '=', repositoryId)
    .execute();
}
