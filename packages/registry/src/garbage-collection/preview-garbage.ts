import { type Kysely, sql } from 'kysely';
import type { RegistryTables } from '../schema/tables.ts';
import type { GarbageFigures } from './garbage-run-commands.ts';

/**
 * What a collection would do now, files without rows aside: of what has been garbage since before
 * `before`. Reads only what may be garbage.
 */
export async function previewGarbage<Tables extends RegistryTables>(
  query: Kysely<Tables>,
  before: number,
): Promise<GarbageFigures> {
  const unreferenced = sql`l.unreferenced_since is not null and l.unreferenced_since < ${before}
    and not exists (
      select 1 from registry_manifest_references r
      where r.child_digest = l.digest and r.repository_id = l.repository_id
    )`;
  const [links, blobs] = await Promise.all([
    sql<{ count: number }>`
      select count(*) as count from registry_blob_links l where ${unreferenced}
    `.execute(query),
    sql<{ count: number; bytes: number | null }>`
      select count(*) as count, sum(size) as bytes from registry_blobs b
      where b.digest in (
          select digest from registry_blobs where unlinked_since < ${before}
          union select digest from registry_blob_links where unreferenced_since < ${before}
        )
        and not exists (select 1 from registry_manifests m where m.digest = b.digest)
        and not exists (
          select 1 from registry_blob_links l where l.digest = b.digest and not (${unreferenced})
        )
    `.execute(query),
  ]);
  return {
    unlinked: Number(links.rows[0]?.count ?? 0),
    blobs: Number(blobs.rows[0]?.count ?? 0),
    bytes: Number(blobs.rows[0]?.bytes ?? 0),
    orphans: 0,
  };
}
