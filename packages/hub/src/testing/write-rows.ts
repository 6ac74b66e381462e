import type { AnyCommand, Command, OpenedDatabase } from '@slipway/database';
import type { Transaction } from 'kysely';
import type { TestTables } from './test-hub.ts';

type Work<Result> = (transaction: Transaction<TestTables>) => Promise<Result>;

const command: Command<TestTables, Work<unknown>, unknown> = {
  name: 'test.write-rows',
  execute: (transaction, work) => work(transaction),
};

/** For `openTestDatabase`: what {@link writeRows} runs. */
export const writeRowsCommand = command as AnyCommand<TestTables>;

/** Writes rows as a test wants them, with no rule asked: for scenes that would take many requests. */
export async function writeRows<Result>(
  database: OpenedDatabase<TestTables>,
  work: Work<Result>,
): Promise<Result> {
  return (await database.run(command, work)) as Result;
}
