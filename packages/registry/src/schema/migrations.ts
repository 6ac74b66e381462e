import type { ColumnTypes, MigrationSet } from '@slipway/database';
import type { Kysely } from 'kysely';
import { addGarbageCollection } from './add-garbage-collection.ts';
import { addTagOrder } from './add-tag-order.ts';

/** The registry's schema, for `openDatabase`. */
export const registryMigrations: MigrationSet = {
  namespace: 'registry',
  migrations: [
    {
      number: 1,
      name: 'repositories-contents',
      async up(database, types) {
        await createBlobs(database, types);
        await createManifests(database, types);
        await createTags(database, types);
        await createUploads(database, types);
      },
    },
    { number: 2, name: 'tag-order-and-sizes', up: addTagOrder },
    { number: 3, name: 'garbage-collection', up: addGarbageCollection },
  ],
};

async function createBlobs(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('registry_blobs')
    .addColumn('digest', types.text, (column) => column.notNull().primaryKey())
    .addColumn('size', types.bigint, (column) => column.notNull())
    .addColumn('created_at', types.timestamp, (column) => column.notNull())
    .execute();
  await database.schema
    .createTable('registry_blob_links')
    .addColumn('repository_id', types.bigint, (column) => column.notNull())
    .addColumn('digest', types.text, (column) =>
      column.notNull().references('registry_blobs.digest'),
    )
    .addPrimaryKeyConstraint('registry_blob_links_key', ['repository_id', 'digest'])
    .execute();
  await database.schema
    .createIndex('registry_blob_links_by_digest')
    .on('registry_blob_links')
    .columns(['digest', 'repository_id'])
    .execute();
}

async function createManifests(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('registry_manifests')
    .addColumn('repository_id', types.bigint, (column) => column.notNull())
    .addColumn('digest', types.text, (column) =>
      column.notNull().references('registry_blobs.digest'),
    )
    .addColumn('media_type', types.text, (column) => column.notNull())
    .addColumn('size', types.bigint, (column) => column.notNull())
    .addColumn('artifact_type', types.text)
    .addColumn('subject_digest', types.text)
    .addColumn('annotations', types.json)
    .addColumn('pushed_at', types.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint('registry_manifests_key', ['repository_id', 'digest'])
    .execute();
  await database.schema
    .createIndex('registry_manifests_by_subject')
    .on('registry_manifests')
    .columns(['repository_id', 'subject_digest', 'digest'])
    .execute();
  await database.schema
    .createIndex('registry_manifests_by_digest')
    .on('registry_manifests')
    .columns(['digest'])
    .execute();
  await database.schema
    .createTable('registry_manifest_references')
    .addColumn('repository_id', types.bigint, (column) => column.notNull())
    .addColumn('manifest_digest', types.text, (column) => column.notNull())
    .addColumn('child_digest', types.text, (column) => column.notNull())
    .addColumn('kind', types.text, (column) => column.notNull())
    .addPrimaryKeyConstraint('registry_manifest_references_key', [
      'repository_id',
      'manifest_digest',
      'child_digest',
      'kind',
    ])
    .execute();
  await database.schema
    .createIndex('registry_manifest_references_by_child')
    .on('registry_manifest_references')
    .columns(['child_digest', 'repository_id'])
    .execute();
}

async function createTags(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('registry_tags')
    .addColumn('repository_id', types.bigint, (column) => column.notNull())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('digest', types.text, (column) => column.notNull())
    .addColumn('updated_at', types.timestamp, (column) => column.notNull())
    .addPrimaryKeyConstraint('registry_tags_key', ['repository_id', 'name'])
    .addForeignKeyConstraint(
      'registry_tags_manifest',
      ['repository_id', 'digest'],
      'registry_manifests',
      ['repository_id', 'digest'],
    )
    .execute();
  await database.schema
    .createIndex('registry_tags_by_digest')
    .on('registry_tags')
    .columns(['repository_id', 'digest'])
    .execute();
  await database.schema
    .createTable('registry_tag_history')
    .addColumn('id', types.id)
    .addColumn('repository_id', types.bigint, (column) => column.notNull())
    .addColumn('name', types.text, (column) => column.notNull())
    .addColumn('digest', types.text, (column) => column.notNull())
    .addColumn('action', types.text, (column) => column.notNull())
    .addColumn('at', types.timestamp, (column) => column.notNull())
    .addColumn('by_name', types.text, (column) => column.notNull())
    .addColumn('by_account', types.bigint)
    .execute();
  await database.schema
    .createIndex('registry_tag_history_by_tag')
    .on('registry_tag_history')
    .columns(['repository_id', 'name', 'id'])
    .execute();
}

async function createUploads(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('registry_uploads')
    .addColumn('id', types.text, (column) => column.notNull().primaryKey())
    .addColumn('repository_id', types.bigint, (column) => column.notNull())
    .addColumn('account', types.bigint)
    .addColumn('offset', types.bigint, (column) => column.notNull())
    .addColumn('notes', types.text, (column) => column.notNull())
    .addColumn('algorithm', types.text)
    .addColumn('created_at', types.timestamp, (column) => column.notNull())
    .addColumn('updated_at', types.timestamp, (column) => column.notNull())
    .addColumn('holder', types.text)
    .addColumn('held_until', types.timestamp, (column) => column.notNull())
    .execute();
  await database.schema
    .createIndex('registry_uploads_by_age')
    .on('registry_uploads')
    .columns(['updated_at'])
    .execute();
  await database.schema
    .createIndex('registry_uploads_by_repository')
    .on('registry_uploads')
    .columns(['repository_id'])
    .execute();
}
