import type { FilesystemStore } from '@slipway/content';
import type { Registry } from '@slipway/registry';
import type { Configuration } from '../config/settings.ts';
import type { PeriodicJob } from '../jobs/job.ts';
import { garbageJobs } from '../storage/garbage-job.ts';

/** What a crash left is removed when no upload could still be using it, in milliseconds. */
const leastAge = 24 * 3_600_000;

/** What is done now and then with what the registry stores. */
export function registryJobs(parts: {
  readonly configuration: Configuration;
  readonly database: Parameters<typeof garbageJobs>[0]['database'];
  readonly registry: Registry;
  readonly store: Pick<FilesystemStore, 'sweepTemporary'>;
}): PeriodicJob[] {
  const { configuration, database, registry, store } = parts;
  const age = Math.max(leastAge, configuration.limits.uploadExpiry * 2);
  return [
    {
      name: 'registry.expire-uploads',
      about: 'Removes uploads that nobody goes on with, and files that a crash left',
      everyMs: 5 * 60_000,
      async run() {
        const uploads = await registry.expireUploads();
        const files = await store.sweepTemporary(age);
        return `${uploads} uploads and ${files} files removed`;
      },
    },
    ...garbageJobs({ database, registry, everyMs: configuration.gc.interval }),
  ];
}
