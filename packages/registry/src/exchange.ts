import type { IncomingMessage, ServerResponse } from 'node:http';
import type { RepositoryName } from '@slipway/oci';
import type { Caller, RepositoryHandle } from './ports/authority.ts';
import type { RequestContext } from './ports/request-log.ts';
import type { Services } from './services.ts';

/** One request on its way through: who asks, for what, and where the answer goes. */
export interface Exchange {
  readonly services: Services;
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly context: RequestContext;
  readonly caller: Caller;
  /** The last path segment as sent: a tag, a digest, an upload's id; empty where there is none. */
  readonly reference: string;
  /** The raw query, without `?`. */
  readonly query: string;
}

/** A request for a repository that the caller may do this with; it may not exist yet. */
export interface RepositoryExchange extends Exchange {
  readonly name: RepositoryName;
  readonly repository: RepositoryHandle | undefined;
}

/** A request for a repository that exists. */
export interface ExistingRepositoryExchange extends RepositoryExchange {
  readonly repository: RepositoryHandle;
}
