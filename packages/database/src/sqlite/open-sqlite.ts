import { mkdir, open } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Kysely } from 'kysely';
import type { CommandChannel } from '../command-channel.ts';
import type { CommandRegistry } from '../command-registry.ts';
import { DatabaseError } from '../database-error.ts';
import type { MigrationSet } from '../migration.ts';
import { assertMigrated, type MigrationTransaction, migrate } from '../migration-ledger.ts';
import { GroupCommitter } from './group-committer.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { type SqliteCommands, SqliteDatabase } from './sqlite-database.ts';
import { SqliteDialect } from './sqlite-dialect.ts';

interface OpenSqlite<Tables> {
  readonly path: string;
  readonly registry: CommandRegistry<Tables>;
  readonly migrations: readonly MigrationSet[];
}

/** Opens the read-write connection, makes the file and its folder where absent, and migrates. */
export async function openSqliteWriter<Tables>(
  options: OpenSqlite<Tables> & { readonly maxGroup: number },
): Promise<SqliteDatabase<Tables>> {
  const { path, registry, migrations, maxGroup } = options;
  await createPrivately(path);
  const connection = openConnection(path, { readOnly: false });
  try {
    await useWriteAheadLog(connection);
    const kysely = new Kysely<Tables>({ dialect: new SqliteDialect(connection, 'savepoint') });
    await migrate('sqlite', migrations, migrationTransaction(connection, kysely));
    const reads = openConnection(path, { readOnly: true });
    const writer = sqliteWriter(
      connection,
      registry,
      new GroupCommitter(connection, kysely, maxGroup),
    );
    return new SqliteDatabase(reads, registry, writer);
  } catch (error) {
    connection.close();
    throw error;
  }
}

/** Opens read-only; commands go to the writer's process through `channel`. */
export async function openSqliteReader<Tables>(
  options: OpenSqlite<Tables> & { readonly channel: CommandChannel },
): Promise<SqliteDatabase<Tables>> {
  const { path, registry, migrations, channel } = options;
  const reads = openConnection(path, { readOnly: true });
  try {
    const database = new SqliteDatabase(reads, registry, sentToWriter(channel));
    await assertMigrated(database.query, migrations);
    return database;
  } catch (error) {
    reads.close();
    throw error;
  }
}

function sqliteWriter<Tables>(
  connection: SqliteConnection,
  registry: CommandRegistry<Tables>,
  committer: GroupCommitter<Tables>,
): SqliteCommands {
  return {
    send: (name, input) =>
      committer.submit((transaction) => registry.get(name).execute(transaction, input)),
    drained: () => committer.drained(),
    close: () => {
      try {
        connection.exec('pragma optimize; pragma wal_checkpoint(truncate);');
      } finally {
        connection.close();
      }
    },
  };
}

function sentToWriter(channel: CommandChannel): SqliteCommands {
  const inFlight = new Set<Promise<unknown>>();
  return {
    send: (name, input) => {
      const answer = channel.send(name, input);
      inFlight.add(answer);
      const settled = () => inFlight.delete(answer);
      answer.then(settled, settled);
      return answer;
    },
    drained: async () => {
      await Promise.allSettled(inFlight);
    },
    close: () => {},
  };
}

/** The immediate transaction is the lock: a second process waits in `begin`, then finds nothing left. */
function migrationTransaction<Tables>(
  connection: SqliteConnection,
  kysely: Kysely<Tables>,
): MigrationTransaction {
  return async (body) => {
    connection.exec('begin immediate');
    try {
      const result = await kysely
        .transaction()
        .execute((transaction) => body(transaction as unknown as Kysely<unknown>));
      connection.exec('commit');
      return result;
    } catch (error) {
      if (connection.inTransaction) connection.exec('rollback');
      throw error;
    }
  };
}

/** The file holds credentials' hashes, so only its owner reads it; SQLite gives its log the same mode. */
async function createPrivately(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await (await open(path, 'a', 0o600)).close();
}

function openConnection(path: string, options: { readOnly: boolean }): SqliteConnection {
  try {
    return new SqliteConnection(path, options);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    const advice = options.readOnly
      ? 'the writer process makes the file, so start it first'
      : 'check that the path is a SQLite file this user may write, in a folder this user may write';
    throw new DatabaseError(
      'CANNOT_OPEN',
      `cannot open the database ${path}: ${reason}; ${advice}`,
      {
        cause,
      },
    );
  }
}

/** Switching to WAL needs the file alone for a moment, and SQLite does not wait for it by itself. */
async function useWriteAheadLog(connection: SqliteConnection): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      connection.exec(
        `pragma journal_mode = wal; pragma synchronous = full; pragma journal_size_limit = ${MAX_IDLE_LOG_BYTES};`,
      );
      return;
    } catch (error) {
      if (attempt >= 100 || !/locked|busy/i.test(String(error))) throw error;
      await sleep(50);
    }
  }
}

const MAX_IDLE_LOG_BYTES = 64 * 1024 * 1024;
