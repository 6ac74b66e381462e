import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import type { Subject } from './subject.ts';

/** A query's tables where `repository` stands for `hub_repositories`. */
export type WithRepository = HubTables & { repository: HubTables['hub_repositories'] };

/**
 * The condition that the subject may pull from `repository` (and that it is open): for every list,
 * count and search, the same as the policy says of one. The closing of accounts is the
 * query's own to look at, where it has them.
 */
export function visibleTo(subject: Subject) {
  return (where: ExpressionBuilder<WithRepository, 'repository'>): Expression<SqlBool> =>
    where.and([where('repository.closed_at', 'is', null), reached(subject)(where)]);
}

function reached(subject: Subject) {
  return (where: ExpressionBuilder<WithRepository, 'repository'>): Expression<SqlBool> => {
    const shared =
      subject.reach >= reach.publicRead
        ? where('repository.visibility', '=', 'public')
        : sql<SqlBool>`1 = 0`;
    const { accountId, only } = subject;
    if (only !== undefined) {
      const ids = chosen(only.repositories);
      // Also a chosen repository must be one that its account may still pull from.
      const own = where.and([
        ids.length === 0 ? sql<SqlBool>`1 = 0` : where('repository.id', 'in', ids),
        reached({ ...subject, only: undefined })(where),
      ]);
      return only.publicRead ? where.or([shared, own]) : own;
    }
    if (accountId === undefined || subject.reach < reach.read) return shared;
    if (subject.administrator) return sql<SqlBool>`1 = 1`;
    return where.or([
      shared,
      where('repository.namespace_id', '=', accountId),
      where('repository.namespace_id', 'in', managedOrganizations(where, accountId)),
      where('repository.id', 'in', grantedByTeams(where, accountId)),
      where('repository.id', 'in', grantedByOwners(where, accountId)),
    ]);
  };
}

function chosen(repositories: Readonly<Record<number, number>>): number[] {
  return Object.entries(repositories)
    .filter(([, far]) => far >= reach.publicRead)
    .map(([id]) => Number(id));
}

type Where = ExpressionBuilder<WithRepository, 'repository'>;

function managedOrganizations(where: Where, accountId: number) {
  return where
    .selectFrom('hub_organization_members as managed')
    .select('managed.organization_id')
    .where('managed.account_id', '=', accountId)
    .where('managed.role', 'in', ['owner', 'editor']);
}

function grantedByTeams(where: Where, accountId: number) {
  return where
    .selectFrom('hub_team_members as team_member')
    .innerJoin('hub_team_repositories as granted', 'granted.team_id', 'team_member.team_id')
    .select('granted.repository_id')
    .where('team_member.account_id', '=', accountId);
}

function grantedByOwners(where: Where, accountId: number) {
  return where
    .selectFrom('hub_collaborators as collaborator')
    .select('collaborator.repository_id')
    .where('collaborator.account_id', '=', accountId);
}
