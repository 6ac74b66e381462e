import type { Digest } from '@slipway/oci';
import type { Transaction } from 'kysely';
import type { RegistryTables } from '../schema/tables.ts';

/** Digests in one `in (…)`: engines bound the parameters of a statement. */
const batch = 500;

/** Notes since when no manifest of the repository names these blobs, for those that none does. */
export async function noteUnreferenced(
  transaction: Transaction<RegistryTables>,
  {
    repositoryId,
    digests,
    now,
  }: { readonly repositoryId: number; readonly digests: readonly Digest[]; readonly now: number },
): Promise<void> {
  for (let start = 0; start < digests.length; start += batch) {
    await transaction
      .updateTable('registry_blob_links')
      .set({ unreferenced_since: now })
      .where('repository_id', '=', repositoryId)
      .where('digest', 'in', digests.slice(start, start + batch))
      .where(({ not, exists, selectFrom }) =>
        not(
          exists(
            selectFrom('registry_manifest_references as reference')
              .select('reference.child_digest')
              .whereRef('reference.child_digest', '=', 'registry_blob_links.digest')
              .where('reference.repository_id', '=', repositoryId),
          ),
        ),
      )
      .execute();
  }
}

/** Notes that a manifest of the repository names these blobs, so that their links stay. */
export async function noteReferenced(
  transaction: Transaction<RegistryTables>,
  { repositoryId, digests }: { readonly repositoryId: number; readonly digests: readonly Digest[] },
): Promise<void> {
  for (let start = 0; start < digests.length; start += batch) {
    await transaction
      .updateTable('registry_blob_links')
      .set({ unreferenced_since: null })
      .where('repository_id', '=', repositoryId)
      .where('digest', 'in', digests.slice(start, start + batch))
      .where('unreferenced_since', 'is not', null)
      .execute();
  }
}

/** Notes since when no repository has these blobs, for those that none has. */
export async function noteUnlinked(
  transaction: Transaction<RegistryTables>,
  { digests, since }: { readonly digests: readonly Digest[]; readonly since: number },
): Promise<void> {
  for (let start = 0; start < digests.length; start += batch) {
    await transaction
      .updateTable('registry_blobs')
      .set({ unlinked_since: since })
      .where('digest', 'in', digests.slice(start, start + batch))
      .where('unlinked_since', 'is', null)
      .where(({ and, not, exists, selectFrom }) =>
        and([
          not(
            exists(
              selectFrom('registry_blob_links as link')
                .select('link.digest')
                .whereRef('link.digest', '=', 'registry_blobs.digest'),
            ),
          ),
          not(
            exists(
              selectFrom('registry_manifests as manifest')
                .select('manifest.digest')
                .whereRef('manifest.digest', '=', 'registry_blobs.digest'),
            ),
          ),
        ]),
      )
      .execute();
  }
}
