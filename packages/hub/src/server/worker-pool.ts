import cluster, { type Worker } from 'node:cluster';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  type CommandChannel,
  commandChannel,
  type OpenedDatabase,
  serveCommands,
} from '@slipway/database';
import type { Log } from '../ports/log.ts';
import { type MetricsSnapshot, mergeMetrics, PrimaryMetrics } from './metrics.ts';
import { portToWorker } from './process-port.ts';
import { ServerError } from './server-error.ts';
import type { SharedState } from './shared-state.ts';
import {
  type FromWorker,
  isMessage,
  metricsOfAll,
  metricsOfWorker,
  type ToWorker,
} from './worker-messages.ts';

/** What workers are made with. */
export interface WorkerPoolOptions {
  readonly count: number;
  readonly settings: ReadonlyMap<string, unknown>;
  readonly shared: SharedState;
  /** Workers load their code while it opens. */
  readonly database: Promise<Pick<OpenedDatabase<unknown>, 'commands'>>;
  /** Of other processes, to be added to the workers'. */
  readonly otherMetrics: () => Promise<MetricsSnapshot>;
  readonly log: Log;
}

/** Beside this file in the sources, and beside the chunk with this code in the bundle. */
const workerModule = fileURLToPath(
  new URL(
    import.meta.url.endsWith('.ts') ? './worker-main.ts' : './hub-worker.js',
    import.meta.url,
  ),
);

/**
 * Bodies arrive in buffers that die young, outside of the heap that V8 watches: collecting the young
 * often keeps 64 uploads at once under 2 MiB each, where the default took twice that.
 */
const workerOptions = ['--disable-warning=ExperimentalWarning', '--max-semi-space-size=1'];

/** A worker that ran for so long, in milliseconds, is replaced without waiting. */
const steadyAfter = 10_000;
const longestBackoff = 10_000;

/** The worker processes: started, replaced when they die, stopped together. */
export class WorkerPool {
  readonly #options: WorkerPoolOptions;
  readonly #channels = new Map<Worker, CommandChannel>();
  readonly #metrics: PrimaryMetrics;
  readonly #timers = new Set<NodeJS.Timeout>();
  #restarts = 0;
  #backoff = 100;
  #stopping = false;

  constructor(options: WorkerPoolOptions) {
    this.#options = options;
    this.#metrics = new PrimaryMetrics({
      uploads: () => options.shared.uploads.active,
      workers: () => this.#channels.size,
      restarts: () => this.#restarts,
    });
    cluster.schedulingPolicy = cluster.SCHED_RR;
    cluster.setupPrimary({
      exec: workerModule,
      args: [],
      execArgv: workerOptions,
      serialization: 'advanced',
    });
  }

  /** Forks them all; resolves to the port when all serve. Throws ServerError where one cannot. */
  async start(): Promise<number> {
    const ports = Array.from({ length: this.#options.count }, () => this.#fork());
    return (await Promise.all(ports))[0] ?? 0;
  }

  /** How many workers there are to be, are, and were replaced. */
  get state(): { readonly wanted: number; readonly running: number; readonly restarts: number } {
    const { count } = this.#options;
    return { wanted: count, running: this.#channels.size, restarts: this.#restarts };
  }

  /** Has the TLS files read again. */
  reload(): void {
    for (const worker of this.#channels.keys()) send(worker, { kind: 'slipway.reload' });
  }

  /** Resolves when every worker has finished its transfers and ended. */
  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearTimeout(timer);
    const ends = [...this.#channels.keys()].map(async (worker) => {
      const end = once(worker, 'exit');
      send(worker, { kind: 'slipway.stop' });
      await end;
    });
    await Promise.all(ends);
  }

  /** Ends the workers at once. */
  kill(): void {
    this.#stopping = true;
    for (const worker of this.#channels.keys()) worker.process.kill('SIGKILL');
  }

  /** Starts one; resolves to its port when it serves. */
  async #fork(): Promise<number> {
    // One arena more than the main thread's: what one thread frees, another takes.
    const worker = cluster.fork({ MALLOC_ARENA_MAX: '2' });
    const startedAt = Date.now();
    const port = portToWorker(worker);
    const view = this.#options.shared.forWorker();
    serveCommands({ commands: { send: (name, input) => this.#answer(view, name, input) } }, port);
    this.#channels.set(worker, commandChannel(port));
    worker.on('error', (err) => this.#options.log.warn({ err }, 'a message to a worker was lost'));
    const serving = new Promise<number>((resolve, reject) => {
      let listensOn = 0;
      worker.once('listening', (address) => {
        listensOn = address.port;
      });
      worker.on('message', (message) => {
        if (!isMessage<FromWorker>(message, 'slipway.ready', 'slipway.failed')) return;
        if (message.kind === 'slipway.ready') return resolve(listensOn);
        reject(new ServerError(message.message));
        // One that cannot serve holds nothing that needs a clean end.
        worker.process.kill('SIGKILL');
      });
      worker.once('exit', (code, signal) => {
        view.close();
        this.#channels.delete(worker);
        reject(new ServerError(`a worker ended before it served (${signal ?? `exit ${code}`})`));
      });
    });
    const { settings, count, database } = this.#options;
    const told = database.then(() =>
      send(worker, { kind: 'slipway.start', settings, workers: count }),
    );
    const [number] = await Promise.all([serving, told]);
    worker.once('exit', (code, signal) => this.#replace({ code, signal, startedAt }));
    return number;
  }

  #replace(end: { code: number; signal: string | null; startedAt: number }): void {
    if (this.#stopping) return;
    const { log } = this.#options;
    const steady = Date.now() - end.startedAt > steadyAfter;
    this.#backoff = steady ? 100 : Math.min(longestBackoff, this.#backoff * 2);
    log.error(
      { code: end.code, signal: end.signal, backoffMs: steady ? 0 : this.#backoff },
      'a worker ended and is replaced',
    );
    this.#restarts += 1;
    const timer = setTimeout(
      () => {
        this.#timers.delete(timer);
        const startedAt = Date.now();
        this.#fork().catch((err) => {
          log.error({ err }, 'a worker cannot be started');
          this.#replace({ code: 1, signal: null, startedAt });
        });
      },
      steady ? 0 : this.#backoff,
    );
    this.#timers.add(timer);
  }

  async #answer(
    view: ReturnType<SharedState['forWorker']>,
    name: string,
    input: unknown,
  ): Promise<unknown> {
    if (name === metricsOfAll) return await this.#collectMetrics();
    if (name.startsWith('server.')) return view.answer(name, input);
    return await (await this.#options.database).commands.send(name, input);
  }

  /** All processes' metrics; a worker that dies meanwhile is left out. */
  async #collectMetrics(): Promise<string> {
    const asked = [...this.#channels.values()].map(
      async (channel) => (await channel.send(metricsOfWorker, null)) as MetricsSnapshot,
    );
    const answers = await Promise.allSettled([
      this.#metrics.snapshot(),
      this.#options.otherMetrics(),
      ...asked,
    ]);
    return await mergeMetrics(
      answers.flatMap((answer) => (answer.status === 'fulfilled' ? [answer.value] : [])),
    );
  }
}

function send(worker: Worker, message: ToWorker): void {
  // One that has gone is told of by its exit.
  if (worker.isConnected()) worker.process.send(message, undefined, undefined, () => {});
}
