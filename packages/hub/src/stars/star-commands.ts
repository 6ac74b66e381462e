import type { Command } from '@slipway/database';
import { sql } from 'kysely';
import { standingInTransaction } from '../access/grants.ts';
import { judge } from '../access/policy.ts';
import type { Subject } from '../access/subject.ts';
import { subjectInTransaction } from '../access/subject-in-transaction.ts';
import { placeInTransaction } from '../repositories/repository-rows.ts';
import { indexIfBetterKnown } from '../search/index-repository.ts';
import type { HubTables } from '../tables.ts';

export interface SetStar {
  readonly subject: Subject;
  /** `namespace/name`. */
  readonly path: string;
  readonly starred: boolean;
  readonly now: number;
}

/** Gives a repository the subject's star, or takes it away. Done already is as good. */
export const setStar: Command<
  HubTables,
  SetStar,
  { kind: 'unknown' } | { kind: 'done'; stars: number }
> = {
  name: 'hub.set-star',
  async execute(transaction, input) {
    const { starred, now } = input;
    const subject = await subjectInTransaction(transaction, input.subject, now);
    const account = subject?.accountId;
    if (!subject || account === undefined) return { kind: 'unknown' };
    const place = await placeInTransaction(transaction, input.path);
    const standing = await standingInTransaction(transaction, subject, place);
    const verdict = judge(subject, { place, standing }, 'pull');
    if (verdict.kind !== 'granted' || !verdict.repository) return { kind: 'unknown' };
    const { id } = verdict.repository;
    const changed = starred
      ? await transaction
          .insertInto('hub_stars')
          .values({ account_id: account, repository_id: id, created_at: now })
          .onConflict((conflict) => conflict.doNothing())
          .returning('repository_id')
          .execute()
      : await transaction
          .deleteFrom('hub_stars')
          .where('account_id', '=', account)
          .where('repository_id', '=', id)
          .returning('repository_id')
          .execute();
    const change = changed.length === 0 ? 0 : starred ? 1 : -1;
    const { stars } = await transaction
      .updateTable('hub_repository_figures')
      .set({ stars: sql<number>`stars + ${change}` })
      .where('repository_id', '=', id)
      .returning('stars')
      .executeTakeFirstOrThrow();
    if (change !== 0) await indexIfBetterKnown(transaction, id);
    return { kind: 'done', stars };
  },
};
