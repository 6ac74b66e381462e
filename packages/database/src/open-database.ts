import type { CommandChannel } from './command-channel.ts';
import { type AnyCommand, CommandRegistry } from './command-registry.ts';
import type { Command, Database } from './database.ts';
import { parseDatabaseUrl } from './database-url.ts';
import { assertMigrationSets, type MigrationSet } from './migration.ts';
import { outboxCommands, outboxMigrations } from './outbox.ts';
import { openPostgresql } from './postgresql/open-postgresql.ts';
import { openSqliteReader, openSqliteWriter } from './sqlite/open-sqlite.ts';
import { CHECK_COMMAND } from './sqlite/sqlite-database.ts';

/**
 * What this process is to a SQLite file. One process is the writer: it opens first, migrates, and
 * commits for all. On PostgreSQL all processes are alike and the role is not looked at.
 */
export type DatabaseRole =
  | { readonly kind: 'writer' }
  | { readonly kind: 'reader'; readonly channel: CommandChannel };

export interface OpenDatabaseOptions<Tables> {
  /** `sqlite:/path/file.db` or `postgresql://user:password@host/name`. */
  readonly url: string;
  /** The writer by default. */
  readonly role?: DatabaseRole;
  /** Every command that will be run; the same in all processes. The outbox's own are always there. */
  readonly commands: readonly AnyCommand<Tables>[];
  /** In the order they are applied. The outbox's own come first by themselves. */
  readonly migrations: readonly MigrationSet[];
  /** SQLite: most commands in one commit (256). */
  readonly maxGroup?: number;
  /** PostgreSQL: most connections for reads, and for commands (10). */
  readonly poolSize?: number;
  /** PostgreSQL: told of connections that broke while idle; nothing needs to be done. */
  readonly onIdleError?: (error: Error) => void;
}

/** An open database that can also be asked by command name: see `serveCommands`. */
export interface OpenedDatabase<Tables> extends Database<Tables> {
  readonly commands: CommandChannel;
}

/**
 * Opens the database, migrating it where this process may. `Tables` is the intersection of all
 * packages' tables; the result then serves as any one package's `Database`.
 * @throws DatabaseError BAD_URL, CANNOT_OPEN, BAD_MIGRATIONS, SCHEMA_NEWER, SCHEMA_OLDER
 */
export async function openDatabase<Tables>(
  options: OpenDatabaseOptions<Tables>,
): Promise<OpenedDatabase<Tables>> {
  const registry = new CommandRegistry<Tables>([...ownCommands<Tables>(), ...options.commands]);
  const migrations = [outboxMigrations, ...options.migrations];
  assertMigrationSets(migrations);
  const url = parseDatabaseUrl(options.url);
  if (url.engine === 'postgresql') {
    return await openPostgresql({
      connectionString: url.connectionString,
      registry,
      migrations,
      poolSize: options.poolSize ?? 10,
      onIdleError: options.onIdleError ?? (() => {}),
    });
  }
  const { path } = url;
  const role = options.role ?? { kind: 'writer' };
  return role.kind === 'writer'
    ? await openSqliteWriter({ path, registry, migrations, maxGroup: options.maxGroup ?? 256 })
    : await openSqliteReader({ path, registry, migrations, channel: role.channel });
}

/** The outbox is there in every database, whether `Tables` speaks of it or not. */
function ownCommands<Tables>(): readonly AnyCommand<Tables>[] {
  return [checkCommand, ...outboxCommands] as readonly unknown[] as readonly AnyCommand<Tables>[];
}

const checkCommand: Command<unknown, null, void> = {
  name: CHECK_COMMAND,
  async execute() {},
};
