import { setPriority } from 'node:os';
import { createFilesystemStore } from '@slipway/content';
import { type CommandChannel, commandChannel, serveCommands } from '@slipway/database';
import { configurationOf } from '../config/load-configuration.ts';
import type { Configuration } from '../config/settings.ts';
import { releaseJobs } from '../jobs/job-commands.ts';
import { JobRunner } from '../jobs/job-runner.ts';
import { PeriodicRunner } from '../jobs/periodic-runner.ts';
import { compose, openHubDatabase } from './compose.ts';
import { dataFolder } from './data-folder.ts';
import { JobMetrics } from './job-metrics.ts';
import { createLog, type ServerLog } from './log.ts';
import { portToPrimary } from './process-port.ts';
import { isMessage, metricsOfWorker, type ToWorker } from './worker-messages.ts';

/** What is to be ended with the process. */
interface RunningJobs {
  close(): Promise<void>;
}

/** Requests and the writer come first where the machine has too few cores (setpriority(2)). */
const niceness = 10;

/** Runs this process as the one that does the hub's jobs, until the primary stops it, or is gone. */
export function runJobsProcess(): void {
  const port = portToPrimary();
  const primary = commandChannel(port);
  const metrics = new JobMetrics();
  serveCommands({ commands: { send: async (name) => await answer(name, metrics) } }, port);
  let log: ServerLog | undefined;
  let running: Promise<RunningJobs> | undefined;
  setPriority(niceness);
  process.on('disconnect', () => end(log, 0));
  // A terminal's Ctrl-C reaches every process: when to end is the primary's to say.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('uncaughtException', (error) => {
    log?.logger.error({ err: error }, 'the process that does jobs fails and is replaced');
    end(log, 1);
  });
  process.on('message', (message) => {
    if (!isMessage<ToWorker>(message, 'slipway.start', 'slipway.stop')) return;
    if (message.kind === 'slipway.start') {
      const configuration = configurationOf(message.settings);
      log = createLog(configuration.log, 'jobs');
      running = startJobs({ configuration, workers: message.workers, primary, metrics, log });
      running.catch((error) => {
        log?.logger.error({ err: error }, 'jobs cannot be done');
        end(log, 1);
      });
    } else if (message.kind === 'slipway.stop') {
      void stop(running, log);
    }
  });
}

async function answer(name: string, metrics: JobMetrics): Promise<unknown> {
  if (name !== metricsOfWorker) throw new Error(`the process that does jobs knows no ${name}`);
  return await metrics.snapshot();
}

async function startJobs(options: {
  readonly configuration: Configuration;
  readonly workers: number;
  readonly primary: CommandChannel;
  readonly metrics: JobMetrics;
  readonly log: ServerLog;
}): Promise<RunningJobs> {
  const { configuration, workers, primary, metrics } = options;
  const log = options.log.logger;
  const [database, store] = await Promise.all([
    openHubDatabase({
      configuration,
      role: { kind: 'reader', channel: primary },
      workers,
      log,
    }),
    createFilesystemStore({ root: dataFolder(configuration).content }),
  ]);
  const { hub } = compose({ configuration, database, content: store, primary, log });
  // One process alone does this database's jobs: what the one before it held is nobody's.
  if (database.engine === 'sqlite') await database.run(releaseJobs, null);
  const common = { database, clock: Date.now, log, observer: metrics };
  const runner = new JobRunner({ ...common, handlers: hub.jobs });
  const periodic = new PeriodicRunner({ ...common, jobs: hub.periodic });
  metrics.watch(database, { handled: hub.jobs.map(({ topic }) => topic) });
  runner.start();
  periodic.start();
  return {
    async close() {
      await Promise.all([runner.stop(), periodic.stop()]);
      await hub.close();
      await database.close();
    },
  };
}

async function stop(
  running: Promise<RunningJobs> | undefined,
  log: ServerLog | undefined,
): Promise<void> {
  try {
    await (await running)?.close();
  } catch (error) {
    log?.logger.error({ err: error }, 'the process that does jobs did not end cleanly');
  }
  end(log, 0);
}

function end(log: ServerLog | undefined, code: number): never {
  log?.flush();
  process.exit(code);
}
