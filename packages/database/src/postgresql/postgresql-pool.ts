import { Pool, types } from 'pg';

export interface PostgresqlPoolOptions {
  readonly connectionString: string;
  /** Connections at most. */
  readonly size: number;
  readonly readOnly: boolean;
  /** Told of connections that break while nobody uses them; the pool replaces them by itself. */
  readonly onIdleError: (error: Error) => void;
}

/** A pool whose sessions commit durably and give whole numbers as JavaScript numbers. */
export function postgresqlPool(options: PostgresqlPoolOptions): Pool {
  const settings = [
    '-c synchronous_commit=on',
    // A process that hangs in a command must not keep its locks from all others.
    '-c idle_in_transaction_session_timeout=60s',
  ];
  if (options.readOnly) settings.push('-c default_transaction_read_only=on');
  const pool = new Pool({
    connectionString: options.connectionString,
    max: options.size,
    connectionTimeoutMillis: 10_000,
    keepAlive: true,
    options: settings.join(' '),
    types: { getTypeParser: parserFor as typeof types.getTypeParser },
  });
  pool.on('error', options.onIdleError);
  return pool;
}

/** `count(*)` and `bigint` are int8, `sum` of them is numeric: on SQLite all are plain numbers. */
function parserFor(oid: number, format?: 'text' | 'binary'): unknown {
  const textual = format === undefined || format === 'text';
  if (textual && (oid === types.builtins.INT8 || oid === types.builtins.NUMERIC))
    return wholeNumber;
  return types.getTypeParser(oid, format as 'text');
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    throw new RangeError(`the database holds ${text}, more than a JavaScript number can`);
  }
  return value;
}
