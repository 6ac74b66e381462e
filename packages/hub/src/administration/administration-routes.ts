import { administrationRoutes, type HubOverview, type SettingInForce } from '@slipway/api';
import { sql } from 'kysely';
import type { HubReply } from '../api/hub-request.ts';
import { implement } from '../api/hub-router.ts';
import type { HubArea } from '../hub-area.ts';
import type { HubServices } from '../hub-services.ts';
import { hubHealth } from './hub-health.ts';

/** What administrators look at. */
export function administrationArea(services: HubServices): HubArea {
  const noStore = { 'cache-control': 'no-store' };
  return {
    routes: [
      implement(administrationRoutes.overview, () => overview(services)),
      implement(administrationRoutes.health, async () => ({
        status: 200,
        body: await hubHealth(services),
        headers: noStore,
      })),
      implement(administrationRoutes.settings, async () => {
        const settings = await services.operations.settings();
        const results = settings.map(
          ({ value, ...rest }): SettingInForce => ({
            ...rest,
            value: typeof value === 'object' ? [...value] : (value ?? null),
          }),
        );
        return { status: 200, body: { results }, headers: noStore };
      }),
    ],
  };
}

async function overview(services: HubServices): Promise<HubReply> {
  const { query } = services.database;
  const now = services.clock();
  const ones = (condition: ReturnType<typeof sql<boolean>>) =>
    sql<number>`sum(case when ${condition} then 1 else 0 end)`;
  const [accounts, repositories, tags, pulls, sessions, tokens] = await Promise.all([
    query
      .selectFrom('hub_accounts')
      .select([
        ones(sql`kind = 'personal' and closed_at is null`).as('open'),
        ones(sql`kind = 'personal' and closed_at is not null`).as('closed'),
        ones(sql`is_administrator = 1 and closed_at is null`).as('administrators'),
        ones(sql`kind = 'organization' and closed_at is null`).as('organizations'),
      ])
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_repositories')
      .select((select) => [
        select.fn.countAll<number>().as('all'),
        ones(sql`visibility = 'private'`).as('private'),
      ])
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('registry_tags')
      .select((select) => select.fn.countAll<number>().as('all'))
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_pull_counts')
      .select((select) => select.fn.sum<number>('pulls').as('all'))
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_sessions')
      .select((select) => select.fn.countAll<number>().as('all'))
      .where('expires_at', '>', now)
      .executeTakeFirstOrThrow(),
    query
      .selectFrom('hub_access_tokens')
      .select((select) => select.fn.countAll<number>().as('all'))
      .where('revoked_at', 'is', null)
      .executeTakeFirstOrThrow(),
  ]);
  const body: HubOverview = {
    accounts: Number(accounts.open ?? 0),
    administrators: Number(accounts.administrators ?? 0),
    closed_accounts: Number(accounts.closed ?? 0),
    organizations: Number(accounts.organizations ?? 0),
    repositories: Number(repositories.all),
    private_repositories: Number(repositories.private ?? 0),
    tags: Number(tags.all),
    pulls: Number(pulls.all ?? 0),
    sessions: Number(sessions.all),
    access_tokens: Number(tokens.all),
  };
  return { status: 200, body };
}
