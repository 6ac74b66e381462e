import type { Kysely, Transaction } from 'kysely';
import { DatabaseError } from '../database-error.ts';
import type { SqliteConnection } from './sqlite-connection.ts';

type Work<Tables> = (transaction: Transaction<Tables>) => Promise<unknown>;

interface Waiting<Tables> {
  readonly work: Work<Tables>;
  readonly resolve: (value: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Commits for everybody: whatever waits runs in one transaction, one after the other, each in a
 * savepoint, and is answered only after COMMIT has synced. One sync thus serves many commands.
 */
export class GroupCommitter<Tables> {
  readonly #connection: SqliteConnection;
  readonly #kysely: Kysely<Tables>;
  readonly #maxGroup: number;
  #waiting: Waiting<Tables>[] = [];
  #working: Promise<void> | undefined;

  /** `kysely` must run over `connection` with savepoint transactions. */
  constructor(connection: SqliteConnection, kysely: Kysely<Tables>, maxGroup: number) {
    this.#connection = connection;
    this.#kysely = kysely;
    this.#maxGroup = maxGroup;
  }

  /** Resolves or rejects once the group that `work` ran in is committed. */
  submit(work: Work<Tables>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ work, resolve, reject });
      this.#working ??= this.#workOff();
    });
  }

  /** Resolves when nothing waits or runs any more. */
  async drained(): Promise<void> {
    await this.#working;
  }

  async #workOff(): Promise<void> {
    do {
      // Messages that have already arrived from other processes join this group.
      await new Promise(setImmediate);
      await this.#commitGroup(this.#waiting.splice(0, this.#maxGroup));
    } while (this.#waiting.length > 0);
    this.#working = undefined;
  }

  async #commitGroup(members: readonly Waiting<Tables>[]): Promise<void> {
    const answers: (() => void)[] = [];
    let begun = false;
    try {
      this.#connection.exec('begin immediate');
      begun = true;
      for (const member of members) {
        answers.push(await this.#runMember(member));
        if (!this.#connection.inTransaction) {
          throw new Error('SQLite rolled the transaction back because of a failing command');
        }
      }
      this.#connection.exec('commit');
    } catch (cause) {
      const failure = this.#abandon(cause, { retryable: !begun });
      for (const member of members) member.reject(failure);
      return;
    }
    for (const answer of answers) answer();
  }

  async #runMember({ work, resolve, reject }: Waiting<Tables>): Promise<() => void> {
    try {
      const value = await this.#kysely.transaction().execute(work);
      return () => resolve(value);
    } catch (error) {
      return () => reject(error);
    }
  }

  #abandon(cause: unknown, { retryable }: { retryable: boolean }): DatabaseError {
    const reason = cause instanceof Error ? cause.message : String(cause);
    try {
      if (this.#connection.inTransaction) this.#connection.exec('rollback');
    } catch (error) {
      return commitFailed(`${reason}; and rolling back failed: ${String(error)}`, { cause });
    }
    return commitFailed(reason, { cause, retryable });
  }
}

function commitFailed(
  reason: string,
  options: { readonly cause: unknown; readonly retryable?: boolean },
): DatabaseError {
  return new DatabaseError(
    'COMMIT_FAILED',
    `the database could not commit: ${reason}; check free space, the disk’s health, and for other programs that write to the file`,
    options,
  );
}
