import {
  type IncomingMessage,
  type OutgoingHttpHeader,
  type OutgoingHttpHeaders,
  ServerResponse,
} from 'node:http';

type Headers = OutgoingHttpHeaders | OutgoingHttpHeader[];

/**
 * A response that names its request's id. Set with `setHeader`, the id would send every answer
 * through Node's merging of headers, a twentieth of what a manifest costs.
 */
export class HubResponse<
  Request extends IncomingMessage = IncomingMessage,
> extends ServerResponse<Request> {
  requestId = '';

  override writeHead(status: number, reason?: string | Headers, headers?: Headers): this {
    const given = typeof reason === 'string' ? headers : reason;
    const text = typeof reason === 'string' ? reason : undefined;
    const all = Array.isArray(given)
      ? [...given, 'X-Request-Id', this.requestId]
      : { ...given, 'X-Request-Id': this.requestId };
    return text === undefined
      ? super.writeHead(status, all as OutgoingHttpHeader[])
      : super.writeHead(status, text, all as OutgoingHttpHeader[]);
  }
}
