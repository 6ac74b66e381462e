import type { Database } from '@slipway/database';
import type { Registry, RegistryTables } from '@slipway/registry';
import { markStale } from '../images/facts-commands.ts';
import type { PeriodicJob } from '../jobs/job.ts';
import type { HubTables } from '../tables.ts';

/** The job that collects garbage, as administrators start it. */
export const garbageJobName = 'registry.collect-garbage';

/** Files without rows are left by crashes alone: looking through the whole store can wait. */
const orphansEveryMs = 24 * 3_600_000;

/** What removes content that nothing needs, while everything else goes on. */
export function garbageJobs(parts: {
  readonly database: Database<HubTables & RegistryTables>;
  readonly registry: Pick<Registry, 'collectGarbage' | 'finishRemovals'>;
  readonly everyMs: number;
}): PeriodicJob[] {
  const { database, registry, everyMs } = parts;
  let lastOrphans = Number.NEGATIVE_INFINITY;
  return [
    {
      name: garbageJobName,
      about: 'Removes blobs and manifests that nothing has needed for the grace period',
      everyMs,
      async run({ signal }) {
        const orphans = performance.now() - lastOrphans > orphansEveryMs;
        if (orphans) lastOrphans = performance.now();
        const done = await registry.collectGarbage({
          ...{ signal, orphans },
          onUnlinked: (repositoryIds) =>
            database.run(markStale, { repositoryIds, now: Date.now() }),
        });
        return `${done.blobs} blobs with ${done.bytes} bytes removed, ${done.unlinked} links`;
      },
    },
    {
      name: 'registry.finish-removals',
      about: 'Ends removals of blobs whose process died',
      everyMs: 60_000,
      run: async () => `${await registry.finishRemovals()} removed`,
    },
  ];
}
