import { type Kysely, sql } from 'kysely';
import { columnTypes } from './column-types.ts';
import type { DatabaseEngine } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { type AppliedMigration, type MigrationSet, pendingMigrations } from './migration.ts';

interface LedgerTables {
  schema_migrations: AppliedMigration & { applied_at: number };
}

/** Runs `body` in one transaction that no other process's migration can overlap. */
export type MigrationTransaction = <Result>(
  body: (database: Kysely<unknown>) => Promise<Result>,
) => Promise<Result>;

/**
 * Brings the schema up to the code, each migration in a transaction of its own with its ledger row.
 * The ledger is read anew in each, so that several processes may start at once.
 */
export async function migrate(
  engine: DatabaseEngine,
  sets: readonly MigrationSet[],
  transaction: MigrationTransaction,
): Promise<void> {
  const types = columnTypes(engine);
  await transaction(async (database) => {
    await database.schema
      .createTable('schema_migrations')
      .ifNotExists()
      .addColumn('namespace', types.text, (column) => column.notNull())
      .addColumn('number', types.bigint, (column) => column.notNull())
      .addColumn('name', types.text, (column) => column.notNull())
      .addColumn('applied_at', types.timestamp, (column) => column.notNull())
      .addPrimaryKeyConstraint('schema_migrations_key', ['namespace', 'number'])
      .execute();
  });
  let more = true;
  while (more) {
    more = await transaction(async (database) => {
      const [next, ...rest] = pendingMigrations(sets, await readLedger(database));
      if (next === undefined) return false;
      await next.migration.up(database, types);
      await (database as Kysely<LedgerTables>)
        .insertInto('schema_migrations')
        .values({
          namespace: next.namespace,
          number: next.migration.number,
          name: next.migration.name,
          applied_at: Date.now(),
        })
        .execute();
      return rest.length > 0;
    });
  }
}

/** @throws DatabaseError where the schema is not exactly the code's: a reader cannot change it. */
export async function assertMigrated<Tables>(
  database: Kysely<Tables>,
  sets: readonly MigrationSet[],
): Promise<void> {
  const { rows } = await sql`
    select name from sqlite_master where type = 'table' and name = 'schema_migrations'
  `.execute(database);
  const ledger = rows.length === 0 ? [] : await readLedger(database);
  const [missing] = pendingMigrations(sets, ledger);
  if (missing !== undefined) {
    throw new DatabaseError(
      'SCHEMA_OLDER',
      `the database lacks ${missing.namespace} migration ${missing.migration.number} "${missing.migration.name}": the writer process migrates when it opens the database, so start it, of this same version, before the readers`,
      { retryable: true },
    );
  }
}

async function readLedger<Tables>(database: Kysely<Tables>): Promise<AppliedMigration[]> {
  return await (database as unknown as Kysely<LedgerTables>)
    .selectFrom('schema_migrations')
    .select(['namespace', 'number', 'name'])
    .orderBy('namespace')
    .orderBy('number')
    .execute();
}
