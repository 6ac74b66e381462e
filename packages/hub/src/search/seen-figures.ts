import type { DatabaseEngine } from '@slipway/database';
import { type Expression, type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Subject } from '../access/subject.ts';
import type { HubTables } from '../tables.ts';
import { reach } from '../tokens/scopes.ts';
import type { GrantedPlaces } from './granted-places.ts';

/** A query's tables where `figures` stands for `hub_repository_figures`. */
export type WithFigures = HubTables & { figures: HubTables['hub_repository_figures'] };

type Where = ExpressionBuilder<WithFigures, 'figures'>;

/** Whether `figures` has a label. */
export function hasLabel(engine: DatabaseEngine, word: string): Expression<SqlBool> {
  const find = engine === 'sqlite' ? sql`instr` : sql`strpos`;
  return sql<SqlBool>`${find}(figures.labels, ${` ${word} `}) > 0`;
}

/**
 * The condition that the subject sees the repository of `figures`: as `visibleTo` has it, of figures
 * alone, whose rows are short. Closed ones are seen by nobody.
 */
export function seenFigures(subject: Subject, granted: GrantedPlaces) {
  return (where: Where): Expression<SqlBool> => {
    const open = where('figures.seen_by', '>', 0);
    const whole = unrestricted(subject, granted)(where);
    const { only } = subject;
    if (only === undefined) return where.and([open, whole]);
    const ids = Object.entries(only.repositories)
      .filter(([, far]) => far >= reach.publicRead)
      .map(([id]) => Number(id));
    const ways: Expression<SqlBool>[] = [nobody];
    if (ids.length > 0) ways.push(where.and([where('figures.repository_id', 'in', ids), whole]));
    if (only.publicRead && subject.reach >= reach.publicRead) {
      ways.push(where('figures.seen_by', '=', 2));
    }
    return where.and([open, where.or(ways)]);
  };
}

const nobody = sql<SqlBool>`1 = 0`;

function unrestricted(subject: Subject, granted: GrantedPlaces) {
  return (where: Where): Expression<SqlBool> => {
    const { accountId } = subject;
    const ways: Expression<SqlBool>[] = [nobody];
    if (subject.reach >= reach.publicRead) ways.push(where('figures.seen_by', '=', 2));
    if (accountId === undefined || subject.reach < reach.read) return where.or(ways);
    if (subject.administrator) return sql<SqlBool>`1 = 1`;
    ways.push(where('figures.namespace_id', 'in', [accountId, ...granted.namespaces]));
    if (granted.repositories.length > 0) {
      ways.push(where('figures.repository_id', 'in', granted.repositories));
    }
    return where.or(ways);
  };
}
