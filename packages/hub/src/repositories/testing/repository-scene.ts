import type { OpenedDatabase } from '@slipway/database';
import type { TestDatabases } from '@slipway/database/testing';
import type { HubSettings } from '../../hub-settings.ts';
import { type Answer, apiToken, makeAccount, send } from '../../testing/client.ts';
import {
  adminPassword,
  openTestDatabase,
  startTestHub,
  TestClock,
  type TestHub,
  type TestTables,
} from '../../testing/test-hub.ts';
import { writeRows, writeRowsCommand } from '../../testing/write-rows.ts';

/** A hub with two people, an organization of the first, and an administrator. */
export interface RepositoryScene extends TestHub {
  readonly database: OpenedDatabase<TestTables>;
  readonly clock: TestClock;
  /** API tokens by name. */
  readonly tokens: Readonly<Record<'ada' | 'bob' | 'admin', string>>;
  readonly passwords: Readonly<Record<'ada' | 'bob', readonly [string, string]>>;
  /** A request to the API; `as` is whose token it carries, if anybody's. */
  call(
    method: string,
    path: string,
    options?: { as?: 'ada' | 'bob' | 'admin'; body?: unknown },
  ): Promise<Answer>;
}

/** Opens it: `ada` owns `acme`, `bob` is a stranger. */
export async function repositoryScene(
  databases: TestDatabases,
  settings: Partial<HubSettings> = {},
): Promise<RepositoryScene> {
  const clock = new TestClock();
  const database = await openTestDatabase(databases, {
    ...{ clock, settings, commands: [writeRowsCommand] },
  });
  const hub = await startTestHub({ database, clock, settings });
  const { origin } = hub;
  const passwords = {
    ada: ['ada', await makeAccount(origin, 'ada')],
    bob: ['bob', await makeAccount(origin, 'bob')],
  } as const;
  await writeRows(database, async (transaction) => {
    const { id: owner } = await transaction
      .selectFrom('hub_accounts')
      .select('id')
      .where('name', '=', 'ada')
      .executeTakeFirstOrThrow();
    const acme = await transaction
      .insertInto('hub_accounts')
      .values({
        ...{ name: 'acme', kind: 'organization', password_hash: null, password_generation: 0 },
        ...{ is_administrator: 0, default_visibility: null, created_at: clock.now },
        closed_at: null,
      })
      .returning('id')
      .executeTakeFirstOrThrow();
    await transaction
      .insertInto('hub_organization_members')
      .values({
        ...{ organization_id: acme.id, account_id: owner, role: 'owner' },
        created_at: clock.now,
      })
      .execute();
  });
  const tokens = {
    ada: await apiToken(origin, ...passwords.ada),
    bob: await apiToken(origin, ...passwords.bob),
    admin: await apiToken(origin, 'admin', adminPassword),
  };
  return {
    ...hub,
    ...{ database, clock, tokens, passwords },
    call: (method, path, options = {}) =>
      send(`${origin}${path}`, {
        method,
        ...(options.as === undefined ? {} : { bearer: tokens[options.as] }),
        ...(options.body === undefined ? {} : { body: options.body }),
      }),
  };
}
