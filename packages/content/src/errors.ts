/** Why a store cannot serve. */
export type StoreErrorCode = 'STORE_FULL' | 'STORE_UNAVAILABLE';

/** The store itself failed: nobody's request is at fault. `message` says what the operator can do. */
export class StoreError extends Error {
  override readonly name = 'StoreError';
  readonly code: StoreErrorCode;
  /** The HTTP status that fits: 507 Insufficient Storage (RFC 4918) or 503. */
  readonly status: number;

  constructor(code: StoreErrorCode, message: string, cause?: unknown) {
    super(message, cause === undefined ? {} : { cause });
    this.code = code;
    this.status = code === 'STORE_FULL' ? 507 : 503;
  }
}

const full = new Set(['ENOSPC', 'EDQUOT']);
const unavailable = new Set(['EIO', 'EROFS', 'EACCES', 'EPERM', 'EMFILE', 'ENFILE', 'ESTALE']);

/** A failed file operation as a {@link StoreError}; other errors as they are. */
export function storeError(error: unknown): unknown {
  const code = errorCode(error);
  if (code !== undefined && full.has(code)) {
    return new StoreError(
      'STORE_FULL',
      'the store’s disk is full: free space in the data folder',
      error,
    );
  }
  if (code !== undefined && unavailable.has(code)) {
    return new StoreError(
      'STORE_UNAVAILABLE',
      `the store cannot be used (${code}): check the data folder and its permissions`,
      error,
    );
  }
  return error;
}

/** The system's code of an error (`ENOENT`), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
