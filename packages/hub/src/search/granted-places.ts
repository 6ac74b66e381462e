import type { Database } from '@slipway/database';
import { sql } from 'kysely';
import type { Subject } from '../access/subject.ts';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';

/** What rows let somebody see beside what is public and what is his own. */
export interface GrantedPlaces {
  /** Organizations of which he sees everything. */
  readonly namespaces: readonly number[];
  /** Repositories that teams and owners share with him. */
  readonly repositories: readonly number[];
}

const nothing: GrantedPlaces = { namespaces: [], repositories: [] };

/** A reader of what is granted to somebody, by one prepared query. The same as `visibleTo` says of one. */
export function grantedPlaces(database: Database<HubTables>) {
  const prepared = database.prepare<
    { account: number },
    { namespace: number | null; repository: number | null }
  >((query, parameter) => {
    const none = sql<number | null>`cast(null as bigint)`;
    return query
      .selectFrom('hub_organization_members as member')
      .select([sql<number | null>`member.organization_id`.as('namespace'), none.as('repository')])
      .where('member.account_id', '=', parameter('account'))
      .where('member.role', 'in', ['owner', 'editor'])
      .unionAll(
        query
          .selectFrom('hub_team_members as member')
          .innerJoin('hub_team_repositories as granted', 'granted.team_id', 'member.team_id')
          .select([
            none.as('namespace'),
            sql<number | null>`granted.repository_id`.as('repository'),
          ])
          .where('member.account_id', '=', parameter('account')),
      )
      .unionAll(
        query
          .selectFrom('hub_collaborators as collaborator')
          .select([
            none.as('namespace'),
            sql<number | null>`collaborator.repository_id`.as('repository'),
          ])
          .where('collaborator.account_id', '=', parameter('account')),
      );
  });
  return async (subject: Subject): Promise<GrantedPlaces> => {
    if (subject.accountId === undefined || subject.reach < reach.read) return nothing;
    const rows = await prepared.all({ account: subject.accountId });
    return {
      namespaces: rows.flatMap((row) => (row.namespace === null ? [] : [row.namespace])),
      repositories: rows.flatMap((row) => (row.repository === null ? [] : [row.repository])),
    };
  };
}
