import type { Kysely } from 'kysely';
import type { ColumnTypes } from './column-types.ts';
import { DatabaseError } from './database-error.ts';

/** One step of a schema. Once released it is never edited, renamed or renumbered. */
export interface Migration {
  /** 1, 2, 3 … without gaps inside its namespace. */
  readonly number: number;
  readonly name: string;
  /** Runs in its own transaction, together with its ledger row. */
  // biome-ignore lint/suspicious/noExplicitAny: a migration sees tables as they were, of which no type is kept
  up(database: Kysely<any>, types: ColumnTypes): Promise<void>;
}

/** All migrations of one package, oldest first. */
export interface MigrationSet {
  /** The package's name: `registry`. */
  readonly namespace: string;
  readonly migrations: readonly Migration[];
}

/** A row of the ledger, `schema_migrations`. */
export interface AppliedMigration {
  readonly namespace: string;
  readonly number: number;
  readonly name: string;
}

export interface PendingMigration {
  readonly namespace: string;
  readonly migration: Migration;
}

/** @throws DatabaseError BAD_MIGRATIONS where a namespace comes twice or numbers are not 1, 2, 3 … */
export function assertMigrationSets(sets: readonly MigrationSet[]): void {
  const seen = new Set<string>();
  for (const { namespace, migrations } of sets) {
    if (seen.has(namespace)) {
      throw new DatabaseError('BAD_MIGRATIONS', `the namespace "${namespace}" is given twice`);
    }
    seen.add(namespace);
    migrations.forEach((migration, index) => {
      if (migration.number !== index + 1) {
        throw new DatabaseError(
          'BAD_MIGRATIONS',
          `migration "${migration.name}" of "${namespace}" has number ${migration.number} where ${index + 1} must stand: numbers run 1, 2, 3 without gaps`,
        );
      }
    });
  }
}

/**
 * What is left to apply, in order.
 * @throws DatabaseError SCHEMA_NEWER where the ledger holds what the code does not know, BAD_MIGRATIONS
 *   where it disagrees with the code about a gap or a name.
 */
export function pendingMigrations(
  sets: readonly MigrationSet[],
  ledger: readonly AppliedMigration[],
): PendingMigration[] {
  const known = new Map(sets.map((set) => [set.namespace, set.migrations]));
  const applied = new Map<string, number>();
  for (const row of [...ledger].sort((a, b) => a.number - b.number)) {
    const expected = known.get(row.namespace)?.[row.number - 1];
    if (expected === undefined) throw newerSchema(row, known.get(row.namespace)?.length ?? 0);
    if (expected.name !== row.name) {
      throw new DatabaseError(
        'BAD_MIGRATIONS',
        `the database ran ${row.namespace} migration ${row.number} as "${row.name}", this program calls it "${expected.name}": they are of different builds; start the build that made this database`,
      );
    }
    const next = (applied.get(row.namespace) ?? 0) + 1;
    if (row.number !== next) {
      throw new DatabaseError(
        'BAD_MIGRATIONS',
        `the database ran ${row.namespace} migration ${row.number} but not ${next}: its ledger schema_migrations is damaged; restore a backup`,
      );
    }
    applied.set(row.namespace, next);
  }
  return sets.flatMap(({ namespace, migrations }) =>
    migrations.slice(applied.get(namespace) ?? 0).map((migration) => ({ namespace, migration })),
  );
}

function newerSchema(row: AppliedMigration, knownUpTo: number): DatabaseError {
  return new DatabaseError(
    'SCHEMA_NEWER',
    `the database was made by a newer version: it has ${row.namespace} migration ${row.number} "${row.name}", this program knows ${row.namespace} up to ${knownUpTo}; start that newer version, or restore the backup taken before the upgrade`,
  );
}
