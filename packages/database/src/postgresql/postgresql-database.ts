import { createHash } from 'node:crypto';
import { type Compilable, Kysely, PostgresDialect } from 'kysely';
import type { Pool } from 'pg';
import type { CommandChannel } from '../command-channel.ts';
import type { CommandRegistry } from '../command-registry.ts';
import type { Command, Database, ParameterOf, PreparedQuery } from '../database.ts';
import { DatabaseError } from '../database-error.ts';
import { compileNamed } from '../named-parameters.ts';
import { retryConflicts } from './retry-conflicts.ts';

/** Reads and commands have a pool each, so that neither starves the other. */
export interface PostgresqlPools {
  readonly reads: Pool;
  readonly commands: Pool;
}

/** PostgreSQL: every process runs its own commands. */
export class PostgresqlDatabase<Tables> implements Database<Tables> {
  readonly engine = 'postgresql';
  readonly query: Kysely<Tables>;
  readonly commands: CommandChannel;
  readonly #writes: Kysely<Tables>;
  readonly #pools: PostgresqlPools;
  readonly #registry: CommandRegistry<Tables>;
  readonly #inFlight = new Set<Promise<unknown>>();
  #closing: Promise<void> | undefined;

  constructor(pools: PostgresqlPools, registry: CommandRegistry<Tables>) {
    this.#pools = pools;
    this.#registry = registry;
    this.query = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pools.reads }) });
    this.#writes = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: pools.commands }) });
    this.commands = { send: (name, input) => this.#send(name, input) };
  }

  prepare<Parameters extends object, Row>(
    build: (query: Kysely<Tables>, parameter: ParameterOf<Parameters>) => Compilable<Row>,
  ): PreparedQuery<Parameters, Row> {
    const { sql: text, values } = compileNamed(this.query, build);
    const name = `slipway_${createHash('sha256').update(text).digest('hex').slice(0, 32)}`;
    const all = async (parameters: Parameters) =>
      (await this.#pools.reads.query({ name, text, values: values(parameters) })).rows as Row[];
    return { all, first: async (parameters) => (await all(parameters))[0] };
  }

  async run<Input, Output>(command: Command<Tables, Input, Output>, input: Input): Promise<Output> {
    return (await this.#send(command.name, input)) as Output;
  }

  async check(): Promise<void> {
    await Promise.all([
      this.#pools.reads.query('select count(*) from schema_migrations'),
      this.#pools.commands.query('select 1'),
    ]);
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    await Promise.allSettled(this.#inFlight);
    // Not through Kysely: one that was never used ends no pool.
    await Promise.all([this.#pools.reads.end(), this.#pools.commands.end()]);
  }

  async #send(name: string, input: unknown): Promise<unknown> {
    if (this.#closing !== undefined) {
      throw new DatabaseError('CLOSED', 'the database is closed in this process', {
        retryable: true,
      });
    }
    const command = this.#registry.get(name);
    const running = retryConflicts(name, () =>
      this.#writes
        .transaction()
        .setIsolationLevel(command.isolation ?? 'serializable')
        .execute((transaction) => command.execute(transaction, input)),
    );
    this.#inFlight.add(running);
    try {
      return await running;
    } finally {
      this.#inFlight.delete(running);
    }
  }
}
