import type { OpenedDatabase } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { parseDigest } from '@slipway/oci';
import { sql, type Transaction } from 'kysely';
import { expect, test } from 'vitest';
import { openTestDatabase, TestClock, type TestTables } from '../testing/test-hub.ts';
import { reach } from '../tokens/scopes.ts';
import { mountProbe, mountSource } from './mount-source.ts';
import { anonymous, type Subject } from './subject.ts';

const digest = parseDigest(`sha256:${'a'.repeat(64)}`);

function account(accountId: number, more: Partial<Subject> = {}): Subject {
  return {
    ...{ accountId, name: `account-${accountId}`, administrator: false, reach: reach.account },
    credential: { kind: 'password', generation: 1 },
    ...more,
  };
}

describeOnEveryDatabase('the source of a mount from anywhere', (databases) => {
  /** Repositories 1…n of account 3, of which `isPublic` says the visibility, all with one layer. */
  async function fill(count: number, isPublic: string): Promise<OpenedDatabase<TestTables>> {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, { clock, commands: [fillCommand, publish] });
    await database.run(fillCommand, { count, isPublic });
    return database;
  }

  test('is public, one’s own, or any for administrators', async () => {
    const database = await fill(3, 'n = 2');
    const find = mountSource(database);
    expect((await find(anonymous, digest))?.name).toBe('filler/r2');
    expect((await find(account(99), digest))?.name).toBe('filler/r2');
    expect(await find(account(3), digest)).toMatchObject({ name: 'filler/r3', sparse: false });
    const weak = account(3, { reach: reach.publicRead });
    expect((await find(weak, digest))?.name).toBe('filler/r2');
    const administrator = account(99, { administrator: true });
    expect((await find(administrator, digest))?.name).toBe('filler/r3');
    expect(await find(account(3), parseDigest(`sha256:${'b'.repeat(64)}`))).toBeUndefined();
  });

  test('is looked for in a bounded number of 100,000 repositories', async () => {
    const count = 100_000;
    // The only public one is the oldest: whoever found it would have looked at them all.
    const far = await fill(count, 'n = 1');
    expect(await mountSource(far)(anonymous, digest)).toBeUndefined();
    await far.run(publish, { path: `filler/r${count - mountProbe + 1}` });
    const found = await mountSource(far)(anonymous, digest);
    expect(found?.name).toBe(`filler/r${count - mountProbe + 1}`);
  }, 120_000);
});

const fillCommand = {
  name: 'test.fill',
  async execute(
    transaction: Transaction<TestTables>,
    { count, isPublic }: { count: number; isPublic: string },
  ): Promise<void> {
    await sql`insert into hub_accounts (id, name, kind, password_generation, is_administrator, created_at)
        values (3, 'filler', 'personal', 1, 0, 0)`.execute(transaction);
    await sql`insert into registry_blobs (digest, size, created_at) values (${digest}, 1, 0)`.execute(
      transaction,
    );
    await sql`with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < ${sql.lit(count)})
        insert into hub_repositories
          (id, namespace_id, name, path, visibility, sparse, description, full_description, created_at, updated_at)
        select n, 3, 'r' || n, 'filler/r' || n,
          case when ${sql.raw(isPublic)} then 'public' else 'private' end, 0, '', '', 0, 0 from numbers`.execute(
      transaction,
    );
    await sql`insert into registry_blob_links (repository_id, digest)
        select id, ${digest} from hub_repositories`.execute(transaction);
  },
};

const publish = {
  name: 'test.publish',
  async execute(transaction: Transaction<TestTables>, { path }: { path: string }): Promise<void> {
    await transaction
      .updateTable('hub_repositories')
      .set({ visibility: 'public' })
      .where('path', '=', path)
      .execute();
  },
};
