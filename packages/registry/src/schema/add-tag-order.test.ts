import type { Command, MigrationSet } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { registryMigrations } from './migrations.ts';
import type { RegistryTables } from './tables.ts';

const digest = `sha256:${'1'.repeat(64)}`;
const other = `sha256:${'2'.repeat(64)}`;

describeOnEveryDatabase('registry: tags of an older version', (databases) => {
  /** Writes rows as the first version of the schema had them. */
  const fill: Command<RegistryTables, null, void> = {
    name: 'test.fill',
    async execute(transaction) {
      const at = 1_700_000_000_000;
      const insert = (table: string, values: object) =>
        transaction
          .insertInto(table as never)
          .values(values as never)
          .execute();
      for (const each of [digest, other]) {
        await insert('registry_blobs', { digest: each, size: 3, created_at: at });
        await insert('registry_manifests', {
          ...{ repository_id: 1, digest: each, media_type: 'x', size: 3, pushed_at: at },
        });
      }
      await insert('registry_blobs', { digest: 'unlinked', size: 1, created_at: at });
      await insert('registry_blobs', { digest: 'linked', size: 1, created_at: at });
      await insert('registry_blob_links', { repository_id: 1, digest: 'linked' });
      for (const name of ['1.10', '1.9', 'latest', '1.2']) {
        await insert('registry_tags', { repository_id: 1, name, digest, updated_at: at });
        await insert('registry_tag_history', {
          ...{
            repository_id: 1,
            name,
            digest,
            action: 'set',
            at,
            by_name: 'kirtan',
            by_account: 7,
          },
        });
      }
    },
  };

  test('get their order, who pushed them and what is garbage', async () => {
    const url = await databases.createUrl();
    const first: MigrationSet = {
      namespace: 'registry',
      migrations: registryMigrations.migrations.slice(0, 1),
    };
    const old = await databases.open<RegistryTables>({
      url,
      commands: [fill],
      migrations: [first],
    });
    await old.run(fill, null);
    const database = await databases.open<RegistryTables>({
      ...{ url, commands: [fill], migrations: [registryMigrations] },
    });
    const tags = await database.query
      .selectFrom('registry_tags')
      .select(['name', 'pushed_by_name', 'pushed_by_account'])
      .orderBy('sort_key')
      .execute();
    expect(tags.map(({ name }) => name)).toEqual(['1.2', '1.9', '1.10', 'latest']);
    expect(tags[0]).toMatchObject({ pushed_by_name: 'kirtan', pushed_by_account: 7 });
    const untagged = await database.query
      .selectFrom('registry_manifests')
      .select('digest')
      .where('untagged_at', 'is not', null)
      .execute();
    expect(untagged).toEqual([{ digest: other }]);
    const garbage = await database.query
      .selectFrom('registry_blobs')
      .select('digest')
      .where('unlinked_since', 'is not', null)
      .execute();
    expect(garbage).toEqual([{ digest: 'unlinked' }]);
  });
});
