import { Kysely, PostgresDialect, sql } from 'kysely';
import type { Pool } from 'pg';
import type { CommandRegistry } from '../command-registry.ts';
import { DatabaseError } from '../database-error.ts';
import type { MigrationSet } from '../migration.ts';
import { migrate } from '../migration-ledger.ts';
import { PostgresqlDatabase } from './postgresql-database.ts';
import { postgresqlPool } from './postgresql-pool.ts';

export interface OpenPostgresql<Tables> {
  readonly connectionString: string;
  readonly registry: CommandRegistry<Tables>;
  readonly migrations: readonly MigrationSet[];
  /** Connections at most, for reads and for commands each. */
  readonly poolSize: number;
  readonly onIdleError: (error: Error) => void;
}

/** Connects, migrates under an advisory lock, and opens. */
export async function openPostgresql<Tables>(
  options: OpenPostgresql<Tables>,
): Promise<PostgresqlDatabase<Tables>> {
  const { connectionString, poolSize: size, onIdleError, registry, migrations } = options;
  const commands = openPool({ connectionString, size, readOnly: false, onIdleError });
  try {
    await assertUsable(commands);
    await migrateUnderLock(commands, migrations);
    const reads = openPool({ connectionString, size, readOnly: true, onIdleError });
    return new PostgresqlDatabase({ reads, commands }, registry);
  } catch (error) {
    await commands.end();
    throw error;
  }
}

function openPool(options: Parameters<typeof postgresqlPool>[0]): Pool {
  try {
    return postgresqlPool(options);
  } catch {
    // The parser's own error repeats the URL with its password.
    throw new DatabaseError(
      'BAD_URL',
      'the postgresql: URL cannot be read; it looks like postgresql://user:password@host:5432/name, special characters percent-encoded',
    );
  }
}

async function assertUsable(pool: Pool): Promise<void> {
  let encoding: string | undefined;
  try {
    const { rows } = await pool.query<{ server_encoding: string }>('show server_encoding');
    encoding = rows[0]?.server_encoding;
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DatabaseError('CANNOT_OPEN', `cannot reach PostgreSQL: ${reason}`, { cause });
  }
  if (encoding !== 'UTF8') {
    throw new DatabaseError(
      'CANNOT_OPEN',
      `the PostgreSQL database is encoded in ${encoding}: make one with \`createdb --encoding=UTF8 --template=template0\``,
    );
  }
}

async function migrateUnderLock(pool: Pool, sets: readonly MigrationSet[]): Promise<void> {
  const kysely = new Kysely<unknown>({ dialect: new PostgresDialect({ pool }) });
  await kysely.connection().execute(async (session) => {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`.execute(session);
    try {
      await migrate('postgresql', sets, (body) => session.transaction().execute(body));
    } finally {
      await sql`select pg_advisory_unlock(${MIGRATION_LOCK})`.execute(session);
    }
  });
}

/** Any number that other users of the same database are unlikely to lock. */
const MIGRATION_LOCK = 0x736c_6970;
