import type { Command } from '@slipway/database';
import { describeOnEveryDatabase } from '@slipway/database/testing';
import { expect, test } from 'vitest';
import { hubItself } from '../audit/record-audit.ts';
import type { HubTables } from '../tables.ts';
import { openTestDatabase, TestClock } from '../testing/test-hub.ts';
import { syncTeams } from './managed-membership.ts';

const sync: Command<
  HubTables,
  { managed: number[]; wanted: number[] },
  { added: readonly number[]; removed: readonly number[] }
> = {
  name: 'test.sync-teams',
  execute: (transaction, input) =>
    syncTeams(transaction, {
      ...input,
      account: { id: 100, name: 'mia' },
      actor: { ...hubItself, name: 'keycloak' },
      now: 1,
    }),
};

/** The teams 1 and 2 of one organization, 3 of another; `mia` is in 3. */
const prepare: Command<HubTables, null, void> = {
  name: 'test.prepare-teams',
  async execute(transaction) {
    const account = { password_hash: null, password_generation: 0, is_administrator: 0 };
    const common = { ...account, default_visibility: null, created_at: 1, closed_at: null };
    await transaction
      .insertInto('hub_accounts')
      .values([
        { ...common, id: 100, name: 'mia', kind: 'personal' },
        { ...common, id: 101, name: 'acme', kind: 'organization' },
        { ...common, id: 102, name: 'zeta', kind: 'organization' },
      ])
      .execute();
    await transaction
      .insertInto('hub_organization_members')
      .values({ organization_id: 102, account_id: 100, role: 'owner', created_at: 1 })
      .execute();
    await transaction
      .insertInto('hub_teams')
      .values([
        { id: 1, organization_id: 101, name: 'devs', description: '', created_at: 1 },
        { id: 2, organization_id: 101, name: 'ops', description: '', created_at: 1 },
        { id: 3, organization_id: 102, name: 'all', description: '', created_at: 1 },
      ])
      .execute();
    await transaction
      .insertInto('hub_team_members')
      .values({ team_id: 3, account_id: 100, created_at: 1 })
      .execute();
  },
};

describeOnEveryDatabase("an identity provider's groups", (databases) => {
  test('put somebody into the teams that the provider manages and out of them, and touch no other', async () => {
    const clock = new TestClock();
    const database = await openTestDatabase(databases, {
      clock,
      commands: [sync, prepare] as never,
    });
    await database.run(prepare, null);
    const teams = async () => {
      const rows = await database.query
        .selectFrom('hub_team_members')
        .select('team_id')
        .orderBy('team_id')
        .execute();
      return rows.map(({ team_id }) => team_id);
    };
    expect(await database.run(sync, { managed: [1, 2], wanted: [2, 3] })).toEqual({
      added: [2],
      removed: [],
    });
    expect(await teams()).toEqual([2, 3]);
    const roles = await database.query
      .selectFrom('hub_organization_members')
      .select(['organization_id', 'role'])
      .orderBy('organization_id')
      .execute();
    expect(roles).toEqual([
      { organization_id: 101, role: 'member' },
      { organization_id: 102, role: 'owner' },
    ]);
    expect(await database.run(sync, { managed: [1, 2], wanted: [2] })).toEqual({
      added: [],
      removed: [],
    });
    expect(await database.run(sync, { managed: [1, 2], wanted: [1] })).toEqual({
      added: [1],
      removed: [2],
    });
    expect(await database.run(sync, { managed: [], wanted: [] })).toEqual({
      added: [],
      removed: [],
    });
    expect(await teams()).toEqual([1, 3]);
    const events = await database.query
      .selectFrom('hub_audit_events')
      .select(['action', 'name', 'actor_name', 'data'])
      .orderBy('id')
      .execute();
    expect(events.map(({ action, data }) => `${action} ${JSON.parse(data).team ?? ''}`)).toEqual([
      'org.member.add ',
      'org.team.member.add ops',
      'org.team.member.add devs',
      'org.team.member.remove ops',
    ]);
    expect(new Set(events.map(({ actor_name }) => actor_name))).toEqual(new Set(['keycloak']));
  });
});
