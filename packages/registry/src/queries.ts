import type { Database } from '@slipway/database';
import type { Digest, Tag } from '@slipway/oci';
import type { RegistryTables } from './schema/tables.ts';

/** What answering for a manifest takes. */
export interface ManifestRow {
  readonly digest: Digest;
  readonly media_type: string;
  readonly size: number;
}

/** The queries of the hot paths, compiled once. Each asks for the repository's own rows alone. */
export type Queries = ReturnType<typeof prepareQueries>;

/** Compiles them for one database. */
export function prepareQueries(database: Database<RegistryTables>) {
  return {
    manifestByTag: database.prepare<{ repository: number; tag: Tag }, ManifestRow>(
      (query, parameter) =>
        query
          .selectFrom('registry_tags as tag')
          .innerJoin('registry_manifests as manifest', (join) =>
            join
              .onRef('manifest.repository_id', '=', 'tag.repository_id')
              .onRef('manifest.digest', '=', 'tag.digest'),
          )
          .select(['manifest.digest', 'manifest.media_type', 'manifest.size'])
          .where('tag.repository_id', '=', parameter('repository'))
          .where('tag.name', '=', parameter('tag')),
    ),
    manifestByDigest: database.prepare<{ repository: number; digest: Digest }, ManifestRow>(
      (query, parameter) =>
        query
          .selectFrom('registry_manifests')
          .select(['digest', 'media_type', 'size'])
          .where('repository_id', '=', parameter('repository'))
          .where('digest', '=', parameter('digest')),
    ),
    linkedBlob: database.prepare<
      { repository: number; digest: Digest },
      { size: number; unreferenced_since: number | null }
    >((query, parameter) =>
      query
        .selectFrom('registry_blob_links as link')
        .innerJoin('registry_blobs as blob', 'blob.digest', 'link.digest')
        .select(['blob.size', 'link.unreferenced_since'])
        .where('link.repository_id', '=', parameter('repository'))
        .where('link.digest', '=', parameter('digest')),
    ),
    unlinkedBlob: database.prepare<{ digest: Digest }, { unlinked_since: number | null }>(
      (query, parameter) =>
        query
          .selectFrom('registry_blobs')
          .select('unlinked_since')
          .where('digest', '=', parameter('digest')),
    ),
    removal: database.prepare<{ digest: Digest }, { token: string; finished_at: number | null }>(
      (query, parameter) =>
        query
          .selectFrom('registry_removals')
          .select(['token', 'finished_at'])
          .where('digest', '=', parameter('digest')),
    ),
    upload: database.prepare<
      { repository: number; id: string },
      { id: string; offset: number; notes: string }
    >((query, parameter) =>
      query
        .selectFrom('registry_uploads')
        .select(['id', 'offset', 'notes'])
        .where('id', '=', parameter('id'))
        .where('repository_id', '=', parameter('repository')),
    ),
  };
}
