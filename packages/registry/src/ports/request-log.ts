import type { ClientTrace } from './authority.ts';

/** Where the registry tells of failures that are not the client's. */
export interface RequestLog {
  error(details: { readonly error: unknown; readonly requestId: string }, message: string): void;
}

/** What surrounds one request. */
export interface RequestContext {
  /** Shown to the client where something failed on our side, so that the log can be found. */
  readonly requestId: string;
  /** Scheme and host as the client used them, no slash after. */
  readonly origin: string;
  /** Where it came from, for the owner's records. */
  readonly client?: ClientTrace;
  readonly log?: RequestLog;
}
