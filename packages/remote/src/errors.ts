/**
 * What went wrong, for programs to branch on. The upper-case codes that registries send are passed
 * on in {@link RemoteError.registryCode}; these say what the caller can do about it.
 */
export type RemoteErrorCode =
  | 'UNAUTHORIZED'
  | 'DENIED'
  | 'NOT_FOUND'
  | 'CONFLICT'
  | 'RATE_LIMITED'
  | 'UNAVAILABLE'
  | 'UNREACHABLE'
  | 'TLS'
  | 'DIGEST_MISMATCH'
  | 'SIZE_MISMATCH'
  | 'TOO_LARGE'
  | 'INVALID_REQUEST'
  | 'INVALID_RESPONSE'
  | 'UNSUPPORTED'
  | 'NO_MATCHING_PLATFORM'
  | 'CREDENTIALS'
  | 'LAYOUT';

/** What may accompany a {@link RemoteError}. */
export interface RemoteErrorOptions {
  /** The HTTP status, where there was an answer. */
  readonly status?: number;
  /** The registry's host, as the user wrote it. */
  readonly registry?: string;
  /** The first error code in the registry's answer, as sent (`NAME_UNKNOWN`, `TOOMANYREQUESTS`…). */
  readonly registryCode?: string;
  readonly cause?: unknown;
}

/** A failure while talking to a registry or a layout; the message says what, why and what to do. */
export class RemoteError extends Error {
  override readonly name = 'RemoteError';
  readonly code: RemoteErrorCode;
  readonly status: number | undefined;
  readonly registry: string | undefined;
  readonly registryCode: string | undefined;

  constructor(code: RemoteErrorCode, message: string, options: RemoteErrorOptions = {}) {
    super(message, options.cause === undefined ? {} : { cause: options.cause });
    this.code = code;
    this.status = options.status;
    this.registry = options.registry;
    this.registryCode = options.registryCode;
  }
}

/** Whether a caught value is a {@link RemoteError}, and of `code` where that is given. */
export function isRemoteError(value: unknown, code?: RemoteErrorCode): value is RemoteError {
  return value instanceof RemoteError && (code === undefined || value.code === code);
}
