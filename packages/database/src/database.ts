import type { Compilable, Expression, Kysely, Transaction } from 'kysely';

/** Which engine is underneath. Only where the two differ in kind may code ask. */
export type DatabaseEngine = 'sqlite' | 'postgresql';

/**
 * A named transaction. Its input and output are plain values (structured clone), since on SQLite
 * the one process that writes may be another than the one that asks. Expected outcomes are results,
 * not throws; a throw rolls back this command alone, and reaches the asker with its name, message,
 * `code`, `status` and `detail`.
 */
export interface Command<Tables, Input, Output> {
  /** Unique, `package.verb`: `registry.put-manifest`. */
  readonly name: string;
  /**
   * On PostgreSQL; `serializable` by default, which gives every command the whole database as if it
   * ran alone, as SQLite does. Weaker only where locks or constraints already decide every race.
   */
  readonly isolation?: 'read committed' | 'serializable';
  /**
   * Does database work only, and may run again from the start after a conflict: no other I/O, no
   * change to anything outside. Awaits every query. Where a row may be there already it says
   * `on conflict`, since on PostgreSQL a failed statement ends the transaction even when caught.
   */
  execute(transaction: Transaction<Tables>, input: Input): Promise<Output>;
}

/** A query compiled once and run often: for hot paths. */
export interface PreparedQuery<Parameters, Row> {
  first(parameters: Parameters): Promise<Row | undefined>;
  all(parameters: Parameters): Promise<Row[]>;
}

/** Stands for a parameter's value while a {@link PreparedQuery} is built. */
export type ParameterOf<Parameters> = <K extends keyof Parameters & string>(
  name: K,
) => Expression<Parameters[K]>;

/** One open database, as one process sees it. */
export interface Database<Tables> {
  readonly engine: DatabaseEngine;
  /** Reads only (on SQLite the connection is read-only). Sees every command that has resolved. */
  readonly query: Kysely<Tables>;
  prepare<Parameters extends object, Row>(
    build: (query: Kysely<Tables>, parameter: ParameterOf<Parameters>) => Compilable<Row>,
  ): PreparedQuery<Parameters, Row>;
  /** Runs a registered command in one transaction; durable when it resolves. */
  run<Input, Output>(command: Command<Tables, Input, Output>, input: Input): Promise<Output>;
  /** Throws where the database cannot be reached. For readiness. */
  check(): Promise<void>;
  close(): Promise<void>;
}
