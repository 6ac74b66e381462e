import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Configuration } from '../config/settings.ts';
import { type ClientIdentity, isLoopback } from './client-identity.ts';

/** What the operators' pages show. */
export interface OperatorRoutesOptions {
  readonly metricsFor: Configuration['metrics'];
  /** Each throws where its part cannot be used. */
  readonly checks: Readonly<Record<string, () => Promise<void>>>;
  readonly readMetrics: () => Promise<string>;
  readonly isDraining: () => boolean;
  /** Told why a check failed: the answer does not say. */
  readonly onFailure: (name: string, error: unknown) => void;
}

/** How long an answer of `/readyz` holds, in milliseconds: asking often costs no disk writes. */
const readinessLifetime = 500;

/** `/healthz`, `/readyz`, `/metrics`, and `/` for clients that read no pages. */
export class OperatorRoutes {
  readonly #options: OperatorRoutesOptions;
  #readiness:
    | { readonly until: number; readonly answer: Promise<Record<string, string>> }
    | undefined;

  constructor(options: OperatorRoutesOptions) {
    this.#options = options;
  }

  /** Whether the path is the operators' alone. */
  owns(path: string): boolean {
    return path !== '/' && path in this.#answers;
  }

  /** Answers one of these paths, or 404 for any other. */
  async handle(
    path: string,
    exchange: {
      readonly request: IncomingMessage;
      readonly response: ServerResponse;
      readonly identity: ClientIdentity;
    },
  ): Promise<void> {
    const { request, response, identity } = exchange;
    const answer = this.#answers[path];
    if (!answer) return sendText(response, 404, 'not found\n');
    if (request.method !== 'GET' && request.method !== 'HEAD') {
      response.setHeader('Allow', 'GET, HEAD');
      return sendText(response, 405, 'only GET and HEAD\n');
    }
    await answer(response, identity);
  }

  readonly #answers: Record<
    string,
    (response: ServerResponse, identity: ClientIdentity) => Promise<void> | void
  > = {
    // No prototype: a path is the client's word.
    __proto__: null as never,
    '/': (response, { origin }) => sendText(response, 200, landing(origin)),
    '/healthz': (response) => sendText(response, 200, 'ok\n'),
    '/readyz': async (response) => {
      const parts = await this.#ready();
      const ready = Object.values(parts).every((state) => state === 'ok');
      response.setHeader('Content-Type', 'application/json');
      sendBody(response, ready ? 200 : 503, `${JSON.stringify({ ready, ...parts })}\n`);
    },
    '/metrics': async (response, identity) => {
      if (!mayReadMetrics(this.#options.metricsFor, identity)) {
        return sendText(response, 404, 'not found\n');
      }
      response.setHeader('Content-Type', 'text/plain; version=0.0.4; charset=utf-8');
      sendBody(response, 200, await this.#options.readMetrics());
    },
  };

  async #ready(): Promise<Record<string, string>> {
    if (this.#options.isDraining()) return { server: 'stopping' };
    const now = Date.now();
    if (!this.#readiness || this.#readiness.until <= now) {
      this.#readiness = { until: now + readinessLifetime, answer: this.#check() };
    }
    return await this.#readiness.answer;
  }

  async #check(): Promise<Record<string, string>> {
    const { checks, onFailure } = this.#options;
    const entries = Object.entries(checks).map(async ([name, check]) => {
      try {
        await check();
        return [name, 'ok'] as const;
      } catch (error) {
        onFailure(name, error);
        return [name, 'failed'] as const;
      }
    });
    return Object.fromEntries(await Promise.all(entries));
  }
}

/** Sends a line of plain text. */
export function sendText(response: ServerResponse, status: number, text: string): void {
  response.setHeader('Content-Type', 'text/plain; charset=utf-8');
  sendBody(response, status, text);
}

function sendBody(response: ServerResponse, status: number, body: string): void {
  response.statusCode = status;
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(body);
}

/** A proxy on this machine that is not trusted makes every caller look local: none is believed. */
function mayReadMetrics(audience: Configuration['metrics'], identity: ClientIdentity): boolean {
  if (audience !== 'loopback') return audience === 'everyone';
  return !identity.behindUntrustedProxy && isLoopback(identity.address);
}

function landing(origin: string): string {
  const host = new URL(origin).host;
  return `Slipway: a Docker Hub of one's own.

This is a container registry. To use it:
  docker login ${host}
  docker push ${host}/<account>/<name>:<tag>
`;
}
