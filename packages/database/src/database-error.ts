/** Permanent codes of {@link DatabaseError}. */
export type DatabaseErrorCode =
  | 'BAD_URL'
  | 'CANNOT_OPEN'
  | 'BAD_MIGRATIONS'
  | 'SCHEMA_NEWER'
  | 'SCHEMA_OLDER'
  | 'UNKNOWN_COMMAND'
  | 'COMMIT_FAILED'
  | 'CONFLICT'
  | 'WRITER_GONE'
  | 'CLOSED';

/** What this package itself has to report; an engine's own errors are its `cause` or pass as they are. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
  readonly code: DatabaseErrorCode;
  /** True only where nothing was changed, so that asking again is safe. */
  readonly retryable: boolean;

  constructor(
    code: DatabaseErrorCode,
    message: string,
    options: { cause?: unknown; retryable?: boolean } = {},
  ) {
    super(message, 'cause' in options ? { cause: options.cause } : {});
    this.code = code;
    this.retryable = options.retryable ?? false;
  }
}
