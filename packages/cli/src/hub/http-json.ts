import { readFile } from 'node:fs/promises';
import { type IncomingMessage, type RequestOptions, request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import { CliError } from '../cli-error.ts';
import { exitCodes } from '../exit-codes.ts';
import type { ConnectionSettings } from './connect.ts';

/** A request with a JSON body, or none. */
export interface JsonRequest {
  readonly method: string;
  readonly url: URL;
  readonly token?: string;
  readonly body?: unknown;
  readonly signal: AbortSignal;
  readonly connection: ConnectionSettings;
}

/** An answer whose body was JSON; `body` is undefined where it was empty or something else. */
export interface JsonAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Longer answers than this are refused; the API's pages are far below. */
const maximumBody = 8 * 1024 * 1024;
/** Milliseconds without a byte after which the hub counts as not answering. */
const patience = 60_000;

/** Sends one request. Rejects with Node's own errors (`ECONNREFUSED`…) where nobody answers. */
export async function sendJson(asked: JsonRequest): Promise<JsonAnswer> {
  const body = asked.body === undefined ? undefined : JSON.stringify(asked.body);
  const options = await requestOptions(asked, body);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const send = asked.url.protocol === 'https:' ? requestHttps : requestHttp;
    const request = send(asked.url, options, resolve);
    request.on('error', reject);
    request.setTimeout(patience, () => request.destroy(silent(asked.url)));
    request.end(body);
  });
  return { status: response.statusCode ?? 0, body: parseBody(await readBody(response)) };
}

function silent(url: URL): CliError {
  return new CliError(`${url.host} did not answer within ${patience / 1000} seconds`, {
    exitCode: exitCodes.network,
  });
}

async function requestOptions(
  { method, token, signal, connection }: JsonRequest,
  body: string | undefined,
): Promise<RequestOptions & { ca?: string[]; rejectUnauthorized?: boolean }> {
  const headers: Record<string, string | number> = { accept: 'application/json' };
  if (token !== undefined) headers.authorization = `Bearer ${token}`;
  if (body !== undefined) {
    headers['content-type'] = 'application/json';
    headers['content-length'] = Buffer.byteLength(body);
  }
  const { insecure, caFile } = connection;
  const ca = caFile ? await authorities(caFile) : undefined;
  return {
    method,
    headers,
    signal,
    ...(insecure ? { rejectUnauthorized: false } : {}),
    ...(ca ? { ca } : {}),
  };
}

async function authorities(caFile: string): Promise<string[]> {
  // Importing this module takes 20 ms, which few commands need to spend.
  const { rootCertificates } = await import('node:tls');
  return [...rootCertificates, await readFile(caFile, 'utf8')];
}

async function readBody(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maximumBody) throw new CliError('the answer of the hub is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // A proxy's HTML page, or nothing: the status says what happened.
    return undefined;
  }
}
