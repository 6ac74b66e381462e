import type { ColumnTypes, MigrationSet } from '@slipway/database';
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();

/** What manifests hold, and what repositories come to. */
export const imageMigrations: MigrationSet = {
  namespace: 'hub-images',
  migrations: [
    {
      number: 1,
      name: 'images-and-facts',
      async up(database, types) {
        await createImages(database, types);
        await createFacts(database, types);
        await createNamespaceStorage(database, types);
      },
    },
  ],
};

async function createImages(database: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_images')
    .addColumn('digest', types.text, (column) => column.notNull().primaryKey())
    .addColumn('kind', types.text, required)
    .addColumn('content_type', types.text, required)
    .addColumn('os', types.text, required)
    .addColumn('architecture', types.text, required)
    .addColumn('variant', types.text, required)
    .addColumn('os_version', types.text, required)
    .addColumn('size', types.bigint, required)
    .addColumn('members', types.json)
    .addColumn('details', types.json, required)
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
async function createFacts(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_repository_facts')
    .addColumn('repository_id', types.bigint, (column) =>
      column.primaryKey().references('hub_repositories.id').onDelete('cascade'),
    )
    .addColumn('storage_bytes', types.bigint, required)
    .addColumn('tags', types.bigint, required)
    .addColumn('manifests', types.bigint, required)
    .addColumn('counted_at', types.timestamp)
    .addColumn('stale_since', types.timestamp)
    .execute();
  await database.schema
    .createIndex('hub_repository_facts_stale')
    .on('hub_repository_facts')
    .columns(['stale_since'])
    .where('stale_since', 'is not', null)
    .execute();
  // What is there already is to be counted.
  await sql`insert into hub_repository_facts
    (repository_id, storage_bytes, tags, manifests, stale_since)
    select id, 0, 0, 0, 0 from hub_repositories`.execute(database);
}

async function createNamespaceStorage(
  database: Kysely<unknown>,
  types: ColumnTypes,
): Promise<void> {
  await database.schema
    .createTable('hub_namespace_storage')
    .addColumn('namespace_id', types.bigint, (column) =>
      column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
    )
    .addColumn('bytes', types.bigint, required)
    .addColumn('counted_at', types.timestamp)
    .addColumn('stale_since', types.timestamp)
    .execute();
  await database.schema
    .createIndex('hub_namespace_storage_stale')
    .on('hub_namespace_storage')
    .columns(['stale_since'])
    .where('stale_since', 'is not', null)
    .execute();
}
