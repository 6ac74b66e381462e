import type { HubServices } from '../hub-services.ts';
import type { JobContext, PeriodicJob } from '../jobs/job.ts';
import { planRetention } from './plan-retention.ts';
import { applyRetention } from './retention-commands.ts';
import { effectiveRetention } from './retention-policies.ts';

/** Repositories that are looked up at once. */
const batch = 500;
/** Tags that one transaction deletes. */
const tagsAtOnce = 500;

/** Lets go what policies say, in each repository that one holds for. */
export function retentionJob(
  services: Pick<HubServices, 'database' | 'clock' | 'log'>,
): PeriodicJob {
  return {
    name: 'hub.retention',
    about: 'Deletes the tags and untagged manifests that retention rules let go',
    everyMs: 3_600_000,
    async run(context) {
      const done = { repositories: 0, tags: 0, manifests: 0 };
      for await (const id of repositoriesWithPolicy(services, context)) {
        try {
          const { tags, manifests } = await applyTo(services, id, context);
          if (tags + manifests > 0) done.repositories++;
          done.tags += tags;
          done.manifests += manifests;
        } catch (err) {
          // One repository's trouble is not the others'.
          services.log.warn({ err, repositoryId: id }, 'retention rules could not be applied');
        }
      }
      return `${done.tags} tags and ${done.manifests} manifests deleted in ${done.repositories} repositories`;
    },
  };
}

/** Planned with what reads need, so that commands run only where something is to go. */
async function applyTo(
  { database, clock }: Pick<HubServices, 'database' | 'clock'>,
  repositoryId: number,
  { signal }: JobContext,
): Promise<{ tags: number; manifests: number }> {
  const done = { tags: 0, manifests: 0 };
  const repository = await database.query
    .selectFrom('hub_repositories')
    .select(['id', 'namespace_id as namespaceId'])
    .where('id', '=', repositoryId)
    .executeTakeFirst();
  if (!repository) return done;
  const policy = await effectiveRetention(database.query as never, repository);
  if (!policy.enabled) return done;
  const asked = { policy, now: clock(), limit: 1 };
  const plan = await planRetention(database.query, repositoryId, asked);
  let hasMore = plan.tags.length + plan.manifests.length > 0;
  while (hasMore && !signal.aborted) {
    const applied = await database.run(applyRetention, {
      ...{ repositoryId, now: clock(), limit: tagsAtOnce },
    });
    done.tags += applied.tags;
    done.manifests += applied.manifests;
    hasMore = applied.hasMore && applied.tags + applied.manifests > 0;
  }
  return done;
}

async function* repositoriesWithPolicy(
  { database }: Pick<HubServices, 'database'>,
  { signal }: JobContext,
): AsyncGenerator<number> {
  let after = 0;
  while (!signal.aborted) {
    const rows = await database.query
      .selectFrom('hub_repositories as repository')
      .select('repository.id')
      .where('repository.id', '>', after)
      .where('repository.archived_at', 'is', null)
      .where('repository.closed_at', 'is', null)
      .where((where) =>
        where.or([
          where(
            'repository.id',
            'in',
            where.selectFrom('hub_repository_retention').select('repository_id'),
          ),
          where(
            'repository.namespace_id',
            'in',
            where.selectFrom('hub_namespace_retention').select('namespace_id'),
          ),
        ]),
      )
      .orderBy('repository.id')
      .limit(batch)
      .execute();
    for (const { id } of rows) {
      if (signal.aborted) return;
      yield id;
    }
    const last = rows.at(-1);
    if (!last || rows.length < batch) return;
    after = last.id;
  }
}
