import type { IncomingMessage, ServerResponse } from 'node:http';
import { isOciError, OciError, type OciErrorOptions } from '@slipway/oci';
import type { RequestContext } from '../ports/request-log.ts';
import { ConnectionLost } from './request-body.ts';
import { type FlatHeaders, sendFailure } from './respond.ts';

/** An {@link OciError} whose answer needs headers of its own. */
export class FailureWithHeaders extends OciError {
  readonly headers: FlatHeaders;

  constructor(
    code: OciError['code'],
    message: string,
    options: OciErrorOptions & { readonly headers: FlatHeaders },
  ) {
    super(code, message, options);
    this.headers = options.headers;
  }
}

/** Answers a failed request, or cuts the connection where an answer has begun or nobody listens. */
export function answerError(
  error: unknown,
  exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly context: RequestContext;
  },
): void {
  const { request, response, context } = exchange;
  const lost = error instanceof ConnectionLost;
  const known = isOciError(error);
  if (!lost && !known) {
    context.log?.error({ error, requestId: context.requestId }, 'request failed');
  }
  if (lost || response.headersSent || response.destroyed) {
    response.destroy();
    return;
  }
  sendFailure(request, response, known ? clientFailure(error) : ourFailure(error, context));
}

function clientFailure(error: OciError) {
  const { code, message, detail } = error;
  return {
    status: error.status,
    headers: error instanceof FailureWithHeaders ? error.headers : [],
    errors: [detail === undefined ? { code, message } : { code, message, detail }],
  };
}

/** What failed is for the log alone; the client gets what finds it there. */
function ourFailure(error: unknown, { requestId }: RequestContext) {
  const status = ourStatus(error);
  const message =
    status === 500
      ? `internal error (request ${requestId})`
      : `temporarily unavailable, try again (request ${requestId})`;
  return {
    status,
    headers: status === 500 ? [] : ['Retry-After', '5'],
    errors: [{ code: status === 500 ? 'UNKNOWN' : 'UNAVAILABLE', message, detail: { requestId } }],
  };
}

/** 503 where trying again may help; what the store or the database say of themselves (507, 503). */
function ourStatus(error: unknown): number {
  if (!(error instanceof Error)) return 500;
  if ('status' in error && (error.status === 503 || error.status === 507)) return error.status;
  return 'retryable' in error && error.retryable === true ? 503 : 500;
}
