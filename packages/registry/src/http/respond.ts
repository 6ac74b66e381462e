import type { IncomingMessage, ServerResponse } from 'node:http';
import { contentLength } from './request-body.ts';

/** Names and values in turn, as `writeHead` takes them. */
export type FlatHeaders = readonly string[];

const version = ['Docker-Distribution-Api-Version', 'registry/2.0'] as const;

/** After an answer that came before the body's end, so long is read on before the connection goes. */
const lingerMs = 1000;

/** Bodies no longer than this are read to their end, so that the connection can be used again. */
const worthReading = 256 * 1024;

/** Sends an answer without a body. */
export function sendEmpty(response: ServerResponse, status: number, headers: FlatHeaders): void {
  const length = status === 204 || status === 304 ? [] : ['Content-Length', '0'];
  response.writeHead(status, [...version, ...headers, ...length]);
  response.end();
}

/** Bodies up to here are joined to their headers. */
const worthJoining = 32 * 1024;

/** Sends `body` whole. For HEAD only its length is sent. */
export function sendBytes(
  response: ServerResponse,
  headers: FlatHeaders,
  body: Buffer | undefined,
): void {
  response.writeHead(200, headers as string[]);
  if (body === undefined) response.end();
  // Node joins a string to the headers and writes both at once; latin1 keeps every byte as it is.
  else if (body.byteLength <= worthJoining) response.end(body.toString('latin1'), 'latin1');
  else response.end(body);
}

/** Sends a value as JSON. */
export function sendJson(
  response: ServerResponse,
  status: number,
  value: unknown,
  headers: FlatHeaders = ['Content-Type', 'application/json'],
): void {
  const body = Buffer.from(JSON.stringify(value));
  response.writeHead(status, [...version, ...headers, 'Content-Length', `${body.byteLength}`]);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}

/**
 * Sends an error that may come before the request's body was read. A long rest of the body is not
 * read for nothing: the connection is closed, but only after the client had time to see the answer
 * (closing at once would reset it).
 */
export function sendFailure(
  request: IncomingMessage,
  response: ServerResponse,
  failure: { readonly status: number; readonly headers: FlatHeaders; readonly errors: unknown },
): void {
  const body = Buffer.from(JSON.stringify({ errors: failure.errors }));
  const isHead = request.method === 'HEAD';
  const headers = [
    ...version,
    ...failure.headers,
    'Content-Type',
    'application/json',
    'Content-Length',
    `${body.byteLength}`,
  ];
  if (request.readableEnded || !restIsLong(request)) {
    response.writeHead(failure.status, headers);
    response.end(isHead ? undefined : body);
    return;
  }
  response.writeHead(failure.status, [...headers, 'Connection', 'close']);
  const finish = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(finish, lingerMs);
  request.once('end', finish).once('close', finish);
  response.write(body);
  request.resume();
}

function restIsLong(request: IncomingMessage): boolean {
  const length = contentLength(request);
  if (length === undefined) return request.headers['transfer-encoding'] !== undefined;
  return length > worthReading;
}
