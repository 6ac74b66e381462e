import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import type { Duplex } from 'node:stream';
import type { Registry } from '@slipway/registry';
import type { Logger } from 'pino';
import type { Configuration } from '../config/settings.ts';
import type { Hub } from '../hub.ts';
import type { Pages } from '../pages/pages.ts';
import { type ClientIdentity, type IdentityOptions, identifyClient } from './client-identity.ts';
import { HubResponse } from './hub-response.ts';
import type { RequestMetrics } from './metrics.ts';
import { type OperatorRoutes, sendText } from './operator-routes.ts';
import { routeLabel } from './route-label.ts';
import { ServerError } from './server-error.ts';

/** What answers requests, and under which settings. */
export interface HubServerOptions {
  readonly configuration: Configuration;
  /** This server's share of the connections. */
  readonly maximumConnections: number;
  readonly hub: Hub;
  readonly registry: Registry;
  readonly operators: OperatorRoutes;
  readonly pages: Pages;
  readonly metrics: RequestMetrics;
  readonly logger: Logger;
}

/** A request id that is taken over from a trusted proxy. */
const sanePattern = /^[A-Za-z0-9._:/+=-]{1,128}$/;

/** The HTTP(S) server of one worker: connections, who is asking, and which part answers. */
export class HubServer {
  readonly #options: HubServerOptions;
  readonly #server: Server | TlsServer;
  readonly #identity: IdentityOptions;
  readonly #logsRequests: boolean;
  #draining = false;

  constructor(options: HubServerOptions) {
    this.#options = options;
    const { limits, tls, log, publicUrl, trustedProxies } = options.configuration;
    const settings = {
      // A moving upload may take hours: the registry itself ends transfers that stall.
      requestTimeout: 0,
      headersTimeout: limits.headerTimeout,
      connectionsCheckingInterval: Math.min(5000, limits.headerTimeout),
      keepAliveTimeout: limits.keepAliveTimeout,
      maxHeaderSize: limits.headerSize,
      noDelay: true,
      ServerResponse: HubResponse,
    };
    const listener = (request: IncomingMessage, response: HubResponse) =>
      void this.#handle(request, response);
    const files = tlsFiles(tls);
    this.#server = files
      ? createTlsServer({ ...settings, ...files }, listener)
      : createServer(settings, listener);
    this.#server.maxConnections = options.maximumConnections;
    this.#server.on('clientError', answerClientError);
    this.#identity = { trustedProxies, publicUrl, scheme: files ? 'https' : 'http' };
    this.#logsRequests = log.requests && options.logger.isLevelEnabled('info');
  }

  get draining(): boolean {
    return this.#draining;
  }

  /** Resolves when connections are taken. Throws ServerError where the address cannot be had. */
  async listen(): Promise<void> {
    const { host, port } = this.#options.configuration.listen;
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        reject(new ServerError(listenProblem(error, { host, port })));
      });
      // Without a host, Node takes `::` and falls back where the machine has no IPv6.
      this.#server.listen(host === '::' ? { port } : { host, port }, resolve);
    });
  }

  /** Takes the certificate's files as they are now. Throws ServerError, keeping the old ones. */
  reloadTls(): void {
    const files = tlsFiles(this.#options.configuration.tls);
    if (files && 'setSecureContext' in this.#server) this.#server.setSecureContext(files);
  }

  /** Takes no more connections and resolves when every answer under way is given. */
  async drain(): Promise<void> {
    this.#draining = true;
    this.#options.hub.drain();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
  }

  /** Cuts what is left. */
  cut(): void {
    this.#server.closeAllConnections();
  }

  async #handle(request: IncomingMessage, response: HubResponse): Promise<void> {
    const startedAt = performance.now();
    const url = request.url ?? '/';
    const mark = url.indexOf('?');
    const path = mark < 0 ? url : url.slice(0, mark);
    const identity = identifyClient(request, this.#identity);
    const requestId = this.#requestId(request, identity);
    this.#options.metrics.started();
    response.once('close', () => {
      this.#finished({ request, response, path, identity, requestId, startedAt });
    });
    response.requestId = requestId;
    if (this.#draining) response.setHeader('Connection', 'close');
    try {
      if (identity) await this.#dispatch({ request, response, path, identity, requestId });
      else sendText(response, 400, 'the Host header names no host\n');
    } catch (error) {
      this.#options.logger.error({ err: error, requestId, path }, 'request failed');
      if (response.headersSent) response.destroy();
      else sendText(response, 500, `internal error (request ${requestId})\n`);
    }
  }

  async #dispatch(exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly path: string;
    readonly identity: ClientIdentity;
    readonly requestId: string;
  }): Promise<void> {
    const { request, response, identity, requestId } = exchange;
    const { hub, registry, operators, pages, logger: log } = this.#options;
    const { origin, address } = identity;
    const below = pages.below(exchange.path);
    const path = below ?? exchange.path;
    // The rest of the hub knows no prefix.
    if (pages.prefix !== '' && below !== undefined) request.url = withoutPrefix(request, pages);
    if (hub.owns(path)) {
      const limit = this.#limitBody(request);
      await hub.handle(request, response, { requestId, origin, address, log });
      clearTimeout(limit);
    } else if (path.startsWith('/v2/') || path === '/v2') {
      const agent = (request.headers['user-agent'] ?? '').slice(0, 300);
      await registry.handle(request, response, {
        ...{ requestId, origin, log },
        client: { address, agent },
      });
    } else if (operators.owns(path) || !(await this.#servePage(below, exchange))) {
      await operators.handle(path, { request, response, identity });
    }
  }

  async #servePage(
    below: string | undefined,
    exchange: {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
      readonly path: string;
    },
  ): Promise<boolean> {
    const { pages } = this.#options;
    if (below === undefined) return pages.redirectsToPrefix(exchange.path, exchange);
    return await pages.handle(below, exchange);
  }

  /** The API's bodies are small: one that takes longer than a stalled transfer is nobody's. */
  #limitBody(request: IncomingMessage): NodeJS.Timeout | undefined {
    const { headers } = request;
    const none = headers['transfer-encoding'] === undefined && !Number(headers['content-length']);
    if (none) return undefined;
    return setTimeout(() => {
      if (!request.complete) request.destroy();
    }, this.#options.configuration.limits.stallTimeout);
  }

  #requestId(request: IncomingMessage, identity: ClientIdentity | undefined): string {
    const given = request.headers['x-request-id'];
    const taken =
      identity?.behindTrustedProxy === true && typeof given === 'string' && sanePattern.test(given);
    return taken ? given : randomUUID();
  }

  #finished(exchange: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly path: string;
    readonly identity: ClientIdentity | undefined;
    readonly requestId: string;
    readonly startedAt: number;
  }): void {
    const { request, response, path, identity, requestId, startedAt } = exchange;
    const milliseconds = performance.now() - startedAt;
    const { metrics, logger } = this.#options;
    metrics.finished({ request, response, route: routeLabel(path), seconds: milliseconds / 1000 });
    if (this.#logsRequests) {
      // Never the query or a header but these: both carry secrets.
      const fields = {
        requestId,
        method: request.method,
        path: path.slice(0, 512),
        status: response.statusCode,
        complete: response.writableFinished,
        ms: Math.round(milliseconds * 10) / 10,
        address: identity?.address,
        agent: request.headers['user-agent']?.slice(0, 200),
      };
      logger.info(fields, 'request');
    }
    if (this.#draining) setImmediate(() => this.#server.closeIdleConnections());
  }
}

function withoutPrefix(request: IncomingMessage, { prefix }: Pages): string {
  const rest = (request.url ?? '').slice(prefix.length);
  return rest.startsWith('/') ? rest : `/${rest}`;
}

function tlsFiles({ certificate, key }: Configuration['tls']) {
  if (certificate === undefined || key === undefined) return undefined;
  try {
    return { cert: readFileSync(certificate), key: readFileSync(key) };
  } catch (error) {
    throw new ServerError(`the TLS files cannot be read: ${(error as Error).message}`);
  }
}

function listenProblem(
  error: NodeJS.ErrnoException,
  { host, port }: { readonly host: string; readonly port: number },
): string {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  const reasons: Record<string, string> = {
    EADDRINUSE: 'another process listens there: stop it, or choose another with SLIPWAY_LISTEN',
    EACCES: 'ports below 1024 need privileges: choose another with SLIPWAY_LISTEN',
    EADDRNOTAVAIL: 'this machine has no such address: choose another with SLIPWAY_LISTEN',
  };
  return `cannot listen on ${address}: ${reasons[error.code ?? ''] ?? error.message}`;
}

/** What is no HTTP still gets an answer that is, where the connection can carry one. */
function answerClientError(error: NodeJS.ErrnoException, socket: Duplex): void {
  const statuses: Record<string, string> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  };
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const status = statuses[error.code ?? ''] ?? '400 Bad Request';
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}
