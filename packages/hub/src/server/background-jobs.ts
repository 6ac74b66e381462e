import type { FilesystemStore } from '@slipway/content';
import type { Configuration } from '../config/settings.ts';
import type { Log } from '../ports/log.ts';
import { compose, type openHubDatabase } from './compose.ts';
import type { SharedState } from './shared-state.ts';

/** Times in milliseconds. */
const firstRun = 30_000;
const interval = 5 * 60_000;
/** What a crash left is removed when no upload could still be using it. */
const temporaryAge = 24 * 3_600_000;

/** Starts what happens now and then: abandoned uploads and files left by crashes are removed. */
export function startJobs(options: {
  readonly configuration: Configuration;
  readonly database: Awaited<ReturnType<typeof openHubDatabase>>;
  readonly store: FilesystemStore;
  readonly shared: SharedState;
  readonly log: Log;
}): { stop(): Promise<void> } {
  const { configuration, database, store, shared, log } = options;
  const view = shared.forWorker();
  const primary = { send: async (name: string, input: unknown) => view.answer(name, input) };
  let parts: ReturnType<typeof compose> | undefined;
  let running: Promise<void> = Promise.resolve();
  const run = async () => {
    parts ??= compose({ configuration, database, content: store, primary, log });
    try {
      const uploads = await parts.registry.expireUploads();
      const age = Math.max(temporaryAge, configuration.limits.uploadExpiry * 2);
      const files = await store.sweepTemporary(age);
      if (uploads + files > 0) log.info({ uploads, files }, 'abandoned uploads removed');
    } catch (err) {
      log.warn({ err: err }, 'abandoned uploads could not be removed; it is tried again');
    }
    timer = setTimeout(start, interval).unref();
  };
  const start = () => {
    running = run();
  };
  let timer = setTimeout(start, firstRun).unref();
  return {
    async stop() {
      clearTimeout(timer);
      await running;
      clearTimeout(timer);
      await parts?.hub.close();
    },
  };
}
