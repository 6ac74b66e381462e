import type { ColumnTypes } from '@slipway/database';
import { type Kysely, sql } from 'kysely';

/**
 * Since when a blob is linked by nothing and a link needed by nothing, kept beside them: looking for
 * garbage costs as much as there is garbage, however much else there is.
 */
export async function addGarbageCollection(
  // biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
  database: Kysely<any>,
  types: ColumnTypes,
): Promise<void> {
  await database.schema
    .alterTable('registry_blobs')
    .addColumn('unlinked_since', types.timestamp)
    .execute();
  await database.schema
    .alterTable('registry_blob_links')
    .addColumn('unreferenced_since', types.timestamp)
    .execute();
  const now = Date.now();
  await sql`update registry_blob_links set unreferenced_since = ${now} where not exists (
    select 1 from registry_manifest_references r
    where r.child_digest = registry_blob_links.digest
      and r.repository_id = registry_blob_links.repository_id
  )`.execute(database);
  await sql`update registry_blobs set unlinked_since = ${now}
    where not exists (select 1 from registry_blob_links l where l.digest = registry_blobs.digest)
      and not exists (select 1 from registry_manifests m where m.digest = registry_blobs.digest)
  `.execute(database);
  await database.schema
    .createIndex('registry_blobs_unlinked')
    .on('registry_blobs')
    .columns(['unlinked_since'])
    .where('unlinked_since', 'is not', null)
    .execute();
  await database.schema
    .createIndex('registry_blob_links_unreferenced')
    .on('registry_blob_links')
    .columns(['unreferenced_since'])
    .where('unreferenced_since', 'is not', null)
    .execute();
  await createTables(database, types);
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createTables(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('registry_removals')
    .addColumn('digest', types.text, (column) => column.notNull().primaryKey())
    .addColumn('token', types.text, (column) => column.notNull())
    .addColumn('size', types.bigint, (column) => column.notNull())
    .addColumn('begun_at', types.timestamp, (column) => column.notNull())
    .addColumn('finished_at', types.timestamp)
    .execute();
  await database.schema
    .createIndex('registry_removals_finished')
    .on('registry_removals')
    .columns(['finished_at'])
    .execute();
  await database.schema
    .createTable('registry_garbage_runs')
    .addColumn('id', types.id)
    .addColumn('started_at', types.timestamp, (column) => column.notNull())
    .addColumn('finished_at', types.timestamp)
    .addColumn('unlinked', types.bigint, (column) => column.notNull())
    .addColumn('blobs', types.bigint, (column) => column.notNull())
    .addColumn('bytes', types.bigint, (column) => column.notNull())
    .addColumn('orphans', types.bigint, (column) => column.notNull())
    .addColumn('error', types.text)
    .execute();
}
