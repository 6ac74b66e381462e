import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';

/** One SQLite connection and its prepared statements, kept by their text. */
export class SqliteConnection {
  readonly #database: DatabaseSync;
  readonly #statements = new Map<string, CachedStatement>();

  constructor(path: string, options: { readOnly: boolean }) {
    this.#database = new DatabaseSync(path, {
      readOnly: options.readOnly,
      enableForeignKeyConstraints: true,
      timeout: BUSY_TIMEOUT_MS,
    });
    this.#database.exec(`pragma cache_size = -${CACHE_KIB}; pragma mmap_size = ${MMAP_BYTES};`);
  }

  get inTransaction(): boolean {
    return this.#database.isTransaction;
  }

  /** Runs statements that take no parameters and give no rows. */
  exec(sql: string): void {
    this.#database.exec(sql);
  }

  /** The prepared statement of this text; the least recently used are dropped. */
  statement(sql: string): CachedStatement {
    let cached = this.#statements.get(sql);
    if (cached === undefined) {
      cached = this.prepare(sql);
      if (this.#statements.size >= MAX_STATEMENTS) {
        const [oldest] = this.#statements.keys();
        if (oldest !== undefined) this.#statements.delete(oldest);
      }
    } else {
      this.#statements.delete(sql);
    }
    this.#statements.set(sql, cached);
    return cached;
  }

  /** A statement of its own, for a caller that steps through rows while others may run. */
  prepare(sql: string): CachedStatement {
    const statement = this.#database.prepare(sql);
    return { statement, givesRows: statement.columns().length > 0 };
  }

  close(): void {
    this.#statements.clear();
    if (this.#database.isOpen) this.#database.close();
  }
}

export interface CachedStatement {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

/** node:sqlite checks each value as it binds it, and names the one it refuses. */
export function bindable(values: readonly unknown[]): SQLInputValue[] {
  return values as SQLInputValue[];
}

const BUSY_TIMEOUT_MS = 10_000;
const CACHE_KIB = 16 * 1024;
const MMAP_BYTES = 256 * 1024 * 1024;
const MAX_STATEMENTS = 500;
