import type { ColumnTypes } from '@slipway/database';
import { naturalSortKey } from '@slipway/oci';
import { type Kysely, sql } from 'kysely';

/** Tags that are given their key between two questions. */
const batch = 1000;

/** Lists of tags by version, age and size become ranges of an index; tags say who pushed them. */
// biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
export async function addTagOrder(database: Kysely<any>, types: ColumnTypes): Promise<void> {
  await database.schema
    .alterTable('registry_tags')
    .addColumn('sort_key', types.text, (column) => column.notNull().defaultTo(''))
    .execute();
  await database.schema
    .alterTable('registry_tags')
    .addColumn('size', types.bigint, (column) => column.notNull().defaultTo(0))
    .execute();
  await database.schema
    .alterTable('registry_tags')
    .addColumn('pushed_by_name', types.text, (column) => column.notNull().defaultTo(''))
    .execute();
  await database.schema
    .alterTable('registry_tags')
    .addColumn('pushed_by_account', types.bigint)
    .execute();
  await database.schema
    .alterTable('registry_manifests')
    .addColumn('content_size', types.bigint)
    .execute();
  await database.schema
    .alterTable('registry_manifests')
    .addColumn('untagged_at', types.timestamp)
    .execute();
  await fillKeys(database);
  await fillPushers(database);
  await sql`update registry_manifests set untagged_at = pushed_at where not exists (
    select 1 from registry_tags t
    where t.repository_id = registry_manifests.repository_id and t.digest = registry_manifests.digest
  )`.execute(database);
  await createIndexes(database);
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function fillKeys(database: Kysely<any>): Promise<void> {
  let after = { repository_id: 0, name: '' };
  for (;;) {
    const tags = await database
      .selectFrom('registry_tags')
      .select(['repository_id', 'name'])
      .where(sql<boolean>`(repository_id, name) > (${after.repository_id}, ${after.name})`)
      .orderBy('repository_id')
      .orderBy('name')
      .limit(batch)
      .execute();
    for (const { repository_id, name } of tags) {
      await database
        .updateTable('registry_tags')
        .set({ sort_key: naturalSortKey(name) })
        .where('repository_id', '=', repository_id)
        .where('name', '=', name)
        .execute();
    }
    const last = tags.at(-1);
    if (!last || tags.length < batch) return;
    after = { repository_id: Number(last.repository_id), name: last.name };
  }
}

/** From the history, which knows. */
// biome-ignore lint/suspicious/noExplicitAny: as above
async function fillPushers(database: Kysely<any>): Promise<void> {
  const last = (column: 'by_name' | 'by_account') => sql`(
    select ${sql.ref(column)} from registry_tag_history h
    where h.repository_id = registry_tags.repository_id and h.name = registry_tags.name
      and h.action = 'set'
    order by h.id desc limit 1
  )`;
  await database
    .updateTable('registry_tags')
    .set({
      pushed_by_name: sql`coalesce(${last('by_name')}, '')`,
      pushed_by_account: last('by_account'),
    })
    .execute();
}

// biome-ignore lint/suspicious/noExplicitAny: as above
async function createIndexes(database: Kysely<any>): Promise<void> {
  for (const [name, table, columns] of [
    ['registry_tags_natural', 'registry_tags', ['repository_id', 'sort_key']],
    ['registry_tags_newest', 'registry_tags', ['repository_id', 'updated_at', 'sort_key']],
    ['registry_tags_largest', 'registry_tags', ['repository_id', 'size', 'sort_key']],
    ['registry_manifests_newest', 'registry_manifests', ['repository_id', 'pushed_at', 'digest']],
    [
      'registry_manifests_largest',
      'registry_manifests',
      ['repository_id', 'content_size', 'digest'],
    ],
  ] as const) {
    await database.schema
      .createIndex(name)
      .on(table)
      .columns([...columns])
      .execute();
  }
  // What is untagged is little: the index holds nothing else.
  await database.schema
    .createIndex('registry_manifests_untagged')
    .on('registry_manifests')
    .columns(['repository_id', 'untagged_at'])
    .where('untagged_at', 'is not', null)
    .execute();
}
