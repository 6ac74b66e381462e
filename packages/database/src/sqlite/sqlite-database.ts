import { type Compilable, Kysely } from 'kysely';
import type { CommandChannel } from '../command-channel.ts';
import type { CommandRegistry } from '../command-registry.ts';
import type { Command, Database, ParameterOf, PreparedQuery } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { compileNamed } from '../named-parameters.ts';
import { bindable, type CachedStatement, type SqliteConnection } from './sqlite-connection.ts';
import { SqliteDialect } from './sqlite-dialect.ts';

/** Where a SQLite database's commands go, and how that ends. */
export interface SqliteCommands extends CommandChannel {
  /** Waits for every command sent. */
  drained(): Promise<void>;
  close(): void;
}

/** A read-only connection to query, and a way for commands to the one writer. */
export class SqliteDatabase<Tables> implements Database<Tables> {
  readonly engine = 'sqlite';
  readonly query: Kysely<Tables>;
  readonly commands: CommandChannel;
  readonly #reads: SqliteConnection;
  readonly #registry: CommandRegistry<Tables>;
  readonly #writer: SqliteCommands;
  #closing: Promise<void> | undefined;

  constructor(reads: SqliteConnection, registry: CommandRegistry<Tables>, writer: SqliteCommands) {
    this.#reads = reads;
    this.#registry = registry;
    this.#writer = writer;
    this.query = new Kysely<Tables>({ dialect: new SqliteDialect(reads, 'refused') });
    this.commands = { send: (name, input) => this.#send(name, input) };
  }

  prepare<Parameters extends object, Row>(
    build: (query: Kysely<Tables>, parameter: ParameterOf<Parameters>) => Compilable<Row>,
  ): PreparedQuery<Parameters, Row> {
    const named = compileNamed(this.query, build);
    let cached: CachedStatement | undefined;
    const statement = () => {
      cached ??= this.#reads.prepare(named.sql);
      return cached.statement;
    };
    return {
      first: async (parameters) =>
        statement().get(...bindable(named.values(parameters))) as Row | undefined,
      all: async (parameters) => statement().all(...bindable(named.values(parameters))) as Row[],
    };
  }

  async run<Input, Output>(command: Command<Tables, Input, Output>, input: Input): Promise<Output> {
    return (await this.#send(command.name, input)) as Output;
  }

  async check(): Promise<void> {
    this.#reads.statement('select count(*) from schema_migrations').statement.get();
    await this.#send(CHECK_COMMAND, null);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  /** The writer goes last: only the last connection removes the log, and only if it may write. */
  async #close(): Promise<void> {
    await this.#writer.drained();
    this.#reads.close();
    this.#writer.close();
  }

  async #send(name: string, input: unknown): Promise<unknown> {
    if (this.#closing !== undefined) throw closed();
    return await this.#writer.send(this.#registry.get(name).name, input);
  }
}

/** The built-in command that changes nothing and shows that the writer answers. */
export const CHECK_COMMAND = 'database.check';

function closed(): DatabaseError {
  return new DatabaseError('CLOSED', 'the database is closed in this process', { retryable: true });
}
