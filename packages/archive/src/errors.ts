/** What is wrong with an archive. */
export type ArchiveErrorCode =
  | 'MALFORMED'
  | 'TRUNCATED'
  | 'TOO_LARGE'
  | 'UNSAFE_PATH'
  | 'UNSUPPORTED'
  | 'NOT_FOUND'
  | 'WRONG_SIZE';

/** An archive that cannot be read or written; the message says what and where. */
export class ArchiveError extends Error {
  override readonly name = 'ArchiveError';
  readonly code: ArchiveErrorCode;
  /** Bytes from the archive's start, where the fault is at a known place. */
  readonly offset: number | undefined;

  constructor(
    code: ArchiveErrorCode,
    message: string,
    options: { readonly offset?: number; readonly cause?: unknown } = {},
  ) {
    const place = options.offset === undefined ? '' : ` (at byte ${options.offset})`;
    super(`${message}${place}`, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.offset = options.offset;
  }
}
