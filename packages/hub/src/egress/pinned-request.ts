import { type IncomingMessage, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { EgressError } from './egress-error.ts';
import type { EgressTarget } from './egress-target.ts';

/** One exchange with a target; redirects are its caller's to follow. */
export interface PinnedRequest {
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array | undefined;
  /** Ends the whole exchange, body included. */
  readonly signal: AbortSignal;
  /** Certificates believed beside the system's. */
  readonly certificates?: string | undefined;
}

const mostHeaderBytes = 16_384;

/**
 * Sends one request to an address that was checked: the name is not resolved a second time, so it
 * cannot mean something else by then. TLS still proves the name. Resolves with the answer's head.
 */
export function sendPinned(
  { url, host, addresses }: EgressTarget,
  asked: PinnedRequest,
): Promise<IncomingMessage> {
  const { method, body, signal, certificates } = asked;
  const secure = url.protocol === 'https:';
  const lookup: LookupFunction = (_name, options, callback) => {
    if (options.all) callback(null, [...addresses]);
    else callback(null, addresses[0].address, addresses[0].family);
  };
  return new Promise((resolve, reject) => {
    const request = (secure ? requestHttps : requestHttp)({
      ...{ host, method, lookup, signal },
      ...(url.port === '' ? {} : { port: url.port }),
      path: `${url.pathname}${url.search}`,
      headers: {
        ...asked.headers,
        host: url.host,
        ...(body === undefined ? {} : { 'content-length': String(body.length) }),
      },
      // A connection of its own: a pooled one could have been made for another check.
      agent: false,
      maxHeaderSize: mostHeaderBytes,
      ...(secure && isIP(host) === 0 ? { servername: host } : {}),
      ...(secure && certificates !== undefined ? { ca: certificates } : {}),
    });
    request.once('response', resolve);
    request.once('error', reject);
    request.once('upgrade', (_message, socket) => {
      socket.destroy();
      reject(new EgressError('EGRESS_FAILED', `${url.host} answered with another protocol`));
    });
    request.end(body);
  });
}
