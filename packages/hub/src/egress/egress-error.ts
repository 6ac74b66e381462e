export type EgressErrorCode =
  /** The hub may not connect there. */
  | 'EGRESS_REFUSED'
  /** Nobody answers there, or not in time, or not in a way that is understood. */
  | 'EGRESS_FAILED'
  /** The answer is larger than was allowed. */
  | 'EGRESS_TOO_LARGE';

/** A request of the hub's own that was not made, or failed. The message is for the user who caused it. */
export class EgressError extends Error {
  override readonly name = 'EgressError';
  readonly code: EgressErrorCode;

  constructor(code: EgressErrorCode, message: string, options?: { cause: unknown }) {
    super(message, options);
    this.code = code;
  }
}
