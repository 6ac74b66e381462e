import cluster from 'node:cluster';
import { createFilesystemStore } from '@slipway/content';
import { type CommandChannel, commandChannel, serveCommands } from '@slipway/database';
import { configurationOf } from '../config/load-configuration.ts';
import { openPageFiles } from '../pages/page-files.ts';
import { Pages } from '../pages/pages.ts';
import { compose, openHubDatabase } from './compose.ts';
import { dataFolder } from './data-folder.ts';
import { HubServer } from './http-server.ts';
import { createLog, type ServerLog } from './log.ts';
import { RequestMetrics } from './metrics.ts';
import { OperatorRoutes } from './operator-routes.ts';
import { portToPrimary } from './process-port.ts';
import {
  type FromWorker,
  isMessage,
  metricsOfAll,
  metricsOfWorker,
  type ToWorker,
} from './worker-messages.ts';

/** What is to be ended with a worker. */
interface RunningWorker {
  readonly server: HubServer;
  close(): Promise<void>;
}

/** Runs this process as a worker of the hub: it serves until the primary stops it, or is gone. */
export function runWorker(): void {
  const port = portToPrimary();
  const primary = commandChannel(port);
  const metrics = new RequestMetrics();
  const answers = { send: async (name: string) => await answerPrimary(name, metrics) };
  serveCommands({ commands: answers }, port);
  let log: ServerLog | undefined;
  let running: Promise<RunningWorker> | undefined;
  process.on('disconnect', () => process.exit(log ? flushed(log, 0) : 0));
  // A terminal's Ctrl-C reaches every process: when to end is the primary's to say.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('uncaughtException', (error) => {
    log?.logger.error({ err: error }, 'a worker fails and is replaced');
    process.exit(log ? flushed(log, 1) : 1);
  });
  process.on('message', (message) => {
    if (!isMessage<ToWorker>(message, 'slipway.start', 'slipway.reload', 'slipway.stop')) return;
    if (message.kind === 'slipway.start') {
      const configuration = configurationOf(message.settings);
      log = createLog(configuration.log, `worker ${cluster.worker?.id ?? 0}`);
      running = startWorker({ configuration, workers: message.workers, primary, metrics, log });
      running.then(() => tell({ kind: 'slipway.ready' }), fail);
    } else if (message.kind === 'slipway.reload') {
      void running?.then(({ server }) => reload(server, log));
    } else {
      void stop(running, log);
    }
  });
}

async function answerPrimary(name: string, metrics: RequestMetrics): Promise<unknown> {
  if (name !== metricsOfWorker) throw new Error(`a worker knows no ${name}`);
  return await metrics.snapshot();
}

async function startWorker(options: {
  readonly configuration: ReturnType<typeof configurationOf>;
  readonly workers: number;
  readonly primary: CommandChannel;
  readonly metrics: RequestMetrics;
  readonly log: ServerLog;
}): Promise<RunningWorker> {
  const { configuration, workers, primary, metrics } = options;
  const { logger } = options.log;
  const [database, content] = await Promise.all([
    openHubDatabase({
      configuration,
      role: { kind: 'reader', channel: primary },
      workers,
      log: logger,
    }),
    createFilesystemStore({ root: dataFolder(configuration).content }),
  ]);
  const { hub, registry } = compose({ configuration, database, content, primary, log: logger });
  const operators = new OperatorRoutes({
    metricsFor: configuration.metrics,
    checks: { database: () => database.check(), store: () => content.check() },
    readMetrics: async () => (await primary.send(metricsOfAll, null)) as string,
    isDraining: () => server.draining,
    onFailure: (part, err) => logger.error({ err, part }, 'not ready'),
  });
  const pages = new Pages({ prefix: configuration.pathPrefix, files: openPageFiles() });
  const server = new HubServer({
    ...{ configuration, hub, registry, operators, pages, metrics, logger },
    maximumConnections: Math.ceil(configuration.limits.connections / workers),
  });
  await server.listen();
  return {
    server,
    async close() {
      await server.drain();
      await hub.close();
      await database.close();
    },
  };
}

async function stop(
  running: Promise<RunningWorker> | undefined,
  log: ServerLog | undefined,
): Promise<void> {
  try {
    await (await running)?.close();
  } catch (error) {
    log?.logger.error({ err: error }, 'a worker did not end cleanly');
  }
  process.exit(log ? flushed(log, 0) : 0);
}

function reload(server: HubServer, log: ServerLog | undefined): void {
  try {
    server.reloadTls();
    log?.logger.info({}, 'TLS files read again');
  } catch (error) {
    log?.logger.error({ err: error }, 'the new TLS files are not used');
  }
}

function fail(error: Error): void {
  const expected = 'code' in error;
  tell({ kind: 'slipway.failed', message: expected ? error.message : String(error.stack) });
}

function tell(message: FromWorker): void {
  if (process.connected) process.send?.(message);
}

function flushed(log: ServerLog, code: number): number {
  log.flush();
  return code;
}
