/**
 * The error codes of the OCI distribution spec ("Error Codes"), and TOOMANYREQUESTS of its
 * "Warnings and errors" table, with the HTTP status that each normally answers with.
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export const ociErrorCodes = {
  BLOB_UNKNOWN: { status: 404, message: 'blob unknown to registry' },
  BLOB_UPLOAD_INVALID: { status: 400, message: 'blob upload invalid' },
  BLOB_UPLOAD_UNKNOWN: { status: 404, message: 'blob upload unknown to registry' },
  DENIED: { status: 403, message: 'requested access to the resource is denied' },
  DIGEST_INVALID: { status: 400, message: 'provided digest did not match uploaded content' },
  MANIFEST_BLOB_UNKNOWN: {
    status: 404,
    message: 'manifest references a manifest or blob unknown to registry',
  },
  MANIFEST_INVALID: { status: 400, message: 'manifest invalid' },
  MANIFEST_UNKNOWN: { status: 404, message: 'manifest unknown to registry' },
  NAME_INVALID: { status: 400, message: 'invalid repository name' },
  NAME_UNKNOWN: { status: 404, message: 'repository name not known to registry' },
  SIZE_INVALID: { status: 400, message: 'provided length did not match content length' },
  TOOMANYREQUESTS: { status: 429, message: 'too many requests' },
  UNAUTHORIZED: { status: 401, message: 'authentication required' },
  UNSUPPORTED: { status: 405, message: 'the operation is unsupported' },
} as const satisfies Record<string, { status: number; message: string }>;

/** A code of the distribution spec's error table. */
export type OciErrorCode = keyof typeof ociErrorCodes;

/** What may accompany an {@link OciError}. */
export interface OciErrorOptions {
  /** Machine-readable detail, sent to the client as it is: no secrets. */
  readonly detail?: unknown;
  /** An HTTP status that says more than the code's usual one (413, 416, …). */
  readonly status?: number;
  readonly cause?: unknown;
}

/** A failure that the distribution spec has a code for; the message says what, why, what to do. */
export class OciError extends Error {
  override readonly name = 'OciError';
  readonly code: OciErrorCode;
  readonly status: number;
  readonly detail: unknown;

  constructor(code: OciErrorCode, message?: string, options: OciErrorOptions = {}) {
    super(
      message ?? ociErrorCodes[code].message,
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.status = options.status ?? ociErrorCodes[code].status;
    this.detail = options.detail;
  }
}

/** Whether a caught value is an {@link OciError}, also one made by another copy of this module. */
export function isOciError(value: unknown): value is OciError {
  return value instanceof Error && value.name === 'OciError' && 'code' in value;
}
