import {
  type CompiledQuery,
  type DatabaseConnection,
  type DatabaseIntrospector,
  type Dialect,
  type Driver,
  type Kysely,
  type QueryCompiler,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { bindable, type SqliteConnection } from './sqlite-connection.ts';

/**
 * What a Kysely transaction is on this connection: `savepoint` inside a transaction that somebody
 * else begins and commits, or `refused`, where queries of many callers share the connection.
 */
export type SqliteTransactions = 'savepoint' | 'refused';

/** Kysely over one open node:sqlite connection, which stays its owner's to close. */
export class SqliteDialect implements Dialect {
  readonly #connection: SqliteConnection;
  readonly #transactions: SqliteTransactions;

  constructor(connection: SqliteConnection, transactions: SqliteTransactions) {
    this.#connection = connection;
    this.#transactions = transactions;
  }

  createDriver(): Driver {
    return new SqliteDriver(this.#connection, this.#transactions);
  }

  createQueryCompiler(): QueryCompiler {
    return new SqliteQueryCompiler();
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createIntrospector(database: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(database);
  }
}

class SqliteDriver implements Driver {
  readonly #connection: SqliteConnection;
  readonly #transactions: SqliteTransactions;

  constructor(connection: SqliteConnection, transactions: SqliteTransactions) {
    this.#connection = connection;
    this.#transactions = transactions;
  }

  async init(): Promise<void> {}

  async acquireConnection(): Promise<DatabaseConnection> {
    return new SqliteLease(this.#connection);
  }

  async beginTransaction(): Promise<void> {
    if (this.#transactions === 'refused') {
      throw new Error(
        'no transactions on a database’s `query`: it is shared and only reads; write in a command',
      );
    }
    this.#run('savepoint command');
  }

  async commitTransaction(): Promise<void> {
    this.#run('release command');
  }

  async rollbackTransaction(): Promise<void> {
    // SQLite itself rolls the whole transaction back on errors such as a full disk.
    if (!this.#connection.inTransaction) return;
    this.#run('rollback to command');
    this.#run('release command');
  }

  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    (connection as SqliteLease).end();
  }

  async destroy(): Promise<void> {}

  #run(sql: string): void {
    this.#connection.statement(sql).statement.run();
  }
}

/** Kysely's hold on the connection. Once released it refuses, so that no query strays into the next command. */
class SqliteLease implements DatabaseConnection {
  #connection: SqliteConnection | undefined;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  end(): void {
    this.#connection = undefined;
  }

  async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const { statement, givesRows } = this.#open().statement(sql);
    if (givesRows) return { rows: statement.all(...bindable(parameters)) as Row[] };
    const { changes, lastInsertRowid } = statement.run(...bindable(parameters));
    return {
      rows: [],
      numAffectedRows: BigInt(changes),
      insertId: BigInt(lastInsertRowid),
    };
  }

  async *streamQuery<Row>({ sql, parameters }: CompiledQuery): AsyncGenerator<QueryResult<Row>> {
    const { statement } = this.#open().prepare(sql);
    for (const row of statement.iterate(...bindable(parameters))) yield { rows: [row as Row] };
  }

  #open(): SqliteConnection {
    if (this.#connection === undefined) {
      throw new Error('the command has ended; await every query before it returns');
    }
    return this.#connection;
  }
}
