import type { ColumnTypes, MigrationSet } from '@slipway/database';
import { type ColumnDefinitionBuilder, type Kysely, sql } from 'kysely';

const required = (column: ColumnDefinitionBuilder) => column.notNull();
const of = (table: string) => (column: ColumnDefinitionBuilder) =>
  column.notNull().references(`${table}.id`).onDelete('cascade');

/** What lists and search go by, names given up, transfers that wait, badges. */
export const repositoryMigrations: MigrationSet = {
  namespace: 'hub-repositories',
  migrations: [
    {
      number: 1,
      name: 'figures-names-transfers-badges',
      async up(database, types) {
        await createFigures(database, types);
        await indexFigures(database);
        await createNames(database, types);
      },
    },
  ],
};

// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
async function createFigures(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  const zero = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo(0);
  const none = (column: ColumnDefinitionBuilder) => column.notNull().defaultTo('[]');
  await database.schema
    .createTable('hub_repository_figures')
    .addColumn('repository_id', types.bigint, (column) =>
      column.primaryKey().references('hub_repositories.id').onDelete('cascade'),
    )
    .addColumn('namespace_id', types.bigint, required)
    .addColumn('name', types.text, required)
    .addColumn('stars', types.bigint, zero)
    .addColumn('pulls', types.bigint, zero)
    .addColumn('pushed_at', types.timestamp)
    .addColumn('sorted_at', types.timestamp, required)
    .addColumn('storage_bytes', types.bigint)
    .addColumn('badge', types.text)
    .addColumn('shown_badge', types.text, (column) => column.notNull().defaultTo('none'))
    .addColumn('categories', types.json, none)
    .addColumn('media_types', types.json, none)
    .addColumn('content_types', types.json, none)
    .addColumn('architectures', types.json, none)
    .addColumn('operating_systems', types.json, none)
    .addColumn('rank_key', types.bigint, required)
    .addColumn('seen_by', types.boolean, zero)
    .addColumn('labels', types.text, (column) => column.notNull().defaultTo(''))
    .execute();
  // Repositories of older versions; the index for search is made of them by its own rebuilding.
  await sql`insert into hub_repository_figures
      (repository_id, namespace_id, name, pulls, sorted_at, rank_key)
    select repository.id, repository.namespace_id, repository.name, coalesce(counted.pulls, 0),
      repository.updated_at, repository.id
    from hub_repositories repository
    left join hub_pull_counts counted on counted.repository_id = repository.id`.execute(database);
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function indexFigures(database: Kysely<any>): Promise<void> {
  for (const key of ['pulls', 'stars', 'sorted_at'] as const) {
    await database.schema
      .createIndex(`hub_repository_figures_${key}`)
      .on('hub_repository_figures')
      .columns([key, 'repository_id'])
      .execute();
    await database.schema
      .createIndex(`hub_repository_figures_own_${key}`)
      .on('hub_repository_figures')
      .columns(['namespace_id', key, 'repository_id'])
      .execute();
  }
  // Counts, and looking for a part of the name, read nothing else.
  await database.schema
    .createIndex('hub_repository_figures_seen')
    .on('hub_repository_figures')
    .columns(['namespace_id', 'seen_by', 'name', 'repository_id'])
    .execute();
  await database.schema
    .createIndex('hub_repository_figures_own_name')
    .on('hub_repository_figures')
    .columns(['namespace_id', 'name'])
    .execute();
  await database.schema
    .createIndex('hub_repository_figures_rank')
    .on('hub_repository_figures')
    .column('rank_key')
    .unique()
    .execute();
  await database.schema
    .createIndex('hub_repository_figures_name')
    .on('hub_repository_figures')
    .columns(['name', 'rank_key'])
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createNames(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .createTable('hub_quarantined_names')
    .addColumn('path', types.text, (column) => column.primaryKey())
    .addColumn('namespace_id', types.bigint, required)
    .addColumn('until', types.timestamp, required)
    .execute();
  await database.schema
    .createTable('hub_repository_transfers')
    .addColumn('id', types.id)
    .addColumn('repository_id', types.bigint, (column) =>
      column.notNull().unique().references('hub_repositories.id').onDelete('cascade'),
    )
    .addColumn('target_namespace_id', types.bigint, of('hub_accounts'))
    .addColumn('target_name', types.text, required)
    .addColumn('offered_by', types.bigint, of('hub_accounts'))
    .addColumn('offered_at', types.timestamp, required)
    .addColumn('expires_at', types.timestamp, required)
    .execute();
  await database.schema
    .createIndex('hub_repository_transfers_target')
    .on('hub_repository_transfers')
    .columns(['target_namespace_id', 'id'])
    .execute();
  await database.schema
    .createTable('hub_namespace_badges')
    .addColumn('namespace_id', types.bigint, (column) =>
      column.primaryKey().references('hub_accounts.id').onDelete('cascade'),
    )
    .addColumn('badge', types.text, required)
    .execute();
}
