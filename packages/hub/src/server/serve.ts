import { availableParallelism } from 'node:os';
import { createFilesystemStore } from '@slipway/content';
import { bootstrapAdministrator } from '../accounts/bootstrap-administrator.ts';
import { ConfigurationError } from '../config/configuration-error.ts';
import type { LoadedConfiguration } from '../config/load-configuration.ts';
import { listConfiguration } from '../config/print-configuration.ts';
import type { Configuration } from '../config/settings.ts';
import { ensureMasterKeyFile, MasterKeyError } from '../secrets/master-key-file.ts';
import { proveMasterKey, WrongMasterKeyError } from '../secrets/prove-master-key.ts';
import { masterKeyRing, openHubDatabase } from './compose.ts';
import { createDataFolder, dataFolder, lockDataFolder } from './data-folder.ts';
import { JobsProcess } from './jobs-process.ts';
import { keepCompiledCode } from './keep-compiled-code.ts';
import { createLog, type ServerLog } from './log.ts';
import { ServerError } from './server-error.ts';
import { SharedState } from './shared-state.ts';
import { startMessage } from './start-message.ts';
import { WorkerPool } from './worker-pool.ts';

/** Where a hub writes what people should see. */
export interface ServeOptions {
  readonly stdout: { write(text: string): unknown };
}

/** Everything that was opened, in the order in which it is closed. */
interface OpenHub {
  readonly workers: WorkerPool;
  readonly closers: (() => Promise<void> | void)[];
}

/** A second signal within this many milliseconds of the first is the same Ctrl-C: npm and a
 * terminal both pass it on. */
const sameSignalMilliseconds = 1000;

/**
 * Runs a hub in this process and its workers until SIGINT or SIGTERM ends it: transfers under way
 * are finished, for as long as `shutdownTimeout` says or until a second signal. Takes those signals
 * over from whoever listens to them. Throws ServerError or ConfigurationError where it cannot start.
 */
export async function serve(loaded: LoadedConfiguration, options: ServeOptions): Promise<void> {
  const { configuration } = loaded;
  const log = createLog(configuration.log, 'primary');
  const hub: OpenHub['closers'] = [];
  const stopped = stopSignal();
  let workers: WorkerPool | undefined;
  // What the hub writes is its owner's alone: blobs of private repositories, password hashes, keys.
  process.umask(0o077);
  try {
    createDataFolder(configuration.data);
    if (configuration.database.startsWith('sqlite')) {
      const lock = lockDataFolder(configuration.data);
      hub.push(() => lock.release());
    }
    ensureMasterKey(configuration);
    const started = startParts(loaded, log);
    workers = started.workers;
    const { database, port } = await started.parts;
    hub.push(() => database.close());
    const { jobs } = started;
    const onReload = () => workers?.reload();
    process.on('SIGHUP', onReload);
    hub.push(() => void process.off('SIGHUP', onReload));
    const { administrator } = started;
    options.stdout.write(startMessage({ configuration, port, administrator: await administrator }));
    keepCompiledCode();
    // Last: a start waits for nothing that requests do without.
    jobs.start(database);
    hub.push(() => jobs.stop());
    await stopped.first;
    log.logger.info({}, 'stopping: transfers under way are finished');
    await stopWorkers(workers, { configuration, second: stopped.second, log });
  } catch (error) {
    workers?.kill();
    throw error;
  } finally {
    for (const close of hub.reverse()) await close();
    log.flush();
    stopped.release();
  }
}

/** Opens the database and the store while the workers load their code. */
function startParts(loaded: LoadedConfiguration, log: ServerLog) {
  const { configuration, written } = loaded;
  const count = configuration.workers === 'auto' ? availableParallelism() : configuration.workers;
  const database = openHubDatabase({
    configuration,
    role: { kind: 'writer' },
    workers: count,
    log: log.logger,
  });
  const store = createFilesystemStore({ root: dataFolder(configuration).content });
  const startedAt = Date.now();
  const shared = new SharedState(configuration, {
    settings: async () => listConfiguration(loaded),
    async processes() {
      const { wanted, running, restarts } = workers.state;
      return {
        ...{ startedAt, workersWanted: wanted, workersRunning: running, workerRestarts: restarts },
      };
    },
  });
  const settings = new Map(written);
  // Workers have no use for it.
  settings.delete('adminPassword');
  const common = { settings, shared, log: log.logger };
  const jobs = new JobsProcess({ ...common, workers: count });
  const otherMetrics = () => jobs.snapshot();
  const workers = new WorkerPool({ ...common, count, database, otherMetrics });
  const administrator = database.then((opened) => firstAdministrator(opened, configuration));
  const proven = database.then((opened) => provedMasterKey(opened, configuration));
  const parts = Promise.all([database, store, workers.start(), administrator, proven]).then(
    ([openDatabase, _store, port]) => ({ database: openDatabase, port }),
    async (error: unknown) => {
      await database.then((opened) => opened.close()).catch(() => {});
      throw error;
    },
  );
  return { workers, jobs, parts, administrator };
}

function ensureMasterKey(configuration: Configuration): void {
  try {
    if (!configuration.masterKey) ensureMasterKeyFile(dataFolder(configuration).masterKey);
  } catch (error) {
    if (error instanceof MasterKeyError) throw new ServerError(error.message);
    throw error;
  }
}

async function provedMasterKey(
  database: Awaited<ReturnType<typeof openHubDatabase>>,
  configuration: Configuration,
): Promise<void> {
  try {
    await proveMasterKey(database, masterKeyRing(configuration));
  } catch (error) {
    const known = error instanceof WrongMasterKeyError || error instanceof MasterKeyError;
    throw known ? new ServerError(error.message) : error;
  }
}

async function firstAdministrator(
  database: Awaited<ReturnType<typeof openHubDatabase>>,
  { adminPassword }: Configuration,
) {
  try {
    return await bootstrapAdministrator(database, { password: adminPassword });
  } catch (error) {
    if (error instanceof RangeError) {
      throw new ConfigurationError([`adminPassword (SLIPWAY_ADMIN_PASSWORD): ${error.message}`]);
    }
    throw error;
  }
}

async function stopWorkers(
  workers: WorkerPool,
  options: {
    readonly configuration: Configuration;
    readonly second: Promise<void>;
    readonly log: ServerLog;
  },
): Promise<void> {
  const { configuration, second, log } = options;
  const deadline = setTimeout(() => {
    log.logger.warn({}, 'transfers took longer than shutdownTimeout: they are cut');
    workers.kill();
  }, configuration.shutdownTimeout);
  void second.then(() => workers.kill());
  await workers.stop();
  clearTimeout(deadline);
}

/** The first and the second request to end. */
function stopSignal() {
  const first = Promise.withResolvers<void>();
  const second = Promise.withResolvers<void>();
  let firstAt: number | undefined;
  const onSignal = () => {
    if (firstAt === undefined) {
      firstAt = Date.now();
      first.resolve();
    } else if (Date.now() - firstAt > sameSignalMilliseconds) second.resolve();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) {
    process.removeAllListeners(signal);
    process.on(signal, onSignal);
  }
  return {
    first: first.promise,
    second: second.promise,
    release: () => {
      for (const signal of signals) process.off(signal, onSignal);
    },
  };
}
