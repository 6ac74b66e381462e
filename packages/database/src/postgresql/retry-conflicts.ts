import { setTimeout as sleep } from 'node:timers/promises';
import { DatabaseError } from '../database-error.ts';

/**
 * Runs `attempt` again while PostgreSQL ends it as a serialization failure or deadlock: both roll
 * everything back. Waits a random, growing time between.
 * @throws DatabaseError CONFLICT, retryable, after the last of a bounded number of attempts.
 */
export async function retryConflicts<Result>(
  name: string,
  attempt: () => Promise<Result>,
): Promise<Result> {
  for (let tried = 1; ; tried++) {
    try {
      return await attempt();
    } catch (error) {
      if (!isConflict(error)) throw error;
      if (tried === MAX_ATTEMPTS) {
        throw new DatabaseError(
          'CONFLICT',
          `the command "${name}" met concurrent changes ${MAX_ATTEMPTS} times in a row; ask again later`,
          { cause: error, retryable: true },
        );
      }
      await sleep(Math.random() * Math.min(MAX_WAIT_MS, 2 ** tried));
    }
  }
}

/** https://www.postgresql.org/docs/current/mvcc-serialization-failure-handling.html */
function isConflict(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === '40001' || code === '40P01';
}

const MAX_ATTEMPTS = 25;
const MAX_WAIT_MS = 250;
