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

/** EFBIG is a file system's own limit: no other blob of that size fits either. */
const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** What an operator can do, where the code says more than "look at the disk". */
const advice: Record<string, string> = {
  EACCES: 'give Slipway’s account the data folder',
  EPERM: 'give Slipway’s account the data folder',
  EROFS: 'its file system is mounted read-only: look for disk errors in the kernel’s log',
  EIO: 'the disk reports errors: look at the kernel’s log',
  EMFILE: 'raise the limit of open files (ulimit -n)',
  ENFILE: 'raise the system’s limit of open files',
  EXDEV: '`blobs` and `uploads` must be on one file system',
  ELOOP: 'a blob’s file is a symbolic link, which Slipway does not follow',
  ENOENT: 'a folder of the store is gone: restart Slipway to have it made again',
};

/** A failed file operation as a {@link StoreError}; what is none of the system's errors as it is. */
export function storeError(error: unknown): unknown {
  const code = errorCode(error);
  if (code === undefined || !(error instanceof Error) || !('syscall' in error)) return error;
  if (full.has(code)) {
    const message = 'the store’s disk is full: free space in the data folder';
    return new StoreError('STORE_FULL', message, error);
  }
  const message = `the store cannot be used (${String(error.syscall)}: ${code}): ${
    advice[code] ?? 'check the data folder and its disk'
  }`;
  return new StoreError('STORE_UNAVAILABLE', message, error);
}

/** Passes an operation's result on, and its failure as {@link storeError} says it. */
export async function orStoreError<Result>(operation: Promise<Result>): Promise<Result> {
  try {
    return await operation;
  } catch (error) {
    throw storeError(error);
  }
}

/** The system's code of an error (`ENOENT`), if it has one. */
export function errorCode(error: unknown): string | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' ? error.code : undefined;
}
