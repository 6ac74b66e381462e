import { sql, type Transaction } from 'kysely';
import type { RegistryTables } from './schema/tables.ts';

/**
 * Removes all that a repository holds, in the owner's own transaction. What no other repository has is
 * garbage from `now` on; uploads become abandoned at once, so that `expireUploads` removes their bytes.
 */
export async function removeRepositoryContents<Tables extends RegistryTables>(
  transaction: Transaction<Tables>,
  repositoryId: number,
  now: number = Date.now(),
): Promise<void> {
  const own = transaction as unknown as Transaction<RegistryTables>;
  await noteAllUnlinked(own, repositoryId, now);
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

/** Before the rows go, since they say which blobs it is about. */
async function noteAllUnlinked(
  transaction: Transaction<RegistryTables>,
  repositoryId: number,
  now: number,
): Promise<void> {
  await sql`update registry_blobs set unlinked_since = ${now}
    where unlinked_since is null and digest in (
      select digest from registry_blob_links where repository_id = ${repositoryId}
      union select digest from registry_manifests where repository_id = ${repositoryId}
    )
    and not exists (
      select 1 from registry_blob_links l
      where l.digest = registry_blobs.digest and l.repository_id <> ${repositoryId}
    )
    and not exists (
      select 1 from registry_manifests m
      where m.digest = registry_blobs.digest and m.repository_id <> ${repositoryId}
    )`.execute(transaction);
}
