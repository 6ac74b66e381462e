import { type Kysely, PostgresAdapter } from 'kysely';
import type { DatabaseEngine } from './database.ts';

/** Which engine a query or transaction runs on, for the few commands where the two differ in kind. */
export function engineOf(database: Pick<Kysely<never>, 'getExecutor'>): DatabaseEngine {
  return database.getExecutor().adapter instanceof PostgresAdapter ? 'postgresql' : 'sqlite';
}
