import { type Digest, OciError } from '@slipway/oci';
import type { Kysely } from 'kysely';
import type { RegistryTables } from '../schema/tables.ts';
import type { ManifestReference } from './put-manifest-command.ts';

/** Digests in one `in (…)`: engines bound the parameters of a statement. */
const batch = 500;

/** Which of the required blobs the repository does not link, in the manifest's order. */
export async function missingBlobs(
  query: Kysely<RegistryTables>,
  repositoryId: number,
  references: readonly ManifestReference[],
): Promise<Digest[]> {
  const required = new Set<Digest>();
  for (const { digest, required: isRequired } of references) if (isRequired) required.add(digest);
  const all = [...required];
  for (let start = 0; start < all.length; start += batch) {
    const rows = await query
      .selectFrom('registry_blob_links')
      .select('digest')
      .where('repository_id', '=', repositoryId)
      .where('digest', 'in', all.slice(start, start + batch))
      .execute();
    for (const { digest } of rows) required.delete(digest);
  }
  return [...required];
}

/** MANIFEST_BLOB_UNKNOWN naming them all. */
export function missingBlobsError(missing: readonly Digest[]): OciError {
  const shown = missing.slice(0, 3).join(', ');
  const more = missing.length > 3 ? ` and ${missing.length - 3} more` : '';
  return new OciError(
    'MANIFEST_BLOB_UNKNOWN',
    `the manifest names blobs that this repository does not have: ${shown}${more}; push them first`,
    { detail: { digests: missing } },
  );
}
