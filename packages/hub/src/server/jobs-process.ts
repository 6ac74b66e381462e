import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import {
  type CommandChannel,
  commandChannel,
  type OpenedDatabase,
  serveCommands,
} from '@slipway/database';
import { backoff } from '../jobs/backoff.ts';
import type { Log } from '../ports/log.ts';
import type { MetricsSnapshot } from './metrics.ts';
import { portToChild } from './process-port.ts';
import type { SharedState } from './shared-state.ts';
import { metricsOfWorker, type ToWorker } from './worker-messages.ts';

export interface JobsProcessOptions {
  readonly settings: ReadonlyMap<string, unknown>;
  readonly shared: SharedState;
  readonly workers: number;
  readonly log: Log;
}

/** Beside this file in the sources, and beside the chunk with this code in the bundle. */
const jobsModule = fileURLToPath(
  new URL(import.meta.url.endsWith('.ts') ? './jobs-main.ts' : './hub-jobs.js', import.meta.url),
);

/** What is under way is told to end, and killed after so many milliseconds: it is done again. */
const patience = 10_000;
/** A process that ran for so long is replaced at once. */
const steadyAfter = 10_000;

/**
 * The process that does jobs, as the primary sees it. It is its own, so that a job that needs a whole
 * core, or dies, holds up neither the writer nor any request.
 */
export class JobsProcess {
  readonly #options: JobsProcessOptions;
  #child: ChildProcess | undefined;
  #channel: CommandChannel | undefined;
  #timer: NodeJS.Timeout | undefined;
  #failures = 0;
  #stopping = false;

  constructor(options: JobsProcessOptions) {
    this.#options = options;
  }

  start(database: Pick<OpenedDatabase<unknown>, 'commands'>): void {
    const { settings, shared, workers, log } = this.#options;
    const child = fork(jobsModule, [], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      serialization: 'advanced',
    });
    const startedAt = Date.now();
    const port = portToChild(child);
    const view = shared.forWorker();
    const send = async (name: string, input: unknown) =>
      name.startsWith('server.')
        ? view.answer(name, input)
        : await database.commands.send(name, input);
    serveCommands({ commands: { send } }, port);
    this.#child = child;
    this.#channel = commandChannel(port);
    child.on('error', (err) => log.warn({ err }, 'a message to the jobs was lost'));
    child.once('exit', (code, signal) => {
      view.close();
      this.#child = undefined;
      this.#channel = undefined;
      if (this.#stopping) return;
      this.#timer = setTimeout(
        () => this.start(database),
        this.#waitAfter({ code, signal, startedAt }),
      );
    });
    tell(child, { kind: 'slipway.start', settings, workers });
  }

  /** What it measured; nothing while there is none. */
  async snapshot(): Promise<MetricsSnapshot> {
    return ((await this.#channel?.send(metricsOfWorker, null)) ?? []) as MetricsSnapshot;
  }

  /** Resolves when it has ended: what it was doing is given back, or killed. */
  async stop(): Promise<void> {
    this.#stopping = true;
    clearTimeout(this.#timer);
    const child = this.#child;
    if (!child) return;
    const ended = once(child, 'exit');
    tell(child, { kind: 'slipway.stop' });
    const deadline = setTimeout(() => child.kill('SIGKILL'), patience);
    await ended;
    clearTimeout(deadline);
  }

  #waitAfter(end: { code: number | null; signal: string | null; startedAt: number }): number {
    const steady = Date.now() - end.startedAt > steadyAfter;
    this.#failures = steady ? 0 : this.#failures + 1;
    const waitMs = steady ? 0 : backoff(this.#failures, { first: 200, longest: 30_000 });
    const { code, signal } = end;
    this.#options.log.error({ code, signal, waitMs }, 'the jobs’ process ended and is replaced');
    return waitMs;
  }
}

function tell(child: ChildProcess, message: ToWorker): void {
  // One that has gone is told of by its exit.
  if (child.connected) child.send(message, undefined, undefined, () => {});
}
