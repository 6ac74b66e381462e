import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import {
  AggregatorRegistry,
  Counter,
  collectDefaultMetrics,
  Gauge,
  Histogram,
  Registry,
} from 'prom-client';

/** What one process measured, ready to be sent and added to the others'. */
export type MetricsSnapshot = readonly object[];

/** Measurements of one process that answers requests. */
export class RequestMetrics {
  readonly #registry = new Registry();
  readonly #requests: Counter;
  readonly #seconds: Histogram;
  readonly #active: Gauge;
  readonly #received: Counter;
  readonly #sent: Counter;
  /** Bytes of a connection that were counted already, for connections with several requests. */
  readonly #counted = new WeakMap<Socket, { read: number; written: number }>();

  constructor() {
    collectDefaultMetrics({ register: this.#registry });
    const registers = [this.#registry];
    this.#requests = new Counter({
      name: 'slipway_http_requests_total',
      help: 'Requests answered',
      labelNames: ['route', 'method', 'status'],
      registers,
    });
    this.#seconds = new Histogram({
      name: 'slipway_http_request_duration_seconds',
      help: 'Time from the headers of a request to the end of its answer',
      labelNames: ['route', 'method'],
      buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 600],
      registers,
    });
    this.#active = new Gauge({
      name: 'slipway_http_requests_active',
      help: 'Requests being answered',
      registers,
    });
    this.#received = new Counter({
      name: 'slipway_http_received_bytes_total',
      help: 'Bytes received, headers included',
      registers,
    });
    this.#sent = new Counter({
      name: 'slipway_http_sent_bytes_total',
      help: 'Bytes sent, headers included',
      registers,
    });
  }

  started(): void {
    this.#active.inc();
  }

  finished({
    request,
    response,
    route,
    seconds,
  }: {
    readonly request: IncomingMessage;
    readonly response: ServerResponse;
    readonly route: string;
    readonly seconds: number;
  }): void {
    this.#active.dec();
    const method = knownMethods.has(request.method ?? '') ? (request.method ?? '') : 'other';
    this.#requests.inc({ route, method, status: response.statusCode });
    this.#seconds.observe({ route, method }, seconds);
    const { socket } = request;
    const counted = this.#counted.get(socket) ?? { read: 0, written: 0 };
    this.#received.inc(Math.max(0, socket.bytesRead - counted.read));
    this.#sent.inc(Math.max(0, socket.bytesWritten - counted.written));
    this.#counted.set(socket, { read: socket.bytesRead, written: socket.bytesWritten });
  }

  async snapshot(): Promise<MetricsSnapshot> {
    return await this.#registry.getMetricsAsJSON();
  }
}

/** Labels come from a bounded set, whatever clients send. */
const knownMethods = new Set(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS']);

/** Measurements of the primary. */
export class PrimaryMetrics {
  readonly #registry = new Registry();

  constructor(readings: { uploads(): number; workers(): number; restarts(): number }) {
    const registers = [this.#registry];
    gauge(registers, 'slipway_uploads_active', 'Bodies being received', readings.uploads);
    gauge(registers, 'slipway_workers', 'Worker processes', readings.workers);
    gauge(registers, 'slipway_worker_restarts', 'Workers replaced since start', readings.restarts);
  }

  async snapshot(): Promise<MetricsSnapshot> {
    return await this.#registry.getMetricsAsJSON();
  }
}

/** All processes' measurements as one, in Prometheus' text format. */
export async function mergeMetrics(snapshots: readonly MetricsSnapshot[]): Promise<string> {
  return await AggregatorRegistry.aggregate([...snapshots] as object[]).metrics();
}

function gauge(registers: Registry[], name: string, help: string, read: () => number): void {
  new Gauge({
    name,
    help,
    registers,
    collect() {
      this.set(read());
    },
  });
}
